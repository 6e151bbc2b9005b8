using System.Text;
using System.Text.RegularExpressions;

namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>Reads points in time by a picture.</summary>
internal static class TimeParser
{
    /// <summary>Which fields can occur together, as bits in the order of <see cref="DateFields"/>: year month day; year day-of-year; week dates.</summary>
    private const int YearMonthDay = 0b10100001;

    private const int YearDay = 0b10000010;
    private const int MonthWeeks = 0b01010100;
    private const int YearWeeks = 0b01001000;

    /// <summary>In the order of <see cref="TimeFields"/>: hours of the day, or of half the day.</summary>
    private const int FullHours = 0b010111;

    private const int HalfHours = 0b101111;
    private const string DateFields = "YXMxWwdD";
    private const string TimeFields = "PHhmsf";

    /// <returns>Milliseconds since 1970; <see langword="null"/> where the text does not look like the picture.</returns>
    /// <param name="now">Where fields before the first given one come from.</param>
    /// <param name="fixedWidths">See <see cref="Dialect.HasFixedDateWidths"/>.</param>
    /// <exception cref="JsonataException">D3136: fields are missing in between, or of a kind that cannot be read.</exception>
    public static double? Parse(string text, string picture, Func<CivilDate> now, bool fixedWidths)
    {
        List<TimePart> parts = TimePicture.Parse(picture, fixedWidths);
        Match match = Expression(parts, fixedWidths).Match(text);
        if (!match.Success)
        {
            return null;
        }

        Dictionary<char, double?> fields = [];
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Component != '\0')
            {
                fields[parts[i].Component] = Read(parts[i], match.Groups[i + 1].Value, fixedWidths);
            }
        }

        return fields.Count == 0 ? null : Combine(fields, now);
    }

    private static Regex Expression(List<TimePart> parts, bool fixedWidths)
    {
        StringBuilder pattern = new("^");
        foreach (TimePart part in parts)
        {
            pattern.Append('(').Append(part.Component switch
            {
                '\0' => Regex.Escape(part.Literal),
                'Z' or 'z' => (part.Component == 'z' ? "GMT" : "") + "[-+][0-9]+"
                    + (part.Integer!.RegularDistance > 0 ? Regex.Escape(part.Integer.Separators[0].Character) + "[0-9]+" : ""),
                'f' when !fixedWidths => "[0-9]+",
                _ when part.Integer is { } integer => integer.ToParser().Pattern,
                'P' => "[a-zA-Z]+",
                _ => TimeNames.Of(part.Component) is null ? throw new JsonataException("D3133", value: part.Component.ToString()) : "[a-zA-Z]+",
            }).Append(')');
        }

        return new Regex(
            pattern.Append("\\z").ToString(),
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    private static double? Read(TimePart part, string text, bool fixedWidths)
    {
        switch (part.Component)
        {
            case 'Z' or 'z':
                return Offset(part, part.Component == 'z' ? text[3..] : text);
            case 'f' when !fixedWidths:
                return double.Parse("0." + text[..Math.Min(3, text.Length)], System.Globalization.CultureInfo.InvariantCulture) * 1000;
        }

        if (part.Integer is { } integer)
        {
            return integer.ToParser().Parse(text);
        }

        if (part.Component == 'P')
        {
            return text is "am" or "AM" ? 0 : text is "pm" or "PM" ? 1 : null;
        }

        string[] names = TimeNames.Of(part.Component)!;
        int at = Array.FindIndex(names, name => (part.MaximumWidth is > 0 and { } most && name.Length > most ? name[..most] : name) == text);
        return at < 0 ? null : at + 1;
    }

    /// <summary>Minutes; they count forward whatever the sign of the hours, as in the reference.</summary>
    private static double Offset(TimePart part, string text)
    {
        if (part.Integer!.RegularDistance > 0)
        {
            int at = text.IndexOf(part.Integer.Separators[0].Character, StringComparison.Ordinal);
            return (IntegerParser.LeadingInteger(text[..at]) * 60) + IntegerParser.LeadingInteger(text[(at + 1)..]);
        }

        return text.Length <= 3
            ? IntegerParser.LeadingInteger(text) * 60
            : (IntegerParser.LeadingInteger(text[..3]) * 60) + IntegerParser.LeadingInteger(text[3..]);
    }

    private static int Mask(Dictionary<char, double?> fields, string order)
    {
        int mask = 0;
        foreach (char field in order)
        {
            // A field that is zero counts as absent, as in the reference.
            bool there = fields.GetValueOrDefault(field) is { } value && value != 0 && !double.IsNaN(value);
            mask = (mask << 1) | (there ? 1 : 0);
        }

        return mask;
    }

    private static bool Fits(int mask, int form) => (mask & ~form) == 0 && (mask & form) != 0;

    private static double Combine(Dictionary<char, double?> fields, Func<CivilDate> now)
    {
        int dates = Mask(fields, DateFields);
        int times = Mask(fields, TimeFields);
        bool byDay = !Fits(dates, YearMonthDay) && Fits(dates, YearDay);
        if (Fits(dates, MonthWeeks) || Fits(dates, YearWeeks))
        {
            throw new JsonataException("D3136");
        }

        bool halfDays = !Fits(times, FullHours) && Fits(times, HalfHours);
        Complete(fields, (byDay ? "YD" : "YMD") + (halfDays ? "Phmsf" : "Hmsf"), now);

        double month = fields.GetValueOrDefault('M') is > 0 and { } given ? given - 1 : 0;
        double day = fields['D']!.Value;
        if (byDay)
        {
            (_, int derivedMonth, int derivedDay) = new CivilDate(
                CivilDate.Of((long)FullYear(fields['Y']!.Value), 0, 1).Millis + ((long)(fields['d']!.Value - 1) * CivilDate.MillisPerDay)).Date;
            (month, day) = (derivedMonth, derivedDay);
        }

        double hour = !halfDays ? fields['H']!.Value : (fields['h'] == 12 ? 0 : fields['h'] ?? double.NaN) + (fields['P'] == 1 ? 12 : 0);
        double millis = Millis(fields['Y']!.Value, month, day, hour, fields['m']!.Value, fields['s']!.Value, fields['f']!.Value);
        double? offset = fields.GetValueOrDefault('Z') is { } zone and not 0 ? zone : fields.GetValueOrDefault('z');
        return millis - ((offset ?? 0) * 60_000);
    }

    /// <summary>Fields before the first given one come from now, those behind the last one are the smallest; none may miss in between.</summary>
    private static void Complete(Dictionary<char, double?> fields, string order, Func<CivilDate> now)
    {
        bool started = false;
        bool ended = false;
        foreach (char field in order)
        {
            if (fields.GetValueOrDefault(field) is not null)
            {
                started = true;
                if (ended)
                {
                    throw new JsonataException("D3136");
                }
            }
            else if (started)
            {
                fields[field] = field is 'M' or 'D' ? 1 : 0;
                ended = true;
            }
            else
            {
                fields[field] = TimeFormatter.Field(field, now());
            }
        }
    }

    /// <summary>ECMAScript reads the years 0 to 99 as those of the twentieth century.</summary>
    private static double FullYear(double year) => year is >= 0 and <= 99 ? 1900 + Math.Truncate(year) : year;

    private static double Millis(double year, double month, double day, double hour, double minute, double second, double millisecond)
    {
        double time = (Math.Truncate(hour) * 3_600_000) + (Math.Truncate(minute) * 60_000) + (Math.Truncate(second) * 1000) + Math.Truncate(millisecond);
        double sum = FullYear(year) + month + day + time;
        if (!(Math.Abs(sum) < CivilDate.LargestMillis) || Math.Abs(year) > 300_000 || Math.Abs(month) > 1e9 || Math.Abs(day) > 1e9)
        {
            return double.NaN;
        }

        double total = CivilDate.Of((long)FullYear(year), (long)month, (long)day).Millis + time;
        return Math.Abs(total) <= CivilDate.LargestMillis ? total : double.NaN;
    }
}
