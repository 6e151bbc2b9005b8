using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>A predicate <c>[…]</c>: an index, several indexes, or a condition on each item.</summary>
internal sealed class Filter
{
    private static readonly ArrayData Nothing = ArrayData.NewSequence(0);

    private static readonly ArrayData NoTuples = new([], 0, ArrayMarks.Sequence | ArrayMarks.TupleStream);

    private readonly Node predicate;
    private readonly double? index;

    public Filter(Node predicate)
    {
        this.predicate = predicate;
        if (predicate is LiteralNode { Value: NumberData number })
        {
            index = Math.Floor(number.Value);
        }
    }

    /// <summary>Applies predicates one after the other.</summary>
    public static JsonData? ApplyAll(Filter[] filters, JsonData? input, Frame frame)
    {
        foreach (Filter filter in filters)
        {
            input = filter.Apply(input, frame);
        }

        return input;
    }

    /// <summary>
    /// Gives an array; or a value that is none, which stands for a sequence of it alone.
    /// </summary>
    public JsonData? Apply(JsonData? input, Frame frame)
    {
        if (index is { } fixedIndex)
        {
            return At(input, fixedIndex);
        }

        if (input is not ArrayData array)
        {
            bool hit = Selects(predicate.Evaluate(input, frame), 0, 1, out int times);
            return !hit || input is null ? Nothing : times == 1 ? input : Repeat(input, times);
        }

        bool tuples = (array.Marks & ArrayMarks.TupleStream) != 0;
        ArrayData result = ArrayData.NewSequence();
        if (tuples)
        {
            result.Marks |= ArrayMarks.TupleStream;
        }

        for (int i = 0; i < array.Count; i++)
        {
            JsonData item = array[i];
            JsonData? selector = tuples && item is TupleData tuple
                ? predicate.Evaluate(tuple.Context, new Frame(frame, tuple))
                : predicate.Evaluate(item, frame);
            if (Selects(selector, i, array.Count, out int times))
            {
                for (; times > 0; times--)
                {
                    frame.Run.Append(result, item);
                }
            }
        }

        return result;
    }

    private static JsonData At(JsonData? input, double index)
    {
        if (input is not ArrayData array)
        {
            return input is not null && (index is 0 or -1) ? input : Nothing;
        }

        double at = index < 0 ? array.Count + index : index;
        if (at < 0 || at >= array.Count)
        {
            return (array.Marks & ArrayMarks.TupleStream) == 0 ? Nothing : NoTuples;
        }

        JsonData item = array[(int)at];
        if (item is TupleData && (array.Marks & ArrayMarks.TupleStream) != 0)
        {
            ArrayData one = ArrayData.NewSequence(1);
            one.Marks |= ArrayMarks.TupleStream;
            one.Add(item);
            return one;
        }

        return item;
    }

    private static ArrayData Repeat(JsonData item, int times)
    {
        ArrayData result = ArrayData.NewSequence(times);
        for (; times > 0; times--)
        {
            result.Add(item);
        }

        return result;
    }

    /// <summary>Whether a predicate's value selects the item at this place, and how many times.</summary>
    private static bool Selects(JsonData? selector, int place, int count, out int times)
    {
        times = 1;
        if (Numbers.IsNumeric(selector, out double number))
        {
            return IsPlace(number, place, count);
        }

        if (selector is not ArrayData array)
        {
            return Truth.Of(selector);
        }

        times = 0;
        foreach (JsonData item in array.Span)
        {
            if (!Numbers.IsNumeric(item, out number))
            {
                times = 1;
                return Truth.Of(selector);
            }

            times += IsPlace(number, place, count) ? 1 : 0;
        }

        return times > 0;
    }

    private static bool IsPlace(double index, int place, int count)
    {
        double at = Math.Floor(index);
        return (at < 0 ? count + at : at) == place;
    }
}
