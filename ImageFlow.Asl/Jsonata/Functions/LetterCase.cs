using System.Text;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>
/// Upper and lower case by Unicode's full mappings, as ECMAScript has them: the simple ones of .NET's invariant culture, and the
/// few characters that become several (SpecialCasing.txt, the entries without a language).
/// </summary>
internal static class LetterCase
{
    private const char CapitalSigma = 'Σ';
    private const char FinalSigma = 'ς';

    private static readonly Dictionary<char, string> LongUppercase = new()
    {
        ['ß'] = "SS",
        ['ŉ'] = "ʼN",
        ['ǰ'] = "J̌",
        ['ΐ'] = "Ϊ́",
        ['ΰ'] = "Ϋ́",
        ['և'] = "ԵՒ",
        ['ﬀ'] = "FF",
        ['ﬁ'] = "FI",
        ['ﬂ'] = "FL",
        ['ﬃ'] = "FFI",
        ['ﬄ'] = "FFL",
        ['ﬅ'] = "ST",
        ['ﬆ'] = "ST",
    };

    public static string Upper(string text)
    {
        string simple = text.ToUpperInvariant();
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F') || !text.Any(LongUppercase.ContainsKey))
        {
            return simple;
        }

        StringBuilder result = new(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            result.Append(LongUppercase.TryGetValue(text[i], out string? longer) ? longer : simple[i].ToString());
        }

        return result.ToString();
    }

    public static string Lower(string text)
    {
        string simple = text.ToLowerInvariant();
        if (!text.Contains(CapitalSigma) && !text.Contains('İ'))
        {
            return simple;
        }

        StringBuilder result = new(text.Length + 2);
        for (int i = 0; i < text.Length; i++)
        {
            bool endsWord = text[i] == CapitalSigma && i > 0 && char.IsLetter(text[i - 1]) && (i + 1 == text.Length || !char.IsLetter(text[i + 1]));
            result.Append(text[i] == 'İ' ? "i̇" : endsWord ? FinalSigma.ToString() : simple[i].ToString());
        }

        return result.ToString();
    }
}
