using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>The items of a Map state as its iterations see them.</summary>
internal static class MapItems
{
    /// <summary>An iteration's input where nothing selects it: the item of an array, the pair of an object.</summary>
    public static JsonData Input(MapItem item) => item.Key is null ? item.Value : ObjectData.Of(("Key", item.Key), ("Value", item.Value));

    /// <summary>The inputs of all iterations.</summary>
    public static JsonData[] Inputs(IReadOnlyList<MapItem> items) => [.. items.Select(Input)];

    public static string[]? Keys(IReadOnlyList<MapItem> items) =>
        items.Count > 0 && items[0].Key is not null ? [.. items.Select(item => item.Key!)] : null;

    /// <summary>An item as <c>Map.Item</c> of the context object.</summary>
    public static ObjectData Context(MapItem item, int index)
    {
        ObjectDataBuilder members = new();
        members.Set("Index", NumberData.Of(index));
        if (item.Key is not null)
        {
            members.Set("Key", item.Key);
        }

        return members.Set("Value", item.Value).Build();
    }

    /// <summary>The iteration's <c>Map.Item</c> in the context object.</summary>
    public static ObjectData Context(Join join, int index) =>
        Context(join.Keys is null ? new MapItem(join.Items[index]) : new MapItem(((ObjectData)join.Items[index])["Value"]!, join.Keys[index]), index);
}
