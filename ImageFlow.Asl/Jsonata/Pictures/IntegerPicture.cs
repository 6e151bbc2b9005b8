using System.Text;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Pictures;

internal enum IntegerStyle
{
    Decimal,
    Letters,
    Roman,
    Words,

    /// <summary>A numbering sequence of the writer's own, which nobody supports.</summary>
    Sequence,
}

internal enum PictureCase
{
    Lower,
    Upper,
    Title,
}

/// <summary>A grouping separator and the digits behind it.</summary>
internal readonly record struct GroupSeparator(int Position, string Character);

/// <summary>How an integer is written: <c>#,##0</c>, <c>A</c>, <c>i</c>, <c>Ww;o</c> … (XPath functions 3.1, section 4.6.1).</summary>
internal sealed record IntegerPicture
{
    /// <summary>A Roman numeral of a million digits.</summary>
    private const double LargestRoman = 1e9;

    /// <summary>Up to here doubles count every integer.</summary>
    private const double LargestExact = 1e18;

    private static readonly int[] DecimalGroups =
    [
        0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040,
        0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
        0xFF10,
    ];

    public IntegerStyle Style { get; private init; } = IntegerStyle.Decimal;

    public PictureCase Case { get; private init; }

    public bool IsOrdinal { get; private init; }

    /// <summary>The code point of the digit zero.</summary>
    public int ZeroCode { get; private init; } = '0';

    public int MandatoryDigits { get; init; }

    public int OptionalDigits { get; private init; }

    /// <summary>Digits between separators that repeat, or zero.</summary>
    public int RegularDistance { get; private init; }

    /// <summary>The separators from right to left; one, where they repeat.</summary>
    public IReadOnlyList<GroupSeparator> Separators { get; private init; } = [];

    /// <summary>Digits to take in parsing where another number follows at once; zero: all there are.</summary>
    public int ParseWidth { get; init; }

    /// <summary>Fewer digits than <see cref="ParseWidth"/> that will do; zero: none will.</summary>
    public int MinimumParseWidth { get; init; }

    private string Token { get; init; } = "";

    /// <exception cref="JsonataException">D3131: digits of several families.</exception>
    public static IntegerPicture Parse(string picture)
    {
        int semicolon = picture.LastIndexOf(';');
        string primary = semicolon < 0 ? picture : picture[..semicolon];
        bool ordinal = semicolon >= 0 && semicolon + 1 < picture.Length && picture[semicolon + 1] == 'o';
        IntegerPicture result = primary switch
        {
            "A" => new IntegerPicture { Style = IntegerStyle.Letters, Case = PictureCase.Upper },
            "a" => new IntegerPicture { Style = IntegerStyle.Letters },
            "I" => new IntegerPicture { Style = IntegerStyle.Roman, Case = PictureCase.Upper },
            "i" => new IntegerPicture { Style = IntegerStyle.Roman },
            "W" => new IntegerPicture { Style = IntegerStyle.Words, Case = PictureCase.Upper },
            "Ww" => new IntegerPicture { Style = IntegerStyle.Words, Case = PictureCase.Title },
            "w" => new IntegerPicture { Style = IntegerStyle.Words },
            _ => ParseDigits(primary),
        };
        return ordinal ? result with { IsOrdinal = true } : result;
    }

    /// <exception cref="JsonataException">D3130: a numbering sequence.</exception>
    public string Format(double value, Run run)
    {
        run.Charge(Style == IntegerStyle.Roman ? 4 + (long)Math.Min(Math.Abs(value) / 1000, LargestRoman) : 4);
        double number = Math.Abs(value);
        string text = Style switch
        {
            IntegerStyle.Letters => Letters.Format(Bounded(number, LargestExact), Case == PictureCase.Upper ? 'A' : 'a'),
            IntegerStyle.Roman => Cased(RomanNumerals.Format(Bounded(number, LargestRoman))),
            IntegerStyle.Words => Cased(NumberWords.Format(number, IsOrdinal)),
            IntegerStyle.Decimal => FormatDigits(number, run),
            _ => throw new JsonataException("D3130", value: Token),
        };
        return value < 0 ? "-" + text : text;
    }

    /// <exception cref="JsonataException">D3130: a numbering sequence.</exception>
    public IntegerParser ToParser() => Style == IntegerStyle.Sequence ? throw new JsonataException("D3130", value: Token) : new IntegerParser(this);

    private static IntegerPicture ParseDigits(string primary)
    {
        int? zero = null;
        int mandatory = 0;
        int optional = 0;
        int position = 0;
        List<GroupSeparator> separators = [];
        foreach (Rune rune in primary.EnumerateRunes().Reverse())
        {
            int family = Array.FindIndex(DecimalGroups, group => rune.Value >= group && rune.Value <= group + 9);
            if (family >= 0)
            {
                mandatory++;
                position++;
                zero ??= DecimalGroups[family];
                if (zero != DecimalGroups[family])
                {
                    throw new JsonataException("D3131", value: primary);
                }
            }
            else if (rune.Value == '#')
            {
                optional++;
                position++;
            }
            else
            {
                separators.Add(new GroupSeparator(position, rune.ToString()));
            }
        }

        if (mandatory == 0)
        {
            return new IntegerPicture { Style = IntegerStyle.Sequence, Token = primary };
        }

        bool sameCharacter = separators.All(separator => separator.Character == separators[0].Character);
        int regular = sameCharacter ? Grouping.Regular([.. separators.Select(separator => separator.Position)]) : 0;
        return new IntegerPicture
        {
            ZeroCode = zero!.Value,
            MandatoryDigits = mandatory,
            OptionalDigits = optional,
            RegularDistance = regular,
            Separators = regular > 0 ? [new GroupSeparator(regular, separators[0].Character)] : separators,
        };
    }

    private static double Bounded(double number, double largest) => number <= largest
        ? number
        : throw new JsonataException("U1001", $"Numbers above {largest} cannot be written like that.");

    private string Cased(string text) => Case switch
    {
        PictureCase.Upper => text.ToUpperInvariant(),
        PictureCase.Title => text,
        _ => text.ToLowerInvariant(),
    };

    private string FormatDigits(double number, Run run)
    {
        run.ChargeString(MandatoryDigits);
        string digits = NumberData.Format(number).PadLeft(MandatoryDigits, '0');
        string text = ZeroCode == '0' ? digits : string.Concat(digits.EnumerateRunes().Select(rune => new Rune(rune.Value + ZeroCode - '0').ToString()));
        StringBuilder result = new(text);
        if (RegularDistance > 0)
        {
            for (int at = result.Length - RegularDistance; at > 0; at -= RegularDistance)
            {
                result.Insert(at, Separators[0].Character);
            }
        }
        else
        {
            // From the left, so that positions counted from the right stay true.
            foreach (GroupSeparator separator in Separators.Reverse())
            {
                if (text.Length > separator.Position)
                {
                    result.Insert(result.Length - separator.Position, separator.Character);
                }
            }
        }

        return IsOrdinal ? result + OrdinalSuffix(result.ToString()) : result.ToString();
    }

    private static string OrdinalSuffix(string digits)
    {
        bool teen = digits.Length > 1 && digits[^2] == '1';
        return digits[^1] switch
        {
            '1' when !teen => "st",
            '2' when !teen => "nd",
            '3' when !teen => "rd",
            _ => "th",
        };
    }
}
