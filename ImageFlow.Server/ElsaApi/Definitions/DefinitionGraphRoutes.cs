using System.Text.Json.Nodes;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary><c>subgraph</c> and <c>subgraph/segments</c>: Studio loads embedded activities (the body of a loop, Then, Else) through them.</summary>
internal static class DefinitionGraphRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows)
    {
        routes.MapGet("/workflow-definitions/subgraph/{id}", (string id, string? parentNodeId) =>
            flows.FindVersion(id) is { } version && Find(version, parentNodeId) is { } found ? DefinitionRoutes.Json(found[^1].ToBody()) : Results.NotFound());
        routes.MapGet("/workflow-definitions/subgraph/segments/{id}", (string id, string childNodeId) =>
        {
            if (flows.FindVersion(id) is not { } version || Find(version, childNodeId) is not { } path)
                return Results.NotFound();
            // Each segment says through which port of which activity the way leads on.
            var segments = path.SkipLast(1).Select((step, i) => new JsonObject
            {
                ["activityNodeId"] = step.NodeId,
                ["activityId"] = (string?)step.Activity["id"],
                ["activityType"] = (string?)step.Activity["type"],
                ["portName"] = path[i + 1].Port,
                ["activityName"] = (string?)step.Activity["name"],
            });
            var container = path.Count > 1 ? path[^2] : path[^1];
            return DefinitionRoutes.Json(new JsonObject { ["childNode"] = path[^1].ToBody(), ["container"] = container.ToBody(), ["pathSegments"] = new JsonArray([.. segments]) });
        });
    }

    private static List<Step>? Find(FlowVersion version, string? nodeId)
    {
        if (version.ToDefinition()["root"] is not JsonObject root)
            return null;
        Step first = new(root, $"Workflow1:{(string?)root["id"]}", null);
        return nodeId is null || nodeId == "Workflow1" || nodeId == first.NodeId ? [first] : Walk(first, nodeId);
    }

    private static List<Step>? Walk(Step step, string nodeId)
    {
        foreach (var (port, value) in step.Activity)
        {
            var children = value switch
            {
                JsonObject child when IsActivity(child) => [child],
                JsonArray list => list.OfType<JsonObject>().Where(IsActivity),
                _ => [],
            };
            foreach (var child in children)
            {
                Step next = new(child, $"{step.NodeId}:{(string?)child["id"]}", port);
                if (next.NodeId == nodeId || (string?)child["nodeId"] == nodeId)
                    return [step, next];
                if (Walk(next, nodeId) is { } found)
                    return [step, .. found];
            }
        }

        return null;
    }

    private static bool IsActivity(JsonObject value) => value["type"] is JsonValue && value["id"] is JsonValue && value["version"] is JsonValue;

    private sealed record Step(JsonObject Activity, string NodeId, string? Port)
    {
        public JsonObject ToBody() => new() { ["activity"] = Activity.DeepClone(), ["nodeId"] = NodeId, ["port"] = Port, ["children"] = new JsonArray() };
    }
}
