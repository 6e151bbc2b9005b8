using System.Text;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions that look for strings or patterns in strings.</summary>
internal static class PatternFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        new("contains", "<s-(sf):b>", 2, Contains),
        new("match", "<s-f<s:o>n?:a<o>>", 3, Match),
        new("split", "<s-(sf)n?:a<s>>", 3, Split),
        new("replace", "<s-(sf)(sf)n?:s>", 4, Replace),
    ];

    private static BooleanData? Contains(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData text || args[1] is null)
        {
            return null;
        }

        return BooleanData.Of(args[1] is StringData token
            ? text.Value.Contains(token.Value, StringComparison.Ordinal)
            : new TextMatches((FunctionData)args[1]!, text.Value, call.Frame).MoveNext());
    }

    private static ArrayData? Match(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData text)
        {
            return null;
        }

        double limit = Limit(args[2], "D3040");
        ArrayData result = ArrayData.NewSequence();
        if (limit > 0)
        {
            TextMatches matches = new((FunctionData)args[1]!, text.Value, call.Frame);
            while (result.Count < limit && matches.MoveNext())
            {
                TextMatch match = matches.Current;
                call.Run.Charge(4);
                call.Run.Append(result, ObjectData.Of(
                    ("match", new StringData(match.Text)), ("index", Numbers.Of(match.Start)), ("groups", match.Groups)));
            }
        }

        return result;
    }

    private static ArrayData? Split(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData { Value: var text })
        {
            return null;
        }

        double limit = Limit(args[2], "D3020");
        ArrayData result = new([], 0, ArrayMarks.None);
        if (limit <= 0)
        {
            return result;
        }

        if (args[1] is FunctionData matcher)
        {
            int start = 0;
            TextMatches matches = new(matcher, text, call.Frame);
            while (result.Count < limit && matches.MoveNext())
            {
                call.Run.Charge(2);
                call.Run.Append(result, new StringData(text[Math.Min(start, matches.Current.Start)..matches.Current.Start]));
                start = matches.Current.End;
            }

            if (result.Count < limit)
            {
                call.Run.Append(result, new StringData(text[start..]));
            }

            return result;
        }

        SplitAt(text, args[1] as StringData, Math.Floor(limit), result, call.Run);
        return result;
    }

    private static void SplitAt(string text, StringData? separator, double limit, ArrayData result, Run run)
    {
        if (separator is null)
        {
            run.Append(result, new StringData(text));
            return;
        }

        int length = separator.Value.Length;
        int start = 0;
        while (result.Count < limit)
        {
            run.Charge(2);
            int end = length == 0
                ? start + 1 < text.Length ? start + 1 : -1
                : text.IndexOf(separator.Value, start, StringComparison.Ordinal);
            if (end < 0)
            {
                if (length > 0 || start < text.Length)
                {
                    run.Append(result, new StringData(text[start..]));
                }

                return;
            }

            run.Append(result, new StringData(text[start..end]));
            start = end + length;
        }
    }

    private static StringData? Replace(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData text)
        {
            return null;
        }

        if (args[1] is StringData { Value.Length: 0 })
        {
            throw new JsonataException("D3010", value: args[1]);
        }

        double limit = Limit(args[3], "D3011");
        if (limit <= 0)
        {
            return text;
        }

        if (args[1] is not FunctionData matcher)
        {
            return new StringData(ReplaceText(text.Value, args[1] as StringData, args[2], limit, call.Run));
        }

        StringBuilder result = new();
        int position = 0;
        TextMatches matches = new(matcher, text.Value, call.Frame);
        for (int count = 0; count < limit && matches.MoveNext(); count++)
        {
            TextMatch match = matches.Current;
            result.Append(text.Value.AsSpan(Math.Min(position, match.Start), Math.Max(match.Start - position, 0)));
            AppendReplacement(result, match, args[2], call);
            position = Math.Min(match.Start + match.Text.Length, text.Value.Length);
            call.Run.ChargeString(result.Length / 8);
            if (result.Length > call.Run.MaxStringLength)
            {
                call.Run.ChargeString(result.Length);
            }
        }

        result.Append(text.Value.AsSpan(position));
        call.Run.ChargeString(result.Length);
        return new StringData(result.ToString());
    }

    private static string ReplaceText(string text, StringData? pattern, JsonData? replacement, double limit, Run run)
    {
        if (pattern is null)
        {
            return text;
        }

        StringBuilder result = new();
        int position = 0;
        string with = replacement is StringData data ? data.Value : "";
        for (int count = 0; count < limit; count++)
        {
            int at = text.IndexOf(pattern.Value, position, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            run.Charge(1);
            if (result.Length > run.MaxStringLength)
            {
                run.ChargeString(result.Length);
            }

            result.Append(text.AsSpan(position, at - position)).Append(with);
            position = at + pattern.Value.Length;
        }

        result.Append(text.AsSpan(position));
        run.ChargeString(result.Length);
        return result.ToString();
    }

    private static void AppendReplacement(StringBuilder result, TextMatch match, JsonData? replacement, CallContext call)
    {
        if (replacement is StringData template)
        {
            ReplacementTemplate.Append(result, template.Value, match);
            return;
        }

        JsonData? made = replacement is FunctionData function ? Calls.Call(function, [Described(match)], call.Frame) : null;
        result.Append(made is StringData text ? text.Value : throw new JsonataException("D3012", value: made));
    }

    private static ObjectData Described(TextMatch match) => ObjectData.Of(
        ("match", new StringData(match.Text)),
        ("start", Numbers.Of(match.Start)),
        ("end", Numbers.Of(match.End)),
        ("groups", match.Groups));

    /// <summary>A limit given as an argument; without one there is none.</summary>
    private static double Limit(JsonData? argument, string code) => argument is not NumberData limit
        ? double.PositiveInfinity
        : limit.Value < 0 ? throw new JsonataException(code, value: limit) : limit.Value;
}
