using System.Globalization;

namespace ImageFlow.Deployment.Triggers;

/// <summary>Brings times to the form of Amazon EventBridge Scheduler, whose cron has a year, no seconds, and one <c>?</c>.</summary>
internal static class ScheduleExpression
{
    private const int SecondsPerMinute = 60;

    /// <summary>Takes the Scheduler's own form, a cron expression, or an interval such as <c>01:00:00</c>.</summary>
    /// <exception cref="FormatException">It is none of these, or finer than a minute.</exception>
    public static string FromAny(string text) =>
        text.StartsWith("rate(", StringComparison.Ordinal) || text.StartsWith("cron(", StringComparison.Ordinal) || text.StartsWith("at(", StringComparison.Ordinal)
            ? text
            : text.Contains(' ', StringComparison.Ordinal) ? FromCron(text) : FromInterval(text);

    /// <summary>From cron with five fields, or with six of which the first is the seconds.</summary>
    /// <exception cref="FormatException">It has another number of fields, seconds, or days of the month and of the week at once.</exception>
    public static string FromCron(string cron)
    {
        string[] fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 6)
        {
            if (fields[0] != "0")
            {
                throw new FormatException($"the times '{cron}' name seconds; Amazon EventBridge Scheduler knows minutes, so that the first field must be 0.");
            }

            fields = fields[1..];
        }

        if (fields is not [string minute, string hour, string day, string month, string weekday])
        {
            throw new FormatException($"the times '{cron}' have not five fields, or six with the seconds first.");
        }

        bool anyDay = day is "*" or "?";
        bool anyWeekday = weekday is "*" or "?";
        if (!anyDay && !anyWeekday)
        {
            throw new FormatException($"the times '{cron}' name days of the month and of the week; Amazon EventBridge Scheduler takes one of the two.");
        }

        return $"cron({minute} {hour} {(anyWeekday ? day.Replace('?', '*') : "?")} {month} {(anyWeekday ? "?" : string.Join(',', weekday.Split(',').Select(FromSunday)))} *)";
    }

    /// <summary>From .NET's form of a duration.</summary>
    /// <exception cref="FormatException">It is no duration of whole minutes, one at least.</exception>
    public static string FromInterval(string interval)
    {
        if (!TimeSpan.TryParse(interval, CultureInfo.InvariantCulture, out TimeSpan span) || span < TimeSpan.FromMinutes(1) || span.TotalSeconds % SecondsPerMinute != 0)
        {
            throw new FormatException($"'{interval}' is no interval of whole minutes, such as 00:05:00; Amazon EventBridge Scheduler knows none below a minute.");
        }

        long minutes = (long)span.TotalMinutes;
        return string.Create(CultureInfo.InvariantCulture, $"rate({minutes} {(minutes == 1 ? "minute" : "minutes")})");
    }

    /// <summary>Cron counts the days of the week from 0 (Sunday), AWS from 1.</summary>
    private static string FromSunday(string part) => string.Join('-', part.Split('-').Select(day =>
        int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? ((number % 7) + 1).ToString(CultureInfo.InvariantCulture) : day));
}
