namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>One half of a number picture, cut into its parts, checked and measured (XPath functions 3.1, sections 4.7.3 and 4.7.4).</summary>
internal sealed class SubPicture
{
    private readonly NumberSymbols symbols;
    private readonly string activePart;
    private readonly string mantissaPart;
    private readonly string integerPart;
    private readonly string fractionalPart;
    private readonly string? exponentPart;

    private SubPicture(string text, NumberSymbols symbols)
    {
        this.symbols = symbols;
        Text = text;
        int first = FirstActive(text);
        int last = LastActive(text);
        Prefix = first < 0 ? "" : text[..first];
        Suffix = last < 0 ? "" : text[(last + 1)..];
        activePart = text[Prefix.Length..^Math.Min(Suffix.Length, text.Length - Prefix.Length)];
        int exponent = symbols.ExponentSeparator.Length == 0 ? -1 : text.IndexOf(symbols.ExponentSeparator, Prefix.Length, StringComparison.Ordinal);
        if (exponent < 0 || exponent > text.Length - Suffix.Length)
        {
            mantissaPart = activePart;
        }
        else
        {
            // The position counts from the start of the picture, the part from its own: so it is in the reference.
            mantissaPart = activePart[..Math.Min(exponent, activePart.Length)];
            exponentPart = activePart[Math.Min(exponent + 1, activePart.Length)..];
        }

        int point = symbols.DecimalSeparator.Length == 0 ? -1 : mantissaPart.IndexOf(symbols.DecimalSeparator, StringComparison.Ordinal);
        integerPart = point < 0 ? mantissaPart : mantissaPart[..point];
        fractionalPart = point < 0 ? Suffix : mantissaPart[(point + 1)..];
        Check();
        Measure();
    }

    public string Text { get; }

    public string Prefix { get; }

    public string Suffix { get; }

    public int MinimumInteger { get; private set; }

    /// <summary>Digits before the point of a number with an exponent.</summary>
    public int ScalingFactor { get; private set; }

    public int MinimumFraction { get; private set; }

    public int MaximumFraction { get; private set; }

    /// <summary>Zero where the picture has no exponent.</summary>
    public int MinimumExponent { get; private set; }

    /// <summary>Distance between grouping separators, or zero where they do not repeat.</summary>
    public int RegularGrouping { get; private set; }

    public IReadOnlyList<int> IntegerGroups { get; private set; } = [];

    public IReadOnlyList<int> FractionGroups { get; private set; } = [];

    /// <exception cref="JsonataException">D3081 to D3093.</exception>
    public static SubPicture Parse(string text, NumberSymbols symbols) => new(text, symbols);

    private int FirstActive(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (symbols.IsActive(text[i]) && !symbols.IsExponent(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private int LastActive(string text)
    {
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (symbols.IsActive(text[i]) && !symbols.IsExponent(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Count(string text, Func<char, bool> condition) => text.Count(condition);

    private static bool Twice(string text, string symbol) =>
        symbol.Length > 0 && text.IndexOf(symbol, StringComparison.Ordinal) != text.LastIndexOf(symbol, StringComparison.Ordinal);

    private static bool Has(string text, string symbol) => symbol.Length > 0 && text.Contains(symbol, StringComparison.Ordinal);

    /// <summary>Where several rules are broken, the last one names the error, as in the reference.</summary>
    private void Check()
    {
        string grouping = symbols.GroupingSeparator;
        int point = symbols.DecimalSeparator.Length == 0 ? -1 : Text.IndexOf(symbols.DecimalSeparator, StringComparison.Ordinal);
        int optional = integerPart.IndexOf(symbols.OptionalDigit, StringComparison.Ordinal);
        int lastOptional = fractionalPart.LastIndexOf(symbols.OptionalDigit, StringComparison.Ordinal);
        bool scaled = Has(Text, symbols.Percent) || Has(Text, symbols.PerMille);
        (bool Broken, string Code)[] rules =
        [
            (Twice(Text, symbols.DecimalSeparator), "D3081"),
            (Twice(Text, symbols.Percent), "D3082"),
            (Twice(Text, symbols.PerMille), "D3083"),
            (Has(Text, symbols.Percent) && Has(Text, symbols.PerMille), "D3084"),
            (!mantissaPart.Any(c => symbols.IsDigit(c) || symbols.IsOptionalDigit(c)), "D3085"),
            (activePart.Any(c => !symbols.IsActive(c)), "D3086"),
            (point >= 0 && (At(point - 1) == grouping || At(point + 1) == grouping), "D3087"),
            (point < 0 && integerPart.Length > 0 && integerPart[^1].ToString() == grouping, "D3088"),
            (Has(Text, grouping + grouping), "D3089"),
            (optional >= 0 && integerPart[..optional].Any(symbols.IsDigit), "D3090"),
            (lastOptional >= 0 && fractionalPart[lastOptional..].Any(symbols.IsDigit), "D3091"),
            (exponentPart is { Length: > 0 } && scaled, "D3092"),
            (exponentPart is not null && (exponentPart.Length == 0 || exponentPart.Any(c => !symbols.IsDigit(c))), "D3093"),
        ];
        string? code = rules.LastOrDefault(rule => rule.Broken).Code;
        if (code is not null)
        {
            throw new JsonataException(code, value: Text);
        }
    }

    private string At(int index) => index >= 0 && index < Text.Length ? Text[index].ToString() : "";

    private void Measure()
    {
        IntegerGroups = Groups(integerPart, toLeft: false);
        RegularGrouping = Grouping.Regular(IntegerGroups);
        FractionGroups = Groups(fractionalPart, toLeft: true);
        MinimumInteger = Count(integerPart, symbols.IsDigit);
        ScalingFactor = MinimumInteger;
        MinimumFraction = Count(fractionalPart, symbols.IsDigit);
        MaximumFraction = Count(fractionalPart, c => symbols.IsDigit(c) || symbols.IsOptionalDigit(c));
        MinimumExponent = exponentPart is null ? 0 : Count(exponentPart, symbols.IsDigit);
        if (MinimumInteger == 0 && MaximumFraction == 0)
        {
            if (exponentPart is not null)
            {
                MinimumFraction = 1;
                MaximumFraction = 1;
            }
            else
            {
                MinimumInteger = 1;
            }
        }

        if (exponentPart is not null && MinimumInteger == 0 && Has(integerPart, symbols.OptionalDigit))
        {
            MinimumInteger = 1;
        }

        if (MinimumInteger == 0 && MinimumFraction == 0)
        {
            MinimumFraction = 1;
        }
    }

    /// <summary>Digits on the far side of each separator. Later separators are looked for in the integer part, as the reference does.</summary>
    private List<int> Groups(string part, bool toLeft)
    {
        List<int> positions = [];
        string separator = symbols.GroupingSeparator;
        if (separator.Length == 0)
        {
            return positions;
        }

        int at = part.IndexOf(separator, StringComparison.Ordinal);
        while (at >= 0)
        {
            string side = toLeft ? part[..Math.Min(at, part.Length)] : part[Math.Min(at, part.Length)..];
            positions.Add(Count(side, c => symbols.IsDigit(c) || symbols.IsOptionalDigit(c)));
            at = at + 1 > integerPart.Length ? -1 : integerPart.IndexOf(separator, at + 1, StringComparison.Ordinal);
        }

        return positions;
    }
}
