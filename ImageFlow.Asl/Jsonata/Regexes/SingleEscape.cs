using System.Globalization;

namespace ImageFlow.Asl.Jsonata.Regexes;

/// <summary>Escapes that stand for one character.</summary>
internal static class SingleEscape
{
    /// <param name="at">At the character behind the backslash; afterwards behind the escape.</param>
    /// <returns>An escape of .NET for the same character.</returns>
    public static string Translate(string pattern, ref int at)
    {
        char c = pattern[at++];
        switch (c)
        {
            case 't' or 'n' or 'v' or 'f' or 'r':
                return $"\\{c}";
            case 'c' when at < pattern.Length && char.IsAsciiLetter(pattern[at]):
                return Code(pattern[at++] % 32);
            case 'x' when Hex(pattern, at, 2) is { } value:
                at += 2;
                return Code(value);
            case 'u' when Hex(pattern, at, 4) is { } value:
                at += 4;
                return Code(value);
            case >= '0' and <= '7':
                at--;
                return Code(Octal(pattern, ref at));
            default:
                return c == 'c' ? "\\\\c" : Code(c);
        }
    }

    /// <summary>The character as .NET reads it anywhere in a pattern.</summary>
    public static string Code(int unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{unit:x4}");

    private static int? Hex(string pattern, int at, int digits) =>
        at + digits <= pattern.Length
        && int.TryParse(pattern.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;

    /// <summary>At most three digits, at most 0377.</summary>
    private static int Octal(string pattern, ref int at)
    {
        int value = 0;
        for (int digits = 0; digits < 3 && at < pattern.Length && pattern[at] is >= '0' and <= '7'; digits++, at++)
        {
            int next = (value * 8) + (pattern[at] - '0');
            if (next > 0xFF)
            {
                break;
            }

            value = next;
        }

        return value;
    }
}
