using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageFlow.LocalCloud.Schedules;

/// <summary>When a schedule comes: <c>rate(5 minutes)</c>, <c>at(2026-11-20T02:00:00)</c> or <c>cron(0 2 * * ? *)</c> (EventBridge Scheduler User Guide, "Schedule types").</summary>
internal abstract partial record ScheduleExpression
{
    /// <summary>Whether it comes once.</summary>
    public virtual bool IsOnce => false;

    /// <summary>The first time after <paramref name="after"/>; <see langword="null"/> where there is none.</summary>
    /// <param name="start">When the schedule was made, or its start date: a rate counts from there.</param>
    public abstract DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset start, TimeZoneInfo zone);

    /// <exception cref="FormatException">The text is no such expression; the message says what is wrong.</exception>
    public static ScheduleExpression Parse(string text)
    {
        Match match = Form().Match(text);
        return match.Groups["kind"].Value switch
        {
            "rate" => Rate.Read(match.Groups["inner"].Value),
            "at" => At.Read(match.Groups["inner"].Value),
            "cron" => CronSchedule.Read(match.Groups["inner"].Value),
            _ => throw new FormatException($"Invalid Schedule Expression {text}."),
        };
    }

    [GeneratedRegex(@"^(?<kind>rate|at|cron)\((?<inner>[^()]*)\)$")]
    private static partial Regex Form();

    /// <summary>Every so often from the start on.</summary>
    internal sealed record Rate(TimeSpan Period) : ScheduleExpression
    {
        public static Rate Read(string text)
        {
            string[] parts = text.Split(' ');
            return parts is [var number, var unit] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
                ? new Rate(unit switch
                {
                    "minute" or "minutes" => TimeSpan.FromMinutes(count),
                    "hour" or "hours" => TimeSpan.FromHours(count),
                    "day" or "days" => TimeSpan.FromDays(count),
                    _ => throw new FormatException($"Invalid Schedule Expression rate({text}): the unit is minute, minutes, hour, hours, day or days."),
                })
                : throw new FormatException($"Invalid Schedule Expression rate({text}): it is a positive number and a unit.");
        }

        public override DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset start, TimeZoneInfo zone) =>
            after < start ? start : start + (Period * (Math.Floor((after - start) / Period) + 1));
    }

    /// <summary>Once, at a time of the schedule's time zone.</summary>
    internal sealed record At(DateTime Time) : ScheduleExpression
    {
        public override bool IsOnce => true;

        public static At Read(string text) =>
            DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
                ? new At(time)
                : throw new FormatException($"Invalid Schedule Expression at({text}): it is a time such as 2026-11-20T02:00:00.");

        public override DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset start, TimeZoneInfo zone)
        {
            DateTimeOffset time = new(Time, zone.GetUtcOffset(Time));
            return time > after ? time.ToUniversalTime() : null;
        }
    }
}
