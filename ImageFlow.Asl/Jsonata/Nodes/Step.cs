using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>A step of a path: an expression (or an order-by clause) and the predicates behind it.</summary>
internal readonly record struct Step(Node Node, Filter[] Filters)
{
    /// <summary>The items are put in order; <see cref="Node"/> is not evaluated.</summary>
    public SortClause? Sort { get; init; }

    /// <summary>One step from a whole input: a list, or (where that is null) a single item.</summary>
    /// <param name="last">The last step of the path: an array that is the only result is left as it is.</param>
    public JsonData? Evaluate(ArrayData? list, JsonData? single, bool last, Frame frame)
    {
        if (Sort is null)
        {
            return list is null ? Settle(EvaluateItem(single, frame), last) : EvaluateEach(list, last, frame);
        }

        JsonData? sorted = list is null ? single : Sort.Apply(list, frame);
        return Filters.Length == 0 ? sorted : Filter.ApplyAll(Filters, sorted, frame);
    }

    /// <summary>What a step before has given is a sequence wherever that shows: an order-by clause leaves one of a single item as it is.</summary>
    public ArrayData? AsInput(ArrayData? list) => Sort is not null && list is { IsSequence: false, Count: <= 1 }
        ? list.WithMarks(ArrayMarks.Sequence)
        : list;

    private static JsonData? Settle(JsonData? result, bool last) =>
        last && result is ArrayData array && array.IsSequence && (array.Marks & ~ArrayMarks.Range) != ArrayMarks.Sequence
            ? array.WithMarks(ArrayMarks.Sequence)
            : result;

    private static void Add(ArrayData all, JsonData result, Run run)
    {
        if (result is ArrayData array && (array.Marks & ArrayMarks.Constructed) == 0)
        {
            run.Append(all, array.Span);
        }
        else
        {
            run.Append(all, result);
        }
    }

    private JsonData? EvaluateItem(JsonData? item, Frame frame)
    {
        JsonData? result = Node.Evaluate(item, frame);
        return Filters.Length == 0 ? result : Filter.ApplyAll(Filters, result, frame);
    }

    private JsonData? EvaluateEach(ArrayData items, bool last, Frame frame)
    {
        Run run = frame.Run;
        JsonData? first = null;
        ArrayData? all = null;
        int count = items.Count;
        for (int i = 0; i < count; i++)
        {
            JsonData? result = EvaluateItem(items[i], frame);
            if (result is null)
            {
                continue;
            }

            if (first is null)
            {
                first = result;
                continue;
            }

            if (all is null)
            {
                all = ArrayData.NewSequence(Math.Min(count - i + 1, 64));
                Add(all, first, run);
            }

            Add(all, result, run);
        }

        return all ?? Settle(first, last);
    }
}
