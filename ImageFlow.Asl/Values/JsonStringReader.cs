using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ImageFlow.Asl.Values;

/// <summary>
/// Reads JSON strings, also those with half of a surrogate pair in an escape: that is JSON (RFC 8259, section 8.2), though .NET's reader
/// refuses to make a string of it.
/// </summary>
internal static class JsonStringReader
{
    public static string Read(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped || !HasSurrogateEscape(reader.ValueSpan))
        {
            return reader.GetString()!;
        }

        return Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
    }

    private static bool HasSurrogateEscape(ReadOnlySpan<byte> text) =>
        text.IndexOf("\\ud"u8) >= 0 || text.IndexOf("\\uD"u8) >= 0;

    /// <summary>The escapes were checked by the reader.</summary>
    private static string Unescape(string text)
    {
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            char kind = text[++i];
            if (kind == 'u')
            {
                result.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            result.Append(kind switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => kind,
            });
        }

        return result.ToString();
    }
}
