using System.Globalization;
using System.Text;

namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>Reads what an <see cref="IntegerPicture"/> writes.</summary>
internal sealed class IntegerParser(IntegerPicture picture)
{
    /// <summary>A regular expression of what the picture can have written.</summary>
    public string Pattern => picture.Style switch
    {
        IntegerStyle.Letters => picture.Case == PictureCase.Upper ? "[A-Z]+" : "[a-z]+",
        IntegerStyle.Roman => picture.Case == PictureCase.Upper ? "[MDCLXVI]+" : "[mdclxvi]+",
        IntegerStyle.Words => NumberWords.Pattern,
        _ => $"[0-9]{Occurrences}{(picture.IsOrdinal ? "(?:th|st|nd|rd)" : "")}",
    };

    private string Occurrences => (picture.ParseWidth, picture.MinimumParseWidth) switch
    {
        (0, _) => "+",
        (int width, 0) => string.Create(CultureInfo.InvariantCulture, $"{{{width}}}"),
        (int width, int least) => string.Create(CultureInfo.InvariantCulture, $"{{{least},{width}}}"),
    };

    /// <returns>NaN where the text is no such number.</returns>
    public double Parse(string text) => picture.Style switch
    {
        IntegerStyle.Letters => Letters.Parse(text, picture.Case == PictureCase.Upper ? 'A' : 'a'),
        IntegerStyle.Roman => RomanNumerals.Parse(picture.Case == PictureCase.Upper ? text : text.ToUpperInvariant()),
        IntegerStyle.Words => NumberWords.Parse(text.ToLowerInvariant()),
        _ => ParseDigits(text),
    };

    private double ParseDigits(string text)
    {
        string digits = picture.IsOrdinal ? text[..Math.Max(text.Length - 2, 0)] : text;
        if (picture.RegularDistance > 0)
        {
            digits = digits.Replace(",", "", StringComparison.Ordinal);
        }
        else
        {
            foreach (GroupSeparator separator in picture.Separators)
            {
                digits = digits.Replace(separator.Character, "", StringComparison.Ordinal);
            }
        }

        if (picture.ZeroCode != '0')
        {
            digits = string.Concat(digits.EnumerateRunes().Select(rune =>
                Rune.TryCreate(rune.Value - picture.ZeroCode + '0', out Rune plain) ? plain.ToString() : "?"));
        }

        return LeadingInteger(digits);
    }

    /// <summary>ECMAScript's parseInt: blanks, a sign and digits; the rest is ignored.</summary>
    public static double LeadingInteger(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart();
        int length = rest.Length > 0 && rest[0] is '+' or '-' ? 1 : 0;
        int sign = length;
        while (length < rest.Length && char.IsAsciiDigit(rest[length]))
        {
            length++;
        }

        return length == sign ? double.NaN : double.Parse(rest[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }
}
