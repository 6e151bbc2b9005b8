using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>Reads ISO 8601 timestamps.</summary>
internal static partial class IsoTime
{
    /// <returns>Milliseconds since 1970; <see langword="null"/> where it is no such timestamp. Without an offset it is taken as UTC.</returns>
    public static double? Parse(string text)
    {
        Match match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int Field(string name, int otherwise) =>
            match.Groups[name].Success ? int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : otherwise;

        int month = Field("month", 1);
        int day = Field("day", 1);
        int hour = Field("hour", 0);
        int minute = Field("minute", 0);
        int second = Field("second", 0);
        int millis = match.Groups["fraction"].Success
            ? int.Parse(match.Groups["fraction"].Value.PadRight(3, '0').AsSpan(0, 3), CultureInfo.InvariantCulture)
            : 0;
        if (month is < 1 or > 12 || day is < 1 or > 31 || hour > 24 || (hour == 24 && (minute | second | millis) != 0))
        {
            return null;
        }

        int offset = (Field("zoneHour", 0) * 60) + Field("zoneMinute", 0);
        offset = match.Groups["sign"].Value == "-" ? -offset : offset;
        return CivilDate.Of(Field("year", 0), month - 1, day).Millis
            + ((((hour * 60L) + minute - offset) * 60) + second) * 1000
            + millis;
    }

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})(-(?<month>[01][0-9]))?(-(?<day>[0-3][0-9]))?(T(?<hour>[0-2][0-9]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]))?(\.(?<fraction>[0-9]+))?((?<sign>[+-])(?<zoneHour>[0-2][0-9]):?(?<zoneMinute>[0-5][0-9])|Z)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
