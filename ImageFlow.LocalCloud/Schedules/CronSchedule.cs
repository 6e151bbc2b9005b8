using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageFlow.LocalCloud.Schedules;

/// <summary>
/// Minutes, hours, days of month, months, days of week and years (EventBridge Scheduler User Guide, "Cron-based schedules"), with <c>*</c>, <c>?</c>, lists, ranges, steps,
/// names, <c>L</c>, <c>W</c> and <c>#</c>. A time that summer time skips does not come; one that it repeats comes once.
/// </summary>
internal sealed partial record CronSchedule : ScheduleExpression
{
    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly SortedSet<int> minutes;
    private readonly SortedSet<int> hours;
    private readonly SortedSet<int> months;
    private readonly SortedSet<int> years;
    private readonly Func<DateTime, bool> isDay;

    private CronSchedule(string text, string[] fields)
    {
        minutes = Values(text, fields[0], "minutes", 0, 59, []);
        hours = Values(text, fields[1], "hours", 0, 23, []);
        months = Values(text, fields[3], "month", 1, 12, Months);
        years = Values(text, fields[5], "year", FirstYear, LastYear, []);
        isDay = (fields[2], fields[4]) switch
        {
            ("?", "?") or (not "?", not "?") => throw Wrong(text, "one of day-of-month and day-of-week is '?', and only one"),
            ("?", var week) => DaysOfWeek(text, week),
            (var month, _) => DaysOfMonth(text, month),
        };
    }

    /// <exception cref="FormatException">The text is no such expression.</exception>
    public static CronSchedule Read(string text)
    {
        string[] fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 6 ? new CronSchedule(text, fields) : throw Wrong(text, "it has six fields: minutes, hours, day of month, month, day of week, year");
    }

    public override DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset start, TimeZoneInfo zone)
    {
        DateTimeOffset from = after < start ? start.AddTicks(-1) : after;
        DateTime local = TimeZoneInfo.ConvertTime(from, zone).DateTime;
        foreach (int year in years.GetViewBetween(Math.Clamp(local.Year, FirstYear, LastYear), LastYear))
        {
            foreach (int month in months)
            {
                if (year == local.Year && month < local.Month)
                {
                    continue;
                }

                for (int day = year == local.Year && month == local.Month ? local.Day : 1; day <= DateTime.DaysInMonth(year, month); day++)
                {
                    if (isDay(new DateTime(year, month, day)) && FirstOn(new DateTime(year, month, day), from, zone) is { } found)
                    {
                        return found;
                    }
                }
            }
        }

        return null;
    }

    private DateTimeOffset? FirstOn(DateTime day, DateTimeOffset after, TimeZoneInfo zone)
    {
        foreach (int hour in hours)
        {
            foreach (int minute in minutes)
            {
                DateTime time = day.AddHours(hour).AddMinutes(minute);
                if (zone.IsInvalidTime(time))
                {
                    continue;
                }

                // Of a time that comes twice the first one, which has the greater offset.
                TimeSpan offset = zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max() : zone.GetUtcOffset(time);
                DateTimeOffset occurrence = new DateTimeOffset(time, offset).ToUniversalTime();
                if (occurrence > after)
                {
                    return occurrence;
                }
            }
        }

        return null;
    }

    private static Func<DateTime, bool> DaysOfMonth(string text, string field)
    {
        if (field == "L")
        {
            return day => day.Day == DateTime.DaysInMonth(day.Year, day.Month);
        }

        if (NearestWeekday().Match(field) is { Success: true } nearest)
        {
            int wanted = int.Parse(nearest.Groups[1].Value, CultureInfo.InvariantCulture);
            return wanted is >= 1 and <= 31 ? day => day == Nearest(day.Year, day.Month, wanted) : throw Wrong(text, "the day before W is 1 to 31");
        }

        SortedSet<int> days = Values(text, field, "day-of-month", 1, 31, []);
        return day => days.Contains(day.Day);
    }

    /// <summary>The weekday nearest to a day, within its month.</summary>
    private static DateTime Nearest(int year, int month, int wanted)
    {
        DateTime day = new(year, month, Math.Min(wanted, DateTime.DaysInMonth(year, month)));
        return day.DayOfWeek switch
        {
            DayOfWeek.Saturday => day.Day == 1 ? day.AddDays(2) : day.AddDays(-1),
            DayOfWeek.Sunday => day.Day == DateTime.DaysInMonth(year, month) ? day.AddDays(-2) : day.AddDays(1),
            _ => day,
        };
    }

    private static Func<DateTime, bool> DaysOfWeek(string text, string field)
    {
        if (field == "L")
        {
            return day => day.DayOfWeek == DayOfWeek.Saturday;
        }

        if (Special().Match(field) is not { Success: true } special)
        {
            SortedSet<int> days = Values(text, field, "day-of-week", 1, 7, Weekdays);
            return day => days.Contains((int)day.DayOfWeek + 1);
        }

        int weekday = Number(text, special.Groups[1].Value, "day-of-week", 1, 7, Weekdays) - 1;
        if (special.Groups[2].Value == "L")
        {
            return day => (int)day.DayOfWeek == weekday && day.Day + 7 > DateTime.DaysInMonth(day.Year, day.Month);
        }

        int ordinal = special.Groups[2].Value[1] - '0';
        return day => (int)day.DayOfWeek == weekday && (day.Day - 1) / 7 == ordinal - 1;
    }

    private static SortedSet<int> Values(string text, string field, string name, int least, int most, string[] names)
    {
        SortedSet<int> values = [];
        foreach (string part in field.Split(','))
        {
            string[] step = part.Split('/');
            string[] range = step[0].Split('-');
            int every = step.Length == 1 ? 1 : step.Length == 2 ? Number(text, step[1], name, 1, most, []) : throw Wrong(text, $"'{part}' is no {name}");
            (int first, int last) = range switch
            {
                ["*"] => (least, most),
                [var one] => (Number(text, one, name, least, most, names), step.Length == 2 ? most : Number(text, one, name, least, most, names)),
                [var from, var to] => (Number(text, from, name, least, most, names), Number(text, to, name, least, most, names)),
                _ => throw Wrong(text, $"'{part}' is no {name}"),
            };
            if (last < first)
            {
                throw Wrong(text, $"the range '{part}' of {name} ends before it begins");
            }

            for (int value = first; value <= last; value += every)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static int Number(string text, string word, string name, int least, int most, string[] names) =>
        Array.IndexOf(names, word.ToUpperInvariant()) is >= 0 and var index ? index + 1
        : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
        : throw Wrong(text, $"'{word}' is no {name}; it is {least} to {most}{(names.Length > 0 ? $" or {names[0]} to {names[^1]}" : "")}");

    private static FormatException Wrong(string text, string what) => new($"Invalid Schedule Expression cron({text}): {what}.");

    [GeneratedRegex(@"^(\d{1,2})W$")]
    private static partial Regex NearestWeekday();

    [GeneratedRegex(@"^([A-Za-z]{3}|\d)(L|#[1-5])$")]
    private static partial Regex Special();
}
