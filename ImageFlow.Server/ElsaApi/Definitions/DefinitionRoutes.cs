using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Descriptors;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary><c>/workflow-definitions/*</c>: reading, saving and publishing flows in Elsa's words.</summary>
internal static class DefinitionRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, InputTypes types)
    {
        MapReading(routes, flows);
        MapSaving(routes, flows, types);
        MapVersions(routes, flows);
        DefinitionBulkRoutes.Map(routes, flows);
    }

    private static void MapReading(IEndpointRouteBuilder routes, FlowStore flows)
    {
        routes.MapGet("/workflow-definitions", (HttpRequest request) => Json(DefinitionList.Page(flows, request.Query)));
        routes.MapGet("/workflow-definitions/by-definition-id/{definitionId}", (string definitionId, string? versionOptions) =>
            Full(flows.Find(definitionId, VersionChoice.Parse(versionOptions))));
        routes.MapGet("/workflow-definitions/by-id/{id}", (string id) => Full(flows.FindVersion(id)));
        routes.MapGet("/workflow-definitions/many-by-id", (string[] ids) =>
            Results.Content(DescriptorRoutes.List([.. ids.Select(flows.FindVersion).OfType<FlowVersion>().Select(DefinitionBody.Full)]), "application/json"));
        routes.MapGet("/workflow-definitions/{definitionId}/versions", (string definitionId) =>
            Results.Content(DescriptorRoutes.List([.. flows.Versions(definitionId).Select(DefinitionBody.Summary)]), "application/json"));
        routes.MapGet("/workflow-definitions/{definitionId}/consumers", () => Json(new JsonObject { ["consumingWorkflowDefinitions"] = new JsonArray(), ["items"] = new JsonArray() }));
        routes.MapGet("/workflow-definitions/query/count", () => Json(new JsonObject { ["count"] = flows.List(VersionChoice.Latest).Count }));
        routes.MapGet("/workflow-definitions/validation/is-name-unique", (string name, string? definitionId) =>
            Json(new JsonObject { ["isUnique"] = flows.IsNameUnique(name, definitionId) }));
        routes.MapGet("/workflow-definitions/{definitionId}/export", (HttpContext context, string definitionId, string? versionOptions) =>
        {
            if (flows.Find(definitionId, VersionChoice.Parse(versionOptions)) is not { } version)
                return Results.NotFound();
            return Results.File(System.Text.Encoding.UTF8.GetBytes(DefinitionBody.Export(version).ToJsonString()), "application/json", $"{version.DefinitionId}.json");
        });
        DefinitionGraphRoutes.Map(routes, flows);
    }

    private static void MapSaving(IEndpointRouteBuilder routes, FlowStore flows, InputTypes types)
    {
        routes.MapPost("/workflow-definitions", (JsonObject body) =>
        {
            if (body["model"] is not JsonObject model)
                return Invalid("The request has no member 'model'.");
            var publish = (bool?)body["publish"] ?? false;
            var before = (string?)model["definitionId"] is { Length: > 0 } id ? flows.Find(id, VersionChoice.Latest) : null;
            var alreadyPublished = publish && before is { IsPublished: true };
            types.Complete(model);
            var saved = flows.Save(model, publish);
            return Json(new JsonObject
            {
                ["workflowDefinition"] = DefinitionBody.Full(saved),
                ["alreadyPublished"] = alreadyPublished,
                ["consumingWorkflowCount"] = 0,
                ["validationErrors"] = new JsonArray(),
            });
        });
        routes.MapMethods("/workflow-definitions/import", [HttpMethods.Post, HttpMethods.Put], (JsonObject body) =>
            body["root"] is null ? Invalid("The document has no member 'root': it is not an Elsa 3 workflow definition.") : Full(flows.Save(body, publish: false)));
        routes.MapPost("/workflow-definitions/import-files", async (HttpRequest request) => Json(new JsonObject { ["count"] = await DefinitionImport.FilesAsync(request, flows) }));
        routes.MapPost("/workflow-definitions/{definitionId}/publish", (string definitionId) => flows.Publish(definitionId) is { } published
            ? Json(new JsonObject
            {
                ["workflowDefinition"] = DefinitionBody.Full(published),
                ["alreadyPublished"] = false,
                ["consumingWorkflowCount"] = 0,
            })
            : Results.NotFound());
        routes.MapPost("/workflow-definitions/{definitionId}/retract", (string definitionId) => Full(flows.Retract(definitionId)));
        routes.MapPost("/workflow-definitions/{definitionId}/update-references", () => Json(new JsonObject { ["affectedWorkflows"] = new JsonArray() }));
    }

    private static void MapVersions(IEndpointRouteBuilder routes, FlowStore flows)
    {
        routes.MapPost("/workflow-definitions/{definitionId}/revert/{version:int}", (string definitionId, int version) => Full(flows.Revert(definitionId, version)));
        routes.MapDelete("/workflow-definitions/{definitionId}", (string definitionId) => flows.Delete(definitionId) ? Results.NoContent() : Results.NotFound());
        routes.MapDelete("/workflow-definition-versions/{id}", (string id) => flows.DeleteVersion(id) ? Results.NoContent() : Results.NotFound());
    }

    internal static IResult Json(JsonNode body) => Results.Content(body.ToJsonString(), "application/json; charset=utf-8");

    // Studio shows the messages of "errors" to the person.
    internal static IResult Invalid(params string[] messages) => Results.Json(
        new { statusCode = 400, message = string.Join(" ", messages), errors = new Dictionary<string, string[]> { ["generalErrors"] = messages } }, statusCode: StatusCodes.Status400BadRequest);

    private static IResult Full(FlowVersion? version) => version is null ? Results.NotFound() : Json(DefinitionBody.Full(version));
}
