using System.Text.Json.Nodes;

namespace ImageFlow.Activities;

/// <summary>A projection expression of DynamoDB for some paths: every name stands in for itself, because any may be a reserved word.</summary>
public sealed record RecordPaths(string Expression, IReadOnlyDictionary<string, string> Names)
{
    private const char Separator = '.';

    public static RecordPaths Of(IReadOnlyList<string> paths)
    {
        Dictionary<string, string> stand = [];
        string Name(string name)
        {
            if (!stand.TryGetValue(name, out string? placeholder))
            {
                stand[name] = placeholder = $"#p{stand.Count}";
            }

            return placeholder;
        }

        string expression = string.Join(", ", paths.Distinct().Select(path => string.Join(Separator, path.Split(Separator).Select(Name))));
        return new RecordPaths(expression, stand.ToDictionary(entry => entry.Value, entry => entry.Key));
    }

    /// <summary>The attribute value at a path of an item in DynamoDB's JSON, or <see langword="null"/>.</summary>
    internal static JsonObject? Find(JsonObject item, string path)
    {
        JsonObject? members = item;
        JsonObject? value = null;
        foreach (string name in path.Split(Separator))
        {
            value = members?[name] as JsonObject;
            members = value?["M"] as JsonObject;
        }

        return value;
    }
}
