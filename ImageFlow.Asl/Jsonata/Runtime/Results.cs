using System.Runtime.CompilerServices;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>The two ends of an evaluation: how a document goes in and how a result comes out.</summary>
internal static class Results
{
    /// <summary>A document that is an array is wrapped, so that a path takes it as one item.</summary>
    public static JsonData? WrapDocument(JsonData? input) => input is ArrayData { IsSequence: false } array
        ? new ArrayData([array], 1, ArrayMarks.Sequence | ArrayMarks.OuterWrapper)
        : input;

    /// <summary>
    /// The result without the marks of the evaluation, so that it is data like any other. It is walked only where an evaluation
    /// put arrays or objects into others; parts of the input alone are clean.
    /// </summary>
    /// <exception cref="JsonataException">D1001: a number that JSON cannot hold. U1001: nested too deeply, or too large when written out.</exception>
    public static JsonData? Tidy(JsonData? result, Run run)
    {
        if (result is null)
        {
            return null;
        }

        if (run.MustTidy)
        {
            return Tidy(result, 1, run);
        }

        return result is ArrayData { Marks: not ArrayMarks.None } array ? array.WithMarks(ArrayMarks.None) : result;
    }

    private static JsonData Tidy(JsonData value, int depth, Run run)
    {
        switch (value)
        {
            case NumberData number:
                return double.IsFinite(number.Value) ? number : throw Numbers.OutOfRange(value);
            case ArrayData array:
                CheckDepth(depth);
                return TidyArray(array, depth, run);
            case ObjectData members:
                CheckDepth(depth);
                return TidyObject(members, depth, run);
            case TupleData tuple:
                return Tidy(tuple.Context ?? NullData.Instance, depth, run);
            default:
                return value;
        }
    }

    private static void CheckDepth(int depth)
    {
        if (depth > JsonData.MaxDepth)
        {
            throw new JsonataException("U1001", $"The result is nested deeper than {JsonData.MaxDepth} levels.");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    private static ArrayData TidyArray(ArrayData array, int depth, Run run)
    {
        run.Charge(1 + (array.Count / 4));
        JsonData[]? changed = null;
        if ((array.Marks & ArrayMarks.Range) == 0)
        {
            for (int i = 0; i < array.Count; i++)
            {
                JsonData item = array[i];
                JsonData tidy = Tidy(item, depth + 1, run);
                if (!ReferenceEquals(item, tidy))
                {
                    changed ??= array.Span.ToArray();
                    changed[i] = tidy;
                }
            }
        }

        return changed is not null ? new ArrayData(changed) : array.Marks == ArrayMarks.None ? array : array.WithMarks(ArrayMarks.None);
    }

    private static ObjectData TidyObject(ObjectData members, int depth, Run run)
    {
        run.Charge(1 + (members.Count / 4));
        KeyValuePair<string, JsonData>[]? changed = null;
        for (int i = 0; i < members.Count; i++)
        {
            (string name, JsonData value) = members[i];
            JsonData tidy = Tidy(value, depth + 1, run);
            if (!ReferenceEquals(value, tidy))
            {
                changed ??= members.Span.ToArray();
                changed[i] = new(name, tidy);
            }
        }

        return changed is null ? members : new ObjectData(changed);
    }
}
