using ImageFlow.LocalCloud.Schedules;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Events;

/// <summary>When the rules come that have a schedule expression (EventBridge User Guide, "Creating a rule that runs on a schedule"): always in UTC, a rate for the first time after its period.</summary>
internal static class RuleTimes
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS rule_times (bus TEXT NOT NULL, rule TEXT NOT NULL, since INTEGER NOT NULL, due_at INTEGER NOT NULL, PRIMARY KEY (bus, rule));
        CREATE INDEX IF NOT EXISTS rule_times_due ON rule_times (due_at);
        """;

    /// <returns>What is wrong with the expression; <see langword="null"/> where nothing is.</returns>
    public static string? Check(string expression)
    {
        try
        {
            return ScheduleExpression.Parse(expression).IsOnce ? "Parameter ScheduleExpression is not valid. A rule comes by rate(...) or cron(...); at(...) is for EventBridge Scheduler." : null;
        }
        catch (FormatException wrong)
        {
            return "Parameter ScheduleExpression is not valid. " + wrong.Message;
        }
    }

    /// <summary>Counts a rule's time from now on; forgets it where the rule has no schedule or is disabled.</summary>
    public static void Restart(SqliteConnection db, EventRule rule, DateTimeOffset now)
    {
        Forget(db, rule.Bus, rule.Name);
        if (rule is { Enabled: true, Schedule: { } expression } && Next(expression, now, now) is { } due)
        {
            db.Run("INSERT INTO rule_times (bus, rule, since, due_at) VALUES ($1, $2, $3, $4)", rule.Bus, rule.Name, now.ToUnixTimeMilliseconds(), due.ToUnixTimeMilliseconds());
        }
    }

    public static void Forget(SqliteConnection db, string bus, string rule) => db.Run("DELETE FROM rule_times WHERE bus = $1 AND rule = $2", bus, rule);

    public static DateTimeOffset? Earliest(SqliteConnection db) => db.Scalar("SELECT MIN(due_at) FROM rule_times") is long time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    /// <summary>The rules whose time has come, each with its last time up to now, and sets them to their next.</summary>
    public static IReadOnlyList<(EventRule Rule, DateTimeOffset Due)> Take(SqliteConnection db, DateTimeOffset now)
    {
        List<(EventRule, DateTimeOffset)> due = [];
        foreach ((string bus, string name, DateTimeOffset since, DateTimeOffset first) in db.Query(
            "SELECT bus, rule, since, due_at FROM rule_times WHERE due_at <= $1 ORDER BY due_at",
            row => (row.GetString(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))),
            now.ToUnixTimeMilliseconds()))
        {
            EventRule rule = EventRules.Find(db, bus, name)!;
            DateTimeOffset last = first;
            DateTimeOffset? next = Next(rule.Schedule!, last, since);
            while (next is { } missed && missed <= now)
            {
                (last, next) = (missed, Next(rule.Schedule!, missed, since));
            }

            due.Add((rule, last));
            if (next is { } coming)
            {
                db.Run("UPDATE rule_times SET due_at = $3 WHERE bus = $1 AND rule = $2", bus, name, coming.ToUnixTimeMilliseconds());
            }
            else
            {
                Forget(db, bus, name);
            }
        }

        return due;
    }

    private static DateTimeOffset? Next(string expression, DateTimeOffset after, DateTimeOffset since) => ScheduleExpression.Parse(expression).Next(after, since, TimeZoneInfo.Utc);
}
