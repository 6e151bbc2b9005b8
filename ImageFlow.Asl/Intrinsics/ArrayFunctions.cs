using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>The intrinsic functions over arrays. Fractional numbers are cut off toward zero, as AWS does whatever its documents say.</summary>
internal static class ArrayFunctions
{
    private const int LongestRange = 1000;

    public static IReadOnlyList<IntrinsicFunction> All { get; } =
    [
        new("States.Array", [Accepts.Any], 0, true, (values, _) => new ArrayData([.. values])),
        new("States.ArrayPartition", [Accepts.Array, Accepts.Number], 2, false, (values, _) => Partition((ArrayData)values[0], values[1])),
        new("States.ArrayContains", [Accepts.Array, Accepts.Any], 2, false, (values, _) => BooleanData.Of(((ArrayData)values[0]).Contains(values[1]))),
        new("States.ArrayRange", [Accepts.Number, Accepts.Number, Accepts.Number], 3, false, (values, _) => Range(values)),
        new("States.ArrayGetItem", [Accepts.Array, Accepts.Number], 2, false, (values, _) => GetItem((ArrayData)values[0], values[1])),
        new("States.ArrayLength", [Accepts.Array], 1, false, (values, _) => NumberData.Of(((ArrayData)values[0]).Count)),
        new("States.ArrayUnique", [Accepts.Array], 1, false, (values, _) => new ArrayData([.. ((ArrayData)values[0]).Distinct()])),
    ];

    private static ArrayData Partition(ArrayData items, JsonData size)
    {
        long chunk = WholeNumber.Truncate(size, "States.ArrayPartition");
        return chunk > 0
            ? new ArrayData([.. items.Chunk((int)Math.Min(chunk, int.MaxValue)).Select(part => new ArrayData(part))])
            : throw IntrinsicFunction.InvalidIn("States.ArrayPartition");
    }

    private static ArrayData Range(JsonData[] values)
    {
        const string Name = "States.ArrayRange";
        long first = WholeNumber.Truncate(values[0], Name);
        long last = WholeNumber.Truncate(values[1], Name);
        long step = WholeNumber.Truncate(values[2], Name);
        if (step == 0)
        {
            throw IntrinsicFunction.InvalidIn(Name);
        }

        long count = Math.Max(0, ((last - first) / step) + 1);
        if ((last - first) * Math.Sign(step) < 0)
        {
            count = 0;
        }

        return count <= LongestRange
            ? new ArrayData([.. Enumerable.Range(0, (int)count).Select(i => NumberData.Of(first + (i * step)))])
            : throw IntrinsicFunction.InvalidIn(Name);
    }

    private static JsonData GetItem(ArrayData items, JsonData index)
    {
        const string Name = "States.ArrayGetItem";
        long at = WholeNumber.Truncate(index, Name);
        return at >= 0 && at < items.Count ? items[(int)at] : throw IntrinsicFunction.InvalidIn(Name);
    }
}
