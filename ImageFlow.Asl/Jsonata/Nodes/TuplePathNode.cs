using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>A step of a path that binds variables.</summary>
/// <param name="Plain">The step and, while no variable is bound yet, its predicates.</param>
/// <param name="Stages">Predicates and index bindings in the order written.</param>
/// <param name="Focus">Name bound to each result by <c>@</c>; the context stays what it was.</param>
/// <param name="Index">Name bound to the place of each result by <c>#</c>.</param>
/// <param name="AncestorLabel">Where <c>%</c> looks for the item that this step came from.</param>
/// <param name="IsTuple">From this step on the path carries tuples.</param>
internal sealed record TupleStep(Step Plain, Stage[] Stages, string? Focus, string? Index, string? AncestorLabel, bool IsTuple);

/// <summary>A predicate, or (<paramref name="Index"/>) the binding of each item's place.</summary>
internal readonly record struct Stage(Filter? Filter, string? Index);

/// <summary>A path in which some step binds a variable (<c>@ #</c>) or is the parent of something (<c>%</c>).</summary>
/// <param name="keepsTuples">An outer path wants the tuples, not only the items.</param>
internal sealed class TuplePathNode(TupleStep[] steps, PathTraits traits, Grouping? grouping, bool keepsTuples) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        JsonData? result = Walk(input, frame, out ArrayData? tuples);
        if (tuples is not null)
        {
            result = keepsTuples ? tuples : Contexts(tuples, frame.Run);
        }

        if (traits.KeepsSingleton || (KeepArray && result is not ArrayData))
        {
            result = PathNode.Keep(result);
        }

        return grouping is null ? result : grouping.Evaluate(tuples ?? result, frame);
    }

    private static ArrayData Contexts(ArrayData tuples, Run run)
    {
        ArrayData result = ArrayData.NewSequence(tuples.Count);
        foreach (JsonData item in tuples.Span)
        {
            if ((item is TupleData tuple ? tuple.Context : item) is { } context)
            {
                run.Append(result, context);
            }
        }

        return result;
    }

    private static ArrayData NewTuples() => new([], 0, ArrayMarks.Sequence | ArrayMarks.TupleStream);

    private static ArrayData ApplyStages(Stage[] stages, ArrayData tuples, Frame frame)
    {
        foreach (Stage stage in stages)
        {
            if (stage.Filter is { } filter)
            {
                JsonData? kept = filter.Apply(tuples, frame);
                tuples = kept as ArrayData ?? PathNode.Wrap(kept)!;
                continue;
            }

            for (int i = 0; i < tuples.Count; i++)
            {
                (tuples[i] as TupleData)?.Set(stage.Index!, Numbers.Of(i));
            }
        }

        return tuples;
    }

    private JsonData? Walk(JsonData? input, Frame frame, out ArrayData? tuples)
    {
        tuples = null;
        bool isTuple = false;
        ArrayData? list = traits.StartsWithVariable ? null : input as ArrayData;
        JsonData? single = input;
        for (int i = 0; i < steps.Length; i++)
        {
            TupleStep step = steps[i];
            isTuple |= step.IsTuple;
            if (i == 0 && traits.StartsWithConstructor)
            {
                single = step.Plain.Node.Evaluate(list ?? PathNode.Wrap(input), frame);
            }
            else if (isTuple)
            {
                tuples = EvaluateTuples(step, list, single, tuples, frame);
                continue;
            }
            else
            {
                single = step.Plain.Evaluate(list, single, i == steps.Length - 1, frame);
            }

            list = single is ArrayData array && ((array.Marks & ArrayMarks.Constructed) == 0 || i == 0) ? array : null;
            list = i > 0 && i + 1 < steps.Length ? steps[i + 1].Plain.AsInput(list) : list;
            if (!isTuple && single is null or ArrayData { Count: 0 })
            {
                return null;
            }
        }

        return single;
    }

    private static ArrayData EvaluateTuples(TupleStep step, ArrayData? list, JsonData? single, ArrayData? tuples, Frame frame)
    {
        Run run = frame.Run;
        if (step.Plain.Sort is { } sort)
        {
            return ApplyStages(step.Stages, tuples is null ? Sorted(step, sort, list, single, frame) : sort.Apply(tuples, frame), frame);
        }

        ReadOnlySpan<JsonData> items = tuples is not null ? tuples.Span : list is not null ? list.Span : default;
        int count = tuples is null && list is null ? 1 : items.Length;
        ArrayData result = NewTuples();
        for (int i = 0; i < count; i++)
        {
            TupleData from = tuples is null ? new TupleData(list is null ? single : items[i]) : (TupleData)items[i];
            JsonData? produced = step.Plain.Node.Evaluate(from.Context, new Frame(frame, from));
            if (produced is null)
            {
                continue;
            }

            if (produced is not ArrayData many)
            {
                run.Append(result, Extend(step, from, produced, 0, false));
                continue;
            }

            bool areTuples = (many.Marks & ArrayMarks.TupleStream) != 0;
            run.Charge(many.Count);
            for (int place = 0; place < many.Count; place++)
            {
                run.Append(result, Extend(step, from, many[place], place, areTuples));
            }
        }

        return ApplyStages(step.Stages, result, frame);
    }

    private static TupleData Extend(TupleStep step, TupleData from, JsonData produced, int place, bool isTuple)
    {
        TupleData tuple = new(from);
        if (isTuple && produced is TupleData inner)
        {
            tuple.Merge(inner);
            return tuple;
        }

        if (step.Focus is null)
        {
            tuple.Context = produced;
        }
        else
        {
            tuple.Set(step.Focus, produced);
        }

        if (step.Index is not null)
        {
            tuple.Set(step.Index, Numbers.Of(place));
        }

        if (step.AncestorLabel is not null)
        {
            tuple.Set(step.AncestorLabel, from.Context);
        }

        return tuple;
    }

    private static ArrayData Sorted(TupleStep step, SortClause sort, ArrayData? list, JsonData? single, Frame frame)
    {
        ArrayData result = NewTuples();
        ArrayData sorted = list is null ? PathNode.Wrap(single) ?? ArrayData.Empty : sort.Apply(list, frame);
        for (int i = 0; i < sorted.Count; i++)
        {
            TupleData tuple = new(sorted[i]);
            if (step.Index is not null)
            {
                tuple.Set(step.Index, Numbers.Of(i));
            }

            frame.Run.Append(result, tuple);
        }

        return result;
    }
}
