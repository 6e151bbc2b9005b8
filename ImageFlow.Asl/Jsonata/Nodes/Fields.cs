using System.Runtime.CompilerServices;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>Ways into objects and arrays.</summary>
internal static class Fields
{
    /// <summary>The member of an object, or of every object in an array (nested arrays too), as a sequence.</summary>
    public static JsonData? Lookup(JsonData? input, string name, Run run)
    {
        switch (input)
        {
            case ObjectData value:
                return value[name];
            case ArrayData array:
                ArrayData result = ArrayData.NewSequence();
                Collect(array, name, result, run);
                return result;
            case TupleData tuple:
                return name == "@" ? tuple.Context : tuple.TryGet(name, out JsonData? bound) ? bound : null;
            default:
                return null;
        }
    }

    /// <summary>The values of all members; arrays among them are flattened.</summary>
    public static JsonData? All(JsonData? input, Run run)
    {
        if (input is ArrayData { Count: > 0 } wrapper && (wrapper.Marks & ArrayMarks.OuterWrapper) != 0)
        {
            input = wrapper[0];
        }

        ArrayData result = ArrayData.NewSequence();
        if (input is ObjectData value)
        {
            foreach ((_, JsonData member) in value.Span)
            {
                AddFlat(member, result, run);
            }
        }
        else if (input is ArrayData array)
        {
            foreach (JsonData item in array.Span)
            {
                AddFlat(item, result, run);
            }
        }

        return result;
    }

    public static JsonData? Descendants(JsonData? input, Run run)
    {
        if (input is null)
        {
            return null;
        }

        ArrayData result = ArrayData.NewSequence();
        Descend(input, result, run);
        return result.Count == 1 ? result[0] : result;
    }

    /// <summary>Where an array was flattened into it, the result is an array like any other: it does not dissolve.</summary>
    private static void AddFlat(JsonData member, ArrayData result, Run run)
    {
        if (member is ArrayData array)
        {
            result.Marks = ArrayMarks.None;
            Flatten(array, result, run);
        }
        else
        {
            run.Append(result, member);
        }
    }

    private static void Flatten(ArrayData array, ArrayData result, Run run)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Charge(array.Count + 1);
        foreach (JsonData item in array.Span)
        {
            if (item is ArrayData inner)
            {
                Flatten(inner, result, run);
            }
            else
            {
                run.Append(result, item);
            }
        }
    }

    private static void Collect(ArrayData array, string name, ArrayData result, Run run)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Charge(array.Count / 4);
        foreach (JsonData item in array.Span)
        {
            if (item is ObjectData value)
            {
                if (!value.TryGet(name, out JsonData? member))
                {
                    continue;
                }

                if (member is ArrayData many)
                {
                    run.Append(result, many.Span);
                }
                else
                {
                    run.Append(result, member);
                }
            }
            else if (item is ArrayData inner)
            {
                Collect(inner, name, result, run);
            }
        }
    }

    private static void Descend(JsonData value, ArrayData result, Run run)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Charge(1);
        if (value is ArrayData array)
        {
            foreach (JsonData item in array.Span)
            {
                Descend(item, result, run);
            }

            return;
        }

        run.Append(result, value);
        if (value is ObjectData members)
        {
            foreach ((_, JsonData member) in members.Span)
            {
                Descend(member, result, run);
            }
        }
    }
}
