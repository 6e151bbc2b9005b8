using System.Text.Json.Nodes;

namespace ImageFlow.Deployment.Yaml;

/// <summary>A document without the members that are comments.</summary>
internal static class CommentFree
{
    public static string Json(JsonObject document)
    {
        JsonNode copy = document.DeepClone();
        Strip(copy);
        return copy.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                members.Remove(YamlWriter.CommentKey);
                foreach ((_, JsonNode? member) in members)
                {
                    Strip(member);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Strip(item);
                }

                break;
            default:
                break;
        }
    }
}
