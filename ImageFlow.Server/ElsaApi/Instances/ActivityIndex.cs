using System.Text.Json.Nodes;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>An activity of a definition with its <c>nodeId</c>: the path of ids from the root, by which Studio asks for what ran.</summary>
internal sealed record IndexedActivity(string Id, string NodeId, string Type, int Version, string? Name);

/// <summary>The activities of one definition by id, embedded ones included.</summary>
internal sealed class ActivityIndex
{
    private readonly Dictionary<string, IndexedActivity> _byId = new(StringComparer.Ordinal);

    public ActivityIndex(string definitionJson)
    {
        if (JsonNode.Parse(definitionJson)?["root"] is JsonObject root)
            Add(root, "Workflow1");
    }

    public IndexedActivity? Find(string? id) => id is not null && _byId.TryGetValue(id, out var activity) ? activity : null;

    private void Add(JsonObject activity, string path)
    {
        var id = (string?)activity["id"] ?? "";
        var nodeId = $"{path}:{id}";
        _byId[id] = new IndexedActivity(id, nodeId, (string?)activity["type"] ?? "", (int?)activity["version"] ?? 1, (string?)activity["name"]);
        foreach (var (_, value) in activity)
        {
            var children = value switch
            {
                JsonObject child => [child],
                JsonArray list => list.OfType<JsonObject>(),
                _ => [],
            };
            foreach (var child in children.Where(c => c["type"] is JsonValue && c["id"] is JsonValue && c["version"] is JsonValue))
                Add(child, nodeId);
        }
    }
}
