using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Syntax;

/// <param name="Text">Names, variables (without the dollar sign), strings, and the pattern of a regular expression.</param>
/// <param name="Value">Literals; the flags of a regular expression.</param>
/// <param name="Position">Offset just behind the token.</param>
internal readonly record struct Token(TokenKind Kind, string? Text, JsonData? Value, int Position)
{
    /// <summary>The token as messages and signatures show it.</summary>
    public string Shown => Text ?? Operators.Text(Kind) ?? Value switch
    {
        NumberData number => NumberData.Format(number.Value),
        BooleanData boolean => boolean.Value.ToString(CultureInfo.InvariantCulture).ToLowerInvariant(),
        NullData => "null",
        _ => "(end)",
    };
}
