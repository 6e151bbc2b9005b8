using System.Buffers;
using System.Globalization;
using System.Text;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>Strings as <c>JSON.stringify</c> writes them: only what must be escaped is, and so are halves of surrogate pairs.</summary>
internal static class JsonStringEscapes
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    public static void Append(StringBuilder text, string value)
    {
        text.Append('"');
        ReadOnlySpan<char> rest = value;
        while (rest.IndexOfAny(Special) is int at and >= 0)
        {
            text.Append(rest[..at]);
            int used = AppendSpecial(text, rest[at..]);
            rest = rest[(at + used)..];
        }

        text.Append(rest).Append('"');
    }

    private static int AppendSpecial(StringBuilder text, ReadOnlySpan<char> rest)
    {
        char c = rest[0];
        if (char.IsHighSurrogate(c) && rest.Length > 1 && char.IsLowSurrogate(rest[1]))
        {
            text.Append(rest[..2]);
            return 2;
        }

        string? simple = c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => null,
        };
        text.Append(simple ?? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"));
        return 1;
    }
}
