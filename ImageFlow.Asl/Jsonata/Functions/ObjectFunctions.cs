using System.Runtime.CompilerServices;
using ImageFlow.Asl.Jsonata.Nodes;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions on objects that call no other function.</summary>
internal static class ObjectFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        new("keys", "<x-:a<s>>", 1, Keys),
        new("lookup", "<x-s:x>", 2, (call, args) => args[1] is StringData name ? Fields.Lookup(args[0], name.Value, call.Run) : null),
        new("spread", "<x-:a<o>>", 1, (call, args) => Spread(args[0], call.Run)),
        new("merge", "<a<o>:o>", 1, Merge),
        new("clone", "<(oa)-:o>", 1, (call, args) => args[0] is { } value ? ChangedCopy.Clone(value, call.Run) : null),
    ];

    private static ArrayData Keys(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        ArrayData result = ArrayData.NewSequence();
        HashSet<string>? seen = args[0] is ArrayData ? new HashSet<string>(StringComparer.Ordinal) : null;
        CollectKeys(args[0], result, seen, call.Run);
        return result;
    }

    private static void CollectKeys(JsonData? value, ArrayData result, HashSet<string>? seen, Run run)
    {
        if (value is ObjectData members)
        {
            run.Charge(members.Count);
            foreach ((string name, _) in members.Span)
            {
                if (seen is null || seen.Add(name))
                {
                    run.Append(result, new StringData(name));
                }
            }
        }
        else if (value is ArrayData array)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            run.Charge(array.Count);
            foreach (JsonData item in array.Span)
            {
                CollectKeys(item, result, seen, run);
            }
        }
    }

    private static JsonData? Spread(JsonData? value, Run run)
    {
        if (value is not ArrayData and not ObjectData)
        {
            return value;
        }

        ArrayData result = ArrayData.NewSequence();
        Spread(value, result, run);
        return result;
    }

    private static void Spread(JsonData value, ArrayData result, Run run)
    {
        switch (value)
        {
            case ArrayData array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                run.Charge(array.Count);
                if (array.Count > 0)
                {
                    // Joined from parts, and so no longer a sequence.
                    result.Marks = ArrayMarks.None;
                }

                foreach (JsonData item in array.Span)
                {
                    Spread(item, result, run);
                }

                break;
            case ObjectData members:
                run.Charge(members.Count * 3);
                foreach (KeyValuePair<string, JsonData> member in members.Span)
                {
                    run.Append(result, new ObjectData([member]));
                }

                break;
            default:
                run.Append(result, value);
                break;
        }
    }

    private static ObjectData? Merge(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData objects)
        {
            return null;
        }

        ObjectDataBuilder builder = new();
        foreach (JsonData item in objects.Span)
        {
            if (item is ObjectData members)
            {
                call.Run.Charge(2 + (members.Count * 2));
                foreach ((string name, JsonData value) in members.Span)
                {
                    call.Run.MustTidy |= value is ArrayData { Marks: not ArrayMarks.None };
                    builder.Set(name, value);
                }
            }
        }

        return builder.Build();
    }
}
