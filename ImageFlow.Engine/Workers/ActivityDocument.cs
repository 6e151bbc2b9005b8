using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Workers;

/// <summary>What belongs to an activity beside its name: one JSON document in its row.</summary>
/// <param name="Tags">In the order in which they were set.</param>
/// <param name="Encryption">As in the API.</param>
internal sealed record ActivityDocument(IReadOnlyList<KeyValuePair<string, string>> Tags, ObjectData Encryption)
{
    public static ActivityDocument Empty { get; } = new([], ObjectData.Of(("type", "AWS_OWNED_KEY")));

    public string ToJson() => ObjectData.Of(
        ("tags", new ArrayData([.. Tags.Select(tag => (JsonData)ObjectData.Of(("key", tag.Key), ("value", tag.Value)))])),
        ("encryption", Encryption)).ToJson();

    public static ActivityDocument Parse(string? json)
    {
        if (json is null)
        {
            return Empty;
        }

        ObjectData members = (ObjectData)JsonData.Parse(json);
        return new ActivityDocument(
            [.. ((ArrayData)members["tags"]!).Cast<ObjectData>().Select(tag => KeyValuePair.Create(((StringData)tag["key"]!).Value, ((StringData)tag["value"]!).Value))],
            (ObjectData)members["encryption"]!);
    }
}
