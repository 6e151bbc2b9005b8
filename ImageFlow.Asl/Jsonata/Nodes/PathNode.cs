using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>A path <c>a.b.c</c> that binds no variables: each step is evaluated for each item of the step before.</summary>
internal sealed class PathNode(Step[] steps, PathTraits traits, Grouping? grouping) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        JsonData? result = Walk(input, frame);
        if (traits.KeepsSingleton || KeepArray)
        {
            result = Keep(result);
        }

        return grouping is null ? result : grouping.Evaluate(result, frame);
    }

    /// <summary>A result that stays an array although it has one item.</summary>
    internal static JsonData? Keep(JsonData? result)
    {
        ArrayData? array = result as ArrayData;
        if (array is null || (array.Marks & (ArrayMarks.Constructed | ArrayMarks.Sequence)) == ArrayMarks.Constructed)
        {
            array = Wrap(result);
        }

        if (array is { IsSequence: true, Count: > 0 })
        {
            array.Marks |= ArrayMarks.KeepSingleton;
        }

        return array;
    }

    /// <summary>A sequence of this value alone.</summary>
    internal static ArrayData? Wrap(JsonData? value)
    {
        if (value is null)
        {
            return null;
        }

        ArrayData sequence = ArrayData.NewSequence(1);
        sequence.Add(value);
        return sequence;
    }

    /// <summary>
    /// Inside the walk a value that is no array stands for a sequence of it alone, and so does an array made by a constructor.
    /// </summary>
    private JsonData? Walk(JsonData? input, Frame frame)
    {
        int i = 0;
        ArrayData? list = traits.StartsWithVariable ? null : input as ArrayData;
        JsonData? single = input;
        if (traits.StartsWithConstructor)
        {
            single = steps[0].Node.Evaluate(list ?? Wrap(input), frame);
            list = single as ArrayData;
            i = 1;
            if (list is null or { Count: 0 })
            {
                return steps.Length == 1 || list is not null ? single : null;
            }
        }

        for (; i < steps.Length; i++)
        {
            single = steps[i].Evaluate(list, single, i == steps.Length - 1, frame);
            if (single is null)
            {
                return null;
            }

            list = single is ArrayData array && (array.Marks & ArrayMarks.Constructed) == 0 ? array : null;
            if (list is { Count: 0 })
            {
                return i == steps.Length - 1 ? list : null;
            }

            list = i + 1 < steps.Length ? steps[i + 1].AsInput(list) : list;
        }

        return single;
    }
}

/// <param name="StartsWithVariable">The path does not begin at the items of the context.</param>
/// <param name="StartsWithConstructor">The first step is an array constructor: evaluated once, not for each item of the context.</param>
/// <param name="KeepsSingleton">Some step is marked <c>[]</c>.</param>
internal readonly record struct PathTraits(bool StartsWithVariable, bool StartsWithConstructor, bool KeepsSingleton);
