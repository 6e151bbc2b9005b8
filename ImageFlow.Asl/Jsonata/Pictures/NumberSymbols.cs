using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>The characters of a number picture (XPath and XQuery Functions 3.1, section 4.7.2), as the options override them.</summary>
internal sealed record NumberSymbols
{
    private const int DigitCount = 10;

    private static readonly NumberSymbols Default = new();

    public string DecimalSeparator { get; private init; } = ".";

    public string GroupingSeparator { get; private init; } = ",";

    public string ExponentSeparator { get; private init; } = "e";

    public string MinusSign { get; private init; } = "-";

    public string Percent { get; private init; } = "%";

    public string PerMille { get; private init; } = "‰";

    public string ZeroDigit { get; private init; } = "0";

    public string OptionalDigit { get; private init; } = "#";

    public string PatternSeparator { get; private init; } = ";";

    public static NumberSymbols From(ObjectData? options)
    {
        if (options is null)
        {
            return Default;
        }

        NumberSymbols symbols = Default;
        foreach ((string name, JsonData value) in options.Span)
        {
            string text = (value as StringData)?.Value ?? "";
            symbols = name switch
            {
                "decimal-separator" => symbols with { DecimalSeparator = text },
                "grouping-separator" => symbols with { GroupingSeparator = text },
                "exponent-separator" => symbols with { ExponentSeparator = text },
                "minus-sign" => symbols with { MinusSign = text },
                "percent" => symbols with { Percent = text },
                "per-mille" => symbols with { PerMille = text },
                "zero-digit" when text.Length > 0 => symbols with { ZeroDigit = text },
                "digit" => symbols with { OptionalDigit = text },
                "pattern-separator" => symbols with { PatternSeparator = text },
                _ => symbols,
            };
        }

        return symbols;
    }

    public bool IsDigit(char c) => c >= ZeroDigit[0] && c < ZeroDigit[0] + DigitCount;

    public bool IsOptionalDigit(char c) => Is(c, OptionalDigit);

    public bool IsActive(char c) =>
        IsDigit(c) || Is(c, DecimalSeparator) || Is(c, ExponentSeparator) || Is(c, GroupingSeparator) || Is(c, OptionalDigit) || Is(c, PatternSeparator);

    public bool IsExponent(char c) => Is(c, ExponentSeparator);

    private static bool Is(char c, string symbol) => symbol.Length == 1 && symbol[0] == c;
}
