using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions that call the function they are given.</summary>
internal static class HigherOrderFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        new("map", "<af>", 2, Map),
        new("filter", "<af>", 2, Filter),
        new("single", "<af?>", 2, Single),
        new("reduce", "<afj?:j>", 3, Reduce),
        new("sort", "<af?:a>", 2, Sort),
        new("sift", "<o-f?:o>", 2, Sift),
        new("each", "<o-f:a>", 2, Each),
    ];

    private static ArrayData? Map(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData array)
        {
            return null;
        }

        FunctionData function = (FunctionData)args[1]!;
        Run run = call.Run;
        ArrayData result = ArrayData.NewSequence(Math.Min(array.Count, 64));
        for (int i = 0; i < array.Count; i++)
        {
            if (Calls.Call(function, array[i], Numbers.Of(i), array, call.Frame) is { } value)
            {
                run.MustTidy |= value is ArrayData or ObjectData;
                run.Append(result, value);
            }
        }

        return result;
    }

    private static ArrayData? Filter(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData array)
        {
            return null;
        }

        FunctionData function = (FunctionData)args[1]!;
        ArrayData result = ArrayData.NewSequence();
        for (int i = 0; i < array.Count; i++)
        {
            if (Truth.Of(Calls.Call(function, array[i], Numbers.Of(i), array, call.Frame)))
            {
                call.Run.Append(result, array[i]);
            }
        }

        return result;
    }

    private static JsonData? Single(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData array)
        {
            return null;
        }

        JsonData? found = null;
        for (int i = 0; i < array.Count; i++)
        {
            if (args[1] is FunctionData function && !Truth.Of(Calls.Call(function, array[i], Numbers.Of(i), array, call.Frame)))
            {
                continue;
            }

            found = found is null ? array[i] : throw new JsonataException("D3138");
        }

        return found ?? throw new JsonataException("D3139");
    }

    private static JsonData? Reduce(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData array)
        {
            return null;
        }

        FunctionData function = (FunctionData)args[1]!;
        int arity = function.Arity;
        if (arity < 2)
        {
            throw new JsonataException("D3050");
        }

        JsonData? result = args[2];
        int start = 0;
        if (result is null && array.Count > 0)
        {
            result = array[0];
            start = 1;
        }

        for (int i = start; i < array.Count; i++)
        {
            ReadOnlySpan<JsonData?> all = [result, array[i], Numbers.Of(i), array];
            result = Calls.Call(function, all[..Math.Min(arity, all.Length)], call.Frame);
        }

        return result;
    }

    private static ArrayData? Sort(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData { Count: > 1 } array)
        {
            return args[0] as ArrayData;
        }

        call.Run.ChargeArray(array.Count);
        JsonData[] items = array.Span.ToArray();
        Frame frame = call.Frame;
        if (args[1] is FunctionData function)
        {
            MergeSort.Sort(items, (a, b) => Truth.InJavaScript(Calls.Call(function, [a, b], frame)), call.Run);
        }
        else if (items.All(item => Numbers.IsNumeric(item, out _)))
        {
            MergeSort.Sort(items, (a, b) => ((NumberData)a).Value > ((NumberData)b).Value, call.Run);
        }
        else if (items.All(item => item is StringData))
        {
            MergeSort.Sort(items, (a, b) => string.CompareOrdinal(((StringData)a).Value, ((StringData)b).Value) > 0, call.Run);
        }
        else
        {
            throw new JsonataException("D3070");
        }

        return new ArrayData(items);
    }

    private static ObjectData? Sift(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ObjectData members)
        {
            return null;
        }

        List<KeyValuePair<string, JsonData>> kept = [];
        foreach (KeyValuePair<string, JsonData> member in members.Span)
        {
            if (Truth.Of(Calls.Call(Callee(args[1]), member.Value, new StringData(member.Key), members, call.Frame)))
            {
                kept.Add(member);
            }
        }

        call.Run.Charge(2 + kept.Count);
        return kept.Count == 0 ? null : new ObjectData([.. kept]);
    }

    private static ArrayData Each(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        ArrayData result = ArrayData.NewSequence();
        if (args[0] is ObjectData members)
        {
            foreach ((string name, JsonData value) in members.Span)
            {
                if (Calls.Call(Callee(args[1]), value, new StringData(name), members, call.Frame) is { } made)
                {
                    call.Run.MustTidy |= made is ArrayData or ObjectData;
                    call.Run.Append(result, made);
                }
            }
        }

        return result;
    }

    private static FunctionData Callee(JsonData? argument) => argument as FunctionData ?? throw new JsonataException("T1006");
}
