using System.Text.Json.Nodes;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary>
/// Gives every activity the <c>nodeId</c> that its place says (the path of ids from the root), and the members without which Studio does not open a
/// drawing. Files of older versions and files written by hand lack them, or carry stale ones.
/// </summary>
internal static class NodeIds
{
    public static void Complete(JsonObject root) => Complete(root, "Workflow1");

    private static void Complete(JsonObject activity, string path)
    {
        var id = (string?)activity["id"] ?? "";
        var nodeId = $"{path}:{id}";
        activity["nodeId"] = nodeId;
        activity["version"] ??= 1;
        activity["customProperties"] ??= new JsonObject();
        activity["metadata"] ??= new JsonObject();
        foreach (var (_, value) in activity.ToList())
        {
            var children = value switch
            {
                JsonObject child => [child],
                JsonArray list => list.OfType<JsonObject>().SelectMany(item => IsActivity(item) ? [item] : item.Select(member => member.Value).OfType<JsonObject>()),
                _ => [],
            };
            foreach (var child in children.Where(IsActivity))
                Complete(child, nodeId);
        }
    }

    private static bool IsActivity(JsonObject value) => value["type"] is JsonValue && value["id"] is JsonValue && !value.ContainsKey("typeName") && !value.ContainsKey("expression");
}
