using System.Globalization;
using System.Text;

namespace ImageFlow.Asl.Jsonata.Syntax;

/// <summary>String literals in single or double quotes, with the escapes of JSON.</summary>
internal static class StringLiteral
{
    /// <param name="position">At the opening quote; afterwards behind the closing one.</param>
    public static string Scan(string text, ref int position)
    {
        char quote = text[position];
        int start = ++position;
        int stop = text.AsSpan(start).IndexOfAny(quote, '\\');
        if (stop >= 0 && text[start + stop] == quote)
        {
            position = start + stop + 1;
            return text.Substring(start, stop);
        }

        StringBuilder result = new();
        while (position < text.Length)
        {
            char c = text[position];
            if (c == quote)
            {
                position++;
                return result.ToString();
            }

            if (c == '\\')
            {
                position++;
                result.Append(Escape(text, ref position));
            }
            else
            {
                result.Append(c);
            }

            position++;
        }

        throw new JsonataException("S0101", text.Length);
    }

    /// <param name="position">At the character behind the backslash; afterwards at the last one of the escape.</param>
    private static char Escape(string text, ref int position)
    {
        char c = position < text.Length ? text[position] : '\0';
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                ReadOnlySpan<char> digits = text.AsSpan(position + 1, Math.Min(4, text.Length - position - 1));
                if (digits.Length != 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
                {
                    throw new JsonataException("S0104", position);
                }

                position += 4;
                return (char)unit;
            default:
                throw new JsonataException("S0103", position, position < text.Length ? c.ToString() : "");
        }
    }
}
