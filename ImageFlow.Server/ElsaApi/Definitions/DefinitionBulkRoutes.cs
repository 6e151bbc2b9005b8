using System.Text.Json.Nodes;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary><c>/bulk-actions/*</c>: the same life-cycle steps for several flows, as Studio's list sends them. What cannot be published is skipped, with the reason.</summary>
internal static class DefinitionBulkRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, FlowCompilation compilation)
    {
        routes.MapPost("/bulk-actions/delete/workflow-definitions/by-definition-id", (JsonObject body) => Deleted(Ids(body, "definitionIds").Count(flows.Delete)));
        routes.MapPost("/bulk-actions/delete/workflow-definitions/by-id", (JsonObject body) => Deleted(Ids(body, "ids").Count(flows.DeleteVersion)));
        routes.MapPost("/bulk-actions/publish/workflow-definitions/by-definition-ids", (JsonObject body) => Sorted(body, flows, v => v.IsPublished, v => DefinitionSaveRoutes.Findings(v, compilation), "published", "alreadyPublished", flows.Publish));
        routes.MapPost("/bulk-actions/retract/workflow-definitions/by-definition-ids", (JsonObject body) => Sorted(body, flows, v => !v.IsPublished, _ => [], "retracted", "alreadyRetracted", flows.Retract));
        routes.MapPost("/bulk-actions/export/workflow-definitions", (JsonObject body) =>
            Results.File(DefinitionImport.Zip(Ids(body, "ids").Select(flows.FindVersion).OfType<FlowVersion>()), "application/zip", "workflow-definitions.zip"));
    }

    private static IResult Deleted(int count) => DefinitionRoutes.Json(new JsonObject { ["deleted"] = count, ["deletedCount"] = count });

    private static IResult Sorted(JsonObject body, FlowStore flows, Func<FlowVersion, bool> already, Func<FlowVersion, string[]> findings, string done, string nothing, Func<string, FlowVersion?> step)
    {
        JsonArray changed = [], unchanged = [], missing = [], skipped = [];
        JsonObject reasons = [];
        foreach (var id in Ids(body, "definitionIds"))
        {
            var latest = flows.Find(id, VersionChoice.Latest);
            if (latest is null)
            {
                missing.Add(id);
            }
            else if (findings(latest) is { Length: > 0 } obstacles)
            {
                skipped.Add(id);
                reasons[id] = string.Join(" ", obstacles);
            }
            else
            {
                (already(latest) ? unchanged : changed).Add(id);
                step(id);
            }
        }

        return DefinitionRoutes.Json(new JsonObject { [done] = changed, [nothing] = unchanged, ["notFound"] = missing, ["skipped"] = skipped, ["skippedReasons"] = reasons, ["updatedConsumers"] = new JsonArray() });
    }

    private static IEnumerable<string> Ids(JsonObject body, string member) => (body[member] as JsonArray ?? []).Select(id => (string)id!);
}
