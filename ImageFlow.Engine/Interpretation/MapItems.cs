using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>The items of a Map state as its iterations see them.</summary>
internal static class MapItems
{
    /// <summary>The iterations' inputs: the items of an array, the pairs of an object.</summary>
    public static JsonData[] Inputs(IReadOnlyList<MapItem> items) =>
        [.. items.Select(item => item.Key is null ? item.Value : ObjectData.Of(("Key", item.Key), ("Value", item.Value)))];

    public static string[]? Keys(IReadOnlyList<MapItem> items) =>
        items.Count > 0 && items[0].Key is not null ? [.. items.Select(item => item.Key!)] : null;

    /// <summary>The iteration's <c>Map.Item</c> in the context object.</summary>
    public static ObjectData Context(Join join, int index)
    {
        ObjectDataBuilder item = new();
        item.Set("Index", NumberData.Of(index));
        if (join.Keys is null)
        {
            return item.Set("Value", join.Items[index]).Build();
        }

        return item.Set("Key", join.Keys[index]).Set("Value", ((ObjectData)join.Items[index])["Value"]!).Build();
    }
}
