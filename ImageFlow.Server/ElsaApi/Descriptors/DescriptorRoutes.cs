using System.Text.Json.Nodes;

namespace ImageFlow.Server.ElsaApi.Descriptors;

/// <summary><c>/descriptors/*</c> and <c>/features/*</c>: what Studio asks about its backend when it opens.</summary>
internal static class DescriptorRoutes
{
    // Studio shows a module's screens only where the backend has its feature.
    private static readonly string[] Features = ["Elsa.WorkflowManagement", "Elsa.WorkflowRuntime", "Elsa.WorkflowsApi", "Elsa.Expressions", "Elsa.JavaScript", "Elsa.Liquid"];

    public static void Map(IEndpointRouteBuilder routes, ActivityDescriptors activities)
    {
        var answer = List(activities.Items);
        routes.MapGet("/descriptors/activities", () => Json(answer));
        routes.MapGet("/descriptors/expression-descriptors", () => Json(Expressions));
        routes.MapGet("/descriptors/variables", () => Json(VariableTypes));
        routes.MapGet("/descriptors/storage-drivers", () => Json(StorageDrivers));
        routes.MapGet("/descriptors/incident-strategies", () => Json(Incidents));
        // A flow that runs on Step Functions has one way to be activated, to be logged and to be committed: AWS's own.
        foreach (var empty in new[] { "workflow-activation-strategies", "log-persistence-strategies", "commit-strategies/workflows", "commit-strategies/activities", "output-converters" })
            routes.MapGet($"/descriptors/{empty}", () => Json(Empty));
        routes.MapPost("/descriptors/activities/{type}/options/{property}", () => Results.Json(new { items = new JsonObject() }));
        routes.MapGet("/resilience/strategies", () => Json(Empty));
        routes.MapGet("/workflow-contexts/provider-descriptors", () => Json(Empty));
        routes.MapGet("/features/installed", () => Json(InstalledFeatures));
        routes.MapGet("/features/installed/{fullName}", (string fullName) => Features.Contains(fullName) ? Results.Json(Feature(fullName)) : Results.NotFound());
        routes.MapGet("/package/version", () => Results.Json(new { packageVersion = "3.8.2" }));
    }

    private static string Empty { get; } = List([]);

    private static string InstalledFeatures { get; } = List([.. Features.Select(Feature)]);

    private static string Expressions { get; } = List(
        [
            Expression("Literal", "Default", browsable: false, language: null),
            Expression("Object", "Object", browsable: false, language: "json"),
            Expression("JavaScript", "JavaScript", browsable: true, language: "javascript"),
            Expression("JSONata", "JSONata", browsable: true, language: "javascript"),
            Expression("Liquid", "Liquid", browsable: true, language: "liquid"),
            Expression("Variable", "Variable", browsable: true, language: null),
            Expression("Input", "Input", browsable: true, language: null),
        ]);

    private static string VariableTypes { get; } = List(
        [
            .. new[] { ("String", "Text"), ("Boolean", "True or false"), ("Int32", "Whole number"), ("Double", "Number"), ("Object", "Any JSON value"), ("DateTimeOffset", "Point in time") }
                .Select(type => new JsonObject { ["typeName"] = type.Item1, ["displayName"] = type.Item1, ["category"] = "Primitives", ["description"] = type.Item2 }),
        ]);

    private static string StorageDrivers { get; } = List(
        [new JsonObject { ["typeName"] = "WorkflowInstanceStorageDriver", ["displayName"] = "Workflow instance", ["priority"] = 10, ["deprecated"] = false }]);

    private static string Incidents { get; } = List(
        [new JsonObject { ["typeName"] = "FaultStrategy", ["displayName"] = "Fault", ["description"] = "An error that nothing catches fails the execution." }]);

    private static JsonObject Expression(string type, string displayName, bool browsable, string? language)
    {
        JsonObject properties = [];
        // Studio looks this name up as written; spelt otherwise, it shows an expression in an empty text field and loses it on typing.
        if (language is not null)
            properties["MonacoLanguage"] = language;
        return new JsonObject { ["type"] = type, ["displayName"] = displayName, ["isSerializable"] = true, ["isBrowsable"] = browsable, ["properties"] = properties };
    }

    private static JsonObject Feature(string fullName) => new()
    {
        ["name"] = fullName[(fullName.LastIndexOf('.') + 1)..],
        ["namespace"] = fullName[..fullName.LastIndexOf('.')],
        ["fullName"] = fullName,
        ["displayName"] = fullName[(fullName.LastIndexOf('.') + 1)..],
    };

    /// <summary>Elsa's list shape; both counts, as different readers look at different ones.</summary>
    public static string List(JsonArray items)
    {
        var count = items.Count;
        return new JsonObject { ["items"] = items.DeepClone(), ["count"] = count, ["totalCount"] = count }.ToJsonString();
    }

    private static IResult Json(string text) => Results.Content(text, "application/json; charset=utf-8");
}
