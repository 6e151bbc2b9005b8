using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Descriptors;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary><c>/workflow-definitions/*</c>: reading, saving and publishing flows in Elsa's words.</summary>
internal static class DefinitionRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, InputTypes types, FlowCompilation compilation)
    {
        MapReading(routes, flows);
        DefinitionSaveRoutes.Map(routes, flows, types, compilation);
        MapVersions(routes, flows);
        DefinitionBulkRoutes.Map(routes, flows, compilation);
    }

    private static void MapReading(IEndpointRouteBuilder routes, FlowStore flows)
    {
        routes.MapGet("/workflow-definitions", (HttpRequest request) => Json(DefinitionList.Page(flows, request.Query)));
        routes.MapGet("/workflow-definitions/by-definition-id/{definitionId}", (HttpContext context, string definitionId, string? versionOptions) =>
            Read(context, flows.Find(definitionId, VersionChoice.Parse(versionOptions))));
        routes.MapGet("/workflow-definitions/by-id/{id}", (HttpContext context, string id) => Read(context, flows.FindVersion(id)));
        routes.MapGet("/workflow-definitions/many-by-id", (string[] ids) =>
            Results.Content(DescriptorRoutes.List([.. ids.Select(flows.FindVersion).OfType<FlowVersion>().Select(DefinitionBody.Full)]), "application/json"));
        routes.MapGet("/workflow-definitions/{definitionId}/versions", (string definitionId) =>
            Results.Content(DescriptorRoutes.List([.. flows.Versions(definitionId).Select(DefinitionBody.Summary)]), "application/json"));
        routes.MapGet("/workflow-definitions/{definitionId}/consumers", (string definitionId) => Json(new JsonObject { ["consumingWorkflowDefinitionIds"] = new JsonArray([.. Consumers(flows, definitionId)]) }));
        routes.MapGet("/workflow-definitions/query/count", () => Json(new JsonObject { ["count"] = flows.List(VersionChoice.Latest).Count }));
        routes.MapGet("/workflow-definitions/validation/is-name-unique", (string name, string? definitionId) =>
            Json(new JsonObject { ["isUnique"] = flows.IsNameUnique(name, definitionId) }));
        routes.MapGet("/workflow-definitions/{definitionId}/export", (HttpContext context, string definitionId, string? versionOptions, string? includeConsumingWorkflows) =>
        {
            if (flows.Find(definitionId, VersionChoice.Parse(versionOptions)) is not { } version)
                return Results.NotFound();
            if (bool.TryParse(includeConsumingWorkflows, out var more) && more)
            {
                var others = Consumers(flows, definitionId).Select(id => flows.Find((string)id!, VersionChoice.Latest)!);
                return Results.File(DefinitionImport.Zip([version, .. others]), "application/zip", "workflow-definitions.zip");
            }

            return Results.File(System.Text.Encoding.UTF8.GetBytes(DefinitionBody.Export(version).ToJsonString()), "application/json", $"{version.DefinitionId}.json");
        });
        DefinitionGraphRoutes.Map(routes, flows);
    }

    private static void MapVersions(IEndpointRouteBuilder routes, FlowStore flows)
    {
        routes.MapPost("/workflow-definitions/{definitionId}/revert/{version:int}", (string definitionId, int version) => Full(flows.Revert(definitionId, version)));
        routes.MapDelete("/workflow-definitions/{definitionId}", (string definitionId) => flows.Delete(definitionId) ? Results.NoContent() : Results.NotFound());
        routes.MapDelete("/workflow-definition-versions/{id}", (string id) => flows.DeleteVersion(id) ? Results.NoContent() : Results.NotFound());
    }

    internal static IResult Json(JsonNode body) => Results.Content(body.ToJsonString(), "application/json; charset=utf-8");

    /// <summary>A refusal in the form whose messages Studio shows to the person: problem details with <c>errors</c>.</summary>
    internal static IResult Invalid(params string[] messages) => Refused(StatusCodes.Status400BadRequest, messages);

    internal static IResult Refused(int status, params string[] messages) => Results.Json(
        new { type = "about:blank", title = messages[0], status, statusCode = status, message = string.Join(" ", messages), detail = string.Join(" ", messages), errors = new Dictionary<string, string[]> { ["generalErrors"] = messages } },
        contentType: "application/problem+json", statusCode: status);

    // Another flow runs this one by naming it (ExecuteWorkflow, a workflow as an activity).
    private static IEnumerable<JsonNode?> Consumers(FlowStore flows, string definitionId) =>
        flows.List(VersionChoice.Latest).Where(v => v.DefinitionId != definitionId && Mentions(v.ToDefinition()["root"], definitionId)).Select(v => (JsonNode?)JsonValue.Create(v.DefinitionId));

    private static bool Mentions(JsonNode? node, string definitionId) => node switch
    {
        JsonObject members => members.Any(member => member.Key == "workflowDefinitionId" && member.Value is { } value && value.ToJsonString().Contains($"\"{definitionId}\"", StringComparison.Ordinal) || Mentions(member.Value, definitionId)),
        JsonArray items => items.Any(item => Mentions(item, definitionId)),
        _ => false,
    };

    private static IResult Read(HttpContext context, FlowVersion? version)
    {
        if (version is not null)
            DefinitionSaveRoutes.SetRevision(context, version);
        return Full(version);
    }

    internal static IResult Full(FlowVersion? version) => version is null ? Results.NotFound() : Json(DefinitionBody.Full(version));
}
