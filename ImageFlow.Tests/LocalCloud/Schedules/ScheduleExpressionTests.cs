using System.Globalization;
using ImageFlow.LocalCloud.Schedules;

namespace ImageFlow.Tests.LocalCloud.Schedules;

/// <summary>When schedules come.</summary>
public sealed class ScheduleExpressionTests
{
    [Theory]
    [InlineData("cron(0 2 * * ? *)", "UTC", "2026-11-20T01:59:59Z", "2026-11-20T02:00:00Z")]
    [InlineData("cron(0 2 * * ? *)", "UTC", "2026-11-20T02:00:00Z", "2026-11-21T02:00:00Z")]
    [InlineData("cron(0 2 * * ? *)", "Europe/Berlin", "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z")]
    [InlineData("cron(0 2 * * ? *)", "Europe/Berlin", "2026-12-01T00:30:00Z", "2026-12-01T01:00:00Z")]
    [InlineData("cron(15/20 8-9 ? * MON-FRI *)", "UTC", "2026-11-20T09:36:00Z", "2026-11-20T09:55:00Z")]
    [InlineData("cron(15/20 8-9 ? * MON-FRI *)", "UTC", "2026-11-20T09:55:00Z", "2026-11-23T08:15:00Z")]
    [InlineData("cron(0 0 L * ? *)", "UTC", "2028-02-03T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("cron(0 0 15W * ? *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z")]
    [InlineData("cron(0 0 1W 8 ? *)", "UTC", "2026-01-01T00:00:00Z", "2026-08-03T00:00:00Z")]
    [InlineData("cron(0 12 ? * 6#3 *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-20T12:00:00Z")]
    [InlineData("cron(0 12 ? * FRIL *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-27T12:00:00Z")]
    [InlineData("cron(0 0 29 FEB ? *)", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("cron(0 0 1 1 ? 2027,2029)", "UTC", "2027-06-01T00:00:00Z", "2029-01-01T00:00:00Z")]
    [InlineData("cron(0 0 1 1 ? 2020)", "UTC", "2026-01-01T00:00:00Z", null)]
    [InlineData("at(2026-11-20T02:00:00)", "America/New_York", "2026-11-20T06:00:00Z", "2026-11-20T07:00:00Z")]
    [InlineData("at(2026-11-20T02:00:00)", "UTC", "2026-11-20T02:00:00Z", null)]
    [InlineData("rate(5 minutes)", "UTC", "2026-01-01T00:12:00Z", "2026-01-01T00:15:00Z")]
    [InlineData("rate(1 day)", "UTC", "2025-06-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    public void Next_AfterATime_IsTheFirstThatComes(string expression, string zone, string after, string? expected)
    {
        DateTimeOffset? next = ScheduleExpression.Parse(expression).Next(Time(after), Time("2020-01-01T00:00:00Z") is var early && expression.StartsWith("rate", StringComparison.Ordinal) ? Time("2026-01-01T00:00:00Z") : early, TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(expected is null ? null : Time(expected), next);
    }

    // Berlin: 2026-03-29 02:30 does not exist, 2026-10-25 02:30 exists twice.
    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    public void Next_WhenClocksChange_SkipsWhatIsNotThereAndComesOnce(string after, string expected) => Assert.Equal(
        Time(expected), ScheduleExpression.Parse("cron(30 2 * * ? *)").Next(Time(after), Time("2020-01-01T00:00:00Z"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));

    [Theory]
    [InlineData("cron(0 2 * * * *)", "one of day-of-month and day-of-week is '?'")]
    [InlineData("cron(0 2 ? * ? *)", "one of day-of-month and day-of-week is '?'")]
    [InlineData("cron(60 2 * * ? *)", "'60' is no minutes; it is 0 to 59")]
    [InlineData("cron(0 2 * FEBR ? *)", "'FEBR' is no month; it is 1 to 12 or JAN to DEC")]
    [InlineData("cron(0 2 * *)", "it has six fields")]
    [InlineData("cron(9-5 2 * * ? *)", "ends before it begins")]
    [InlineData("rate(0 minutes)", "positive number")]
    [InlineData("rate(5 seconds)", "the unit is minute")]
    [InlineData("at(tomorrow)", "a time such as")]
    [InlineData("every day", "Invalid Schedule Expression every day.")]
    public void Parse_WrongExpression_SaysWhatIsWrong(string expression, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => ScheduleExpression.Parse(expression)).Message, StringComparison.Ordinal);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
