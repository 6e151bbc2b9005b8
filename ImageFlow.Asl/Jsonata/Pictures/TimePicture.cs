using System.Globalization;

namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>A literal text, or (<see cref="Component"/> set) a marker such as <c>[Y0001]</c>.</summary>
internal sealed record TimePart
{
    public string Literal { get; init; } = "";

    /// <summary>Y M D d F W w X x H h P m s f Z z C E, or NUL for a literal.</summary>
    public char Component { get; init; }

    public PictureCase? Names { get; init; }

    /// <summary>The second presentation modifier: a, t, c, o, or NUL.</summary>
    public char Modifier { get; init; }

    public int? MinimumWidth { get; init; }

    public int? MaximumWidth { get; init; }

    public IntegerPicture? Integer { get; init; }

    /// <summary>Digits of a year, or -1 for all.</summary>
    public int YearDigits { get; init; } = -1;
}

/// <summary>A picture of times: <c>[D01]/[M01]/[Y0001] [h#1]:[m01][P]</c> (XPath functions 3.1, section 9.8.4).</summary>
internal static class TimePicture
{
    public const string Iso8601 = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";

    private const string IntegerComponents = "YMDdFWwXxHhmsf";
    private const string SecondModifiers = "atco";

    /// <summary>Wider than any year or number shown.</summary>
    private const int WidestComponent = 1000;

    /// <exception cref="JsonataException">D3132, D3135 or D3131.</exception>
    /// <param name="fixedWidths">See <see cref="Dialect.HasFixedDateWidths"/>.</param>
    public static List<TimePart> Parse(string picture, bool fixedWidths = false)
    {
        List<TimePart> parts = [];
        int start = 0;
        int at = 0;
        while (at < picture.Length)
        {
            if (picture[at] != '[')
            {
                at++;
                continue;
            }

            AddLiteral(parts, picture[start..at]);
            if (at + 1 < picture.Length && picture[at + 1] == '[')
            {
                parts.Add(new TimePart { Literal = "[" });
                at += 2;
                start = at;
                continue;
            }

            int end = picture.IndexOf(']', at);
            if (end < 0)
            {
                throw new JsonataException("D3135", value: picture);
            }

            string marker = string.Concat(picture[(at + 1)..end].Where(c => !char.IsWhiteSpace(c)));
            AddMarker(parts, marker, fixedWidths);
            at = end + 1;
            start = at;
        }

        AddLiteral(parts, picture[start..]);
        return parts;
    }

    private static void AddLiteral(List<TimePart> parts, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new TimePart { Literal = text.Replace("]]", "]", StringComparison.Ordinal) });
        }
    }

    private static void AddMarker(List<TimePart> parts, string marker, bool fixedWidths)
    {
        int comma = marker.LastIndexOf(',');
        string modifiers = comma < 0 ? marker.Length > 0 ? marker[1..] : "" : marker[Math.Min(1, comma)..comma];
        TimePart part = new() { Component = marker.Length > 0 ? marker[0] : '\0' };
        string? standard = DefaultPresentation(part.Component);
        if (standard is null)
        {
            throw new JsonataException("D3132", value: marker.Length > 0 ? marker[..1] : "");
        }

        if (comma >= 0)
        {
            part = WithWidth(part, marker[(comma + 1)..]);
        }

        string presentation = modifiers.Length == 0 ? standard : modifiers;
        if (modifiers.Length > 1 && SecondModifiers.Contains(modifiers[^1]))
        {
            part = part with { Modifier = modifiers[^1] };
            presentation = modifiers[..^1];
        }

        if (presentation[0] is 'n' or 'N')
        {
            PictureCase names = presentation[0] == 'n' ? PictureCase.Lower : presentation.Length > 1 && presentation[1] == 'n' ? PictureCase.Title : PictureCase.Upper;
            part = part with { Names = names };
        }
        else if (IntegerComponents.Contains(part.Component))
        {
            part = WithInteger(part, presentation, fixedWidths);
            if (!fixedWidths && parts.Count > 0 && parts[^1].Integer is { } before)
            {
                // With nothing between two numbers the width of the first must be known.
                parts[^1] = parts[^1] with { Integer = before with { ParseWidth = before.MandatoryDigits } };
            }
        }

        parts.Add(part.Component is 'Z' or 'z' ? part with { Integer = IntegerPicture.Parse(presentation) } : part);
    }

    private static TimePart WithWidth(TimePart part, string width)
    {
        int dash = width.IndexOf('-');
        return part with
        {
            MinimumWidth = Width(dash < 0 ? width : width[..dash]),
            MaximumWidth = dash < 0 ? null : Width(width[(dash + 1)..]),
        };
    }

    private static int? Width(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int width) ? Math.Min(width, WidestComponent) : null;

    private static TimePart WithInteger(TimePart part, string presentation, bool fixedWidths)
    {
        IntegerPicture integer = IntegerPicture.Parse(part.Modifier == '\0' ? presentation : $"{presentation};{part.Modifier}");
        bool isDecimal = integer.Style == IntegerStyle.Decimal;
        if (isDecimal && part.MinimumWidth is { } minimum && integer.MandatoryDigits < minimum)
        {
            integer = integer with { MandatoryDigits = minimum };
        }

        int yearDigits = -1;
        if (part.Component == 'Y' || (fixedWidths && part.Component is 'M' or 'D'))
        {
            if (part.MaximumWidth is { } maximum)
            {
                yearDigits = maximum;
                integer = integer with { MandatoryDigits = maximum };
            }
            else if (isDecimal && integer.MandatoryDigits + integer.OptionalDigits >= 2)
            {
                yearDigits = integer.MandatoryDigits + integer.OptionalDigits;
            }
        }

        if (fixedWidths)
        {
            integer = integer with { ParseWidth = Math.Max(yearDigits, 0), MinimumParseWidth = Math.Max(yearDigits - integer.OptionalDigits, 0) };
        }

        return part with { Integer = integer, YearDigits = part.Component == 'Y' ? yearDigits : -1 };
    }

    private static string? DefaultPresentation(char component) => component switch
    {
        'Y' or 'M' or 'D' or 'd' or 'W' or 'w' or 'X' or 'x' or 'H' or 'h' or 'f' => "1",
        'F' or 'P' or 'C' or 'E' => "n",
        'm' or 's' => "01",
        'Z' or 'z' => "01:01",
        _ => null,
    };
}
