using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <summary>DynamoDB's JSON (<c>{"S": "text"}</c>) and plain JSON.</summary>
internal static class ItemJson
{
    /// <summary>An item as plain JSON. Sets become arrays, binaries stay Base64 text, numbers keep their digits.</summary>
    public static JsonObject Plain(JsonObject item) => new(item.Select(member => KeyValuePair.Create(member.Key, Value(member.Value!.AsObject()))));

    public static JsonObject S(string text) => new() { ["S"] = text };

    public static JsonObject N(long number) => new() { ["N"] = number.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    /// <summary>The members that are given, as strings of an item.</summary>
    public static JsonObject Texts(params IEnumerable<(string Name, string? Text)> members) =>
        new(members.Where(member => member.Text is not null).Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, S(member.Text!))));

    private static JsonNode? Value(JsonObject attribute)
    {
        (string type, JsonNode? content) = attribute.First();
        return type switch
        {
            "N" => JsonNode.Parse((string)content!),
            "NS" => new JsonArray([.. content!.AsArray().Select(number => JsonNode.Parse((string)number!))]),
            "M" => Plain(content!.AsObject()),
            "L" => new JsonArray([.. content!.AsArray().Select(element => Value(element!.AsObject()))]),
            "NULL" => null,
            _ => content!.DeepClone(),
        };
    }
}
