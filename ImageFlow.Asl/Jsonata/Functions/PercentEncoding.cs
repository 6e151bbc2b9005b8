using System.Globalization;
using System.Text;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>ECMAScript's encodeURI, decodeURI and their component forms (ECMA-262, URI Handling Functions).</summary>
internal static class PercentEncoding
{
    public const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    public const string ReservedInUrls = ";/?:@&=+$,#";
    public const string UnreservedAndReserved = Unreserved + ReservedInUrls;

    /// <summary>A percent sign and two digits.</summary>
    private const int EscapeLength = 3;

    /// <returns><see langword="null"/> where half of a surrogate pair stands alone.</returns>
    public static string? Encode(string text, string plain)
    {
        StringBuilder result = new(text.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < 128 && plain.Contains(c))
            {
                result.Append(c);
                continue;
            }

            if (Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int used) != System.Buffers.OperationStatus.Done)
            {
                return null;
            }

            i += used - 1;
            foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return result.ToString();
    }

    /// <param name="keep">Characters whose escapes stay.</param>
    /// <returns><see langword="null"/> where the escapes are no UTF-8.</returns>
    public static string? Decode(string text, string keep)
    {
        StringBuilder result = new(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
                continue;
            }

            int start = i;
            if (!TryByte(text, i, out utf8[0]))
            {
                return null;
            }

            int length = utf8[0] < 0x80 ? 1 : utf8[0] < 0xC2 ? 0 : utf8[0] < 0xE0 ? 2 : utf8[0] < 0xF0 ? 3 : utf8[0] < 0xF5 ? 4 : 0;
            if (length == 0)
            {
                return null;
            }

            for (int n = 1; n < length; n++)
            {
                i += EscapeLength;
                if (!TryByte(text, i, out utf8[n]))
                {
                    return null;
                }
            }

            i += EscapeLength - 1;
            if (Rune.DecodeFromUtf8(utf8[..length], out Rune rune, out int used) != System.Buffers.OperationStatus.Done || used != length)
            {
                return null;
            }

            if (length == 1 && keep.Contains((char)rune.Value))
            {
                result.Append(text, start, EscapeLength);
            }
            else
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    private static bool TryByte(string text, int at, out byte value)
    {
        value = 0;
        return at + EscapeLength <= text.Length && text[at] == '%'
            && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
