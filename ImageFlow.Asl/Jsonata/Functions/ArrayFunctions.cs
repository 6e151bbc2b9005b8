using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions on arrays that call no other function.</summary>
internal static class ArrayFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        new("append", "<xx:a>", 2, (call, args) => Sequences.Append(args[0], args[1], call.Run)),
        new("reverse", "<a:a>", 1, Reverse),
        new("shuffle", "<a:a>", 1, Shuffle),
        new("distinct", "<x:x>", 1, Distinct),
        new("zip", "<a+>", 0, Zip),
    ];

    private static ArrayData? Reverse(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData { Count: > 1 } array)
        {
            return args[0] as ArrayData;
        }

        call.Run.ChargeArray(array.Count);
        JsonData[] items = array.Span.ToArray();
        Array.Reverse(items);
        return new ArrayData(items);
    }

    private static ArrayData? Shuffle(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData { Count: > 1 } array)
        {
            return args[0] as ArrayData;
        }

        call.Run.ChargeArray(array.Count);
        JsonData[] items = array.Span.ToArray();
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)(call.Run.Environment.Random.NextDouble() * (i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }

        return new ArrayData(items);
    }

    private static JsonData? Distinct(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData { Count: > 1 } array)
        {
            return args[0];
        }

        Run run = call.Run;
        ArrayData result = new(new JsonData[4], 0, array.Marks & ArrayMarks.Sequence);
        HashSet<JsonData> scalars = [];
        List<JsonData> others = [];
        run.Charge(array.Count);
        foreach (JsonData item in array.Span)
        {
            if (item is StringData or NumberData or BooleanData or NullData)
            {
                if (scalars.Add(item))
                {
                    run.Append(result, item);
                }
            }
            else if (IsNew(item, others, run))
            {
                others.Add(item);
                run.Append(result, item);
            }
        }

        return result;
    }

    private static bool IsNew(JsonData item, List<JsonData> others, Run run)
    {
        run.Charge(others.Count);
        foreach (JsonData other in others)
        {
            if (DeepEquality.AreEqual(item, other, run))
            {
                return false;
            }
        }

        return true;
    }

    private static ArrayData Zip(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        int shortest = int.MaxValue;
        foreach (JsonData? argument in args)
        {
            shortest = Math.Min(shortest, argument is ArrayData array ? array.Count : 0);
        }

        call.Run.MustTidy = true;
        call.Run.ChargeArray(shortest);
        call.Run.Charge((long)shortest * (args.Length + 1));
        JsonData[] tuples = new JsonData[shortest];
        for (int i = 0; i < shortest; i++)
        {
            JsonData[] tuple = new JsonData[args.Length];
            for (int a = 0; a < tuple.Length; a++)
            {
                tuple[a] = ((ArrayData)args[a]!)[i];
            }

            tuples[i] = new ArrayData(tuple);
        }

        return new ArrayData(tuples);
    }
}
