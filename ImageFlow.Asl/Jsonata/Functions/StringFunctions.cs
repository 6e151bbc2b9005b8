using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions on strings. Characters are code points, as a user counts them.</summary>
internal static class StringFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        new("string", "<x-b?:s>", 1, (call, args) => args[0] is { } value
            ? new StringData(JsonText.Of(value, call.Run, args[1] is BooleanData { Value: true }))
            : null),
        new("substring", "<s-nn?:s>", 3, (_, args) => args[0] is StringData text ? Substring(text.Value, args[1], args[2]) : null),
        new("substringBefore", "<s-s:s>", 2, (_, args) => args[0] is StringData text ? Before(text, args[1]) : null),
        new("substringAfter", "<s-s:s>", 2, (_, args) => args[0] is StringData text ? After(text, args[1]) : null),
        new("lowercase", "<s-:s>", 1, (_, args) => args[0] is StringData text ? new StringData(LetterCase.Lower(text.Value)) : null),
        new("uppercase", "<s-:s>", 1, (_, args) => args[0] is StringData text ? new StringData(LetterCase.Upper(text.Value)) : null),
        new("length", "<s-:n>", 1, (_, args) => args[0] is StringData text ? Numbers.Of(CodePoints.Count(text.Value)) : null),
        new("trim", "<s-:s>", 1, (_, args) => args[0] is StringData text ? new StringData(Trim(text.Value)) : null),
        new("pad", "<s-ns?:s>", 3, Pad),
        new("join", "<a<s>s?:s>", 2, Join),
    ];

    private static StringData Substring(string text, JsonData? startArgument, JsonData? lengthArgument)
    {
        int count = CodePoints.Count(text);
        double start = startArgument is NumberData from ? from.Value : 0;
        start = count + start < 0 ? 0 : start;
        double end = count;
        if (lengthArgument is NumberData length)
        {
            if (length.Value <= 0)
            {
                return StringData.Empty;
            }

            end = start >= 0 ? start + length.Value : count + start + length.Value;
        }

        int first = Clamp(start, count);
        int last = Clamp(end, count);
        return first >= last ? StringData.Empty : new StringData(CodePoints.Slice(text, first, last, count));
    }

    /// <summary>A bound of a slice: counted from the end where negative, never outside.</summary>
    private static int Clamp(double bound, int count)
    {
        double whole = double.IsNaN(bound) ? 0 : Math.Truncate(bound);
        return (int)(whole < 0 ? Math.Max(count + whole, 0) : Math.Min(whole, count));
    }

    private static StringData Before(StringData text, JsonData? separator)
    {
        int at = text.Value.IndexOf(separator is StringData characters ? characters.Value : "undefined", StringComparison.Ordinal);
        return at < 0 ? text : new StringData(text.Value[..at]);
    }

    private static StringData After(StringData text, JsonData? separator)
    {
        string characters = separator is StringData data ? data.Value : "undefined";
        int at = text.Value.IndexOf(characters, StringComparison.Ordinal);
        return at < 0 ? text : new StringData(text.Value[(at + characters.Length)..]);
    }

    private static string Trim(string text)
    {
        Span<char> buffer = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        int length = 0;
        foreach (char c in text)
        {
            if (c is not (' ' or '\t' or '\n' or '\r'))
            {
                buffer[length++] = c;
            }
            else if (length > 0 && buffer[length - 1] != ' ')
            {
                buffer[length++] = ' ';
            }
        }

        return (length > 0 && buffer[length - 1] == ' ' ? buffer[..(length - 1)] : buffer[..length]).ToString();
    }

    private static StringData? Pad(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData text)
        {
            return null;
        }

        double width = args[1] is NumberData number ? Math.Truncate(number.Value) : 0;
        string filler = args[2] is StringData { Value.Length: > 0 } given ? given.Value : " ";
        double missing = Math.Abs(width) - CodePoints.Count(text.Value);
        if (!(missing > 0))
        {
            return text;
        }

        call.Run.ChargeString(text.Value.Length + (long)Math.Min(missing, int.MaxValue));
        string padding = CodePoints.Fill(filler, (int)missing);
        return new StringData(width > 0 ? text.Value + padding : padding + text.Value);
    }

    private static StringData? Join(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData strings)
        {
            return null;
        }

        string separator = args[1] is StringData data ? data.Value : "";
        long length = (long)separator.Length * Math.Max(strings.Count - 1, 0);
        string[] parts = new string[strings.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = strings[i] is StringData part ? part.Value : "";
            length += parts[i].Length;
        }

        call.Run.ChargeString(length);
        return new StringData(string.Join(separator, parts));
    }
}
