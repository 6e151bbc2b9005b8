using System.Text;
using ImageFlow.Asl.Jsonata.Runtime;

namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>Writes points in time by a picture.</summary>
internal static class TimeFormatter
{
    private static readonly List<TimePart> Iso = TimePicture.Parse(TimePicture.Iso8601);
    private static readonly IntegerPicture TwoDigits = IntegerPicture.Parse("00");

    /// <param name="picture">ISO 8601 if <see langword="null"/>.</param>
    /// <param name="timezone">An offset as <c>±hhmm</c>; UTC if <see langword="null"/>.</param>
    public static string Format(double millis, string? picture, string? timezone, Run run)
    {
        double offset = timezone is null ? 0 : IntegerParser.LeadingInteger(timezone);
        double hours = Math.Floor(offset / 100);
        double minutes = offset % 100;
        double local = Math.Truncate(millis + (((60 * hours) + minutes) * 60_000));
        if (!(Math.Abs(local) <= CivilDate.LargestMillis))
        {
            throw new JsonataException("D1001", value: millis);
        }

        CivilDate date = new((long)local);
        StringBuilder result = new();
        foreach (TimePart part in picture is null ? Iso : TimePicture.Parse(picture, run.Dialect.HasFixedDateWidths))
        {
            run.Charge(1);
            result.Append(part.Component == '\0' ? part.Literal : Component(part, date, hours, minutes, run));
        }

        run.ChargeString(result.Length);
        return result.ToString();
    }

    /// <summary>The value of a component that is an integer.</summary>
    public static long Field(char component, CivilDate date) => component switch
    {
        'Y' => date.Date.Year,
        'M' => date.Date.Month + 1,
        'D' => date.Date.Day,
        'd' => date.Day - CivilDate.Of(date.Date.Year, 0, 1).Day + 1,
        'F' => date.DayOfWeek,
        'W' => WeekNumbers.WeekOfYear(date),
        'w' => WeekNumbers.WeekOfMonth(date),
        'X' => WeekNumbers.YearOfWeek(date),
        'x' => WeekNumbers.MonthOfWeek(date),
        'H' => date.Hour,
        'h' => date.Hour % 12 == 0 ? 12 : date.Hour % 12,
        'P' => date.Hour >= 12 ? 1 : 0,
        'm' => date.Minute,
        's' => date.Second,
        _ => date.Millisecond,
    };

    private static string Component(TimePart part, CivilDate date, double hours, double minutes, Run run)
    {
        switch (part.Component)
        {
            case 'Z' or 'z':
                return Zone(part, hours, minutes, run);
            case 'P':
                string half = Field('P', date) == 1 ? "pm" : "am";
                return part.Names == PictureCase.Upper ? half.ToUpperInvariant() : half;
            case 'C' or 'E':
                return "ISO";
        }

        long value = Field(part.Component, date);
        if (part.Names is { } names)
        {
            string[] all = TimeNames.Of(part.Component) ?? throw new JsonataException("D3133", value: part.Component.ToString());
            string name = all[value - 1];
            name = names == PictureCase.Upper ? name.ToUpperInvariant() : names == PictureCase.Lower ? name.ToLowerInvariant() : name;
            return part.MaximumWidth is { } most && name.Length > most ? name[..most] : name;
        }

        return part.Integer!.Format(part.YearDigits >= 0 ? value % Math.Pow(10, part.YearDigits) : value, run);
    }

    private static string Zone(TimePart part, double hours, double minutes, Run run)
    {
        IntegerPicture picture = part.Integer!;
        double offset = (hours * 100) + minutes;
        string text;
        if (picture.RegularDistance > 0 || picture.MandatoryDigits is 3 or 4)
        {
            text = picture.Format(offset, run);
        }
        else if (picture.MandatoryDigits is 1 or 2)
        {
            text = picture.Format(hours, run);
            text += minutes == 0 ? "" : ":" + TwoDigits.Format(Math.Floor(minutes), run);
        }
        else
        {
            throw new JsonataException("D3134");
        }

        text = offset >= 0 ? "+" + text : text;
        text = part.Component == 'z' ? "GMT" + text : text;
        return offset == 0 && part.Modifier == 't' ? "Z" : text;
    }
}
