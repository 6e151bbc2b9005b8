using System.Globalization;
using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Schedules;

/// <summary>A schedule of EventBridge Scheduler.</summary>
/// <param name="Settings">As CreateSchedule gave it.</param>
/// <param name="Due">When it comes next, without the shift of its flexible window; <see langword="null"/> where it never does again, or is disabled.</param>
public sealed record Schedule(string Group, string Name, ObjectData Settings, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, DateTimeOffset? Due)
{
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS schedules (
            group_name TEXT NOT NULL, name TEXT NOT NULL, settings TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, due_at INTEGER, send_at INTEGER,
            PRIMARY KEY (group_name, name));
        CREATE TABLE IF NOT EXISTS schedule_groups (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL);
        """;

    private const string Select = "SELECT group_name, name, settings, created_at, changed_at, due_at FROM schedules";

    internal string Expression => ((StringData)Settings["ScheduleExpression"]!).Value;

    internal bool IsEnabled => Text("State") is null or "ENABLED";

    internal TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Text("ScheduleExpressionTimezone") ?? "UTC");

    internal DateTimeOffset Start => Time("StartDate") is { } start && start > CreatedAt ? start : CreatedAt;

    internal DateTimeOffset? End => Time("EndDate");

    internal bool IsDeletedAfterwards => Text("ActionAfterCompletion") == "DELETE";

    internal ObjectData Target => (ObjectData)Settings["Target"]!;

    /// <summary>How long after its time it may still come.</summary>
    internal TimeSpan Window => Settings["FlexibleTimeWindow"] is ObjectData { } window && window["MaximumWindowInMinutes"] is NumberData minutes && (window["Mode"] as StringData)?.Value == "FLEXIBLE"
        ? TimeSpan.FromMinutes(minutes.Value)
        : TimeSpan.Zero;

    internal DateTimeOffset? Next(DateTimeOffset after) => IsEnabled && ScheduleExpression.Parse(Expression).Next(after, Start, Zone) is { } next && (End is not { } end || next <= end) ? next : null;

    /// <summary>When it is sent: within its window, at a moment that derives from name and time and so is the same after a restart.</summary>
    internal DateTimeOffset SendAt(DateTimeOffset due)
    {
        double share = Convert.ToInt32(Identifiers.Hash($"{Group}/{Name}/{due.ToUnixTimeSeconds()}", 7), 16) / (double)0xFFFFFFF;
        return due + (Window * share);
    }

    internal void Save(SqliteConnection db) => db.Run(
        """
        INSERT INTO schedules (group_name, name, settings, created_at, changed_at, due_at, send_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT DO UPDATE SET settings = excluded.settings, changed_at = excluded.changed_at, due_at = excluded.due_at, send_at = excluded.send_at
        """,
        Group, Name, Settings.ToJson(), CreatedAt.ToUnixTimeMilliseconds(), ChangedAt.ToUnixTimeMilliseconds(), Due?.ToUnixTimeMilliseconds(), Due is { } due ? SendAt(due).ToUnixTimeMilliseconds() : null);

    internal static Schedule? Find(SqliteConnection db, string group, string name) => db.Query($"{Select} WHERE group_name = $1 AND name = $2", Read, group, name).FirstOrDefault();

    internal static IReadOnlyList<Schedule> All(SqliteConnection db) => db.Query($"{Select} ORDER BY group_name, name", Read);

    internal static IReadOnlyList<Schedule> ToSend(SqliteConnection db, DateTimeOffset now) => db.Query($"{Select} WHERE send_at <= $1 ORDER BY send_at", Read, now.ToUnixTimeMilliseconds());

    internal static DateTimeOffset? NextSend(SqliteConnection db) =>
        db.Scalar("SELECT MIN(send_at) FROM schedules") is long time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    internal static bool Delete(SqliteConnection db, string group, string name) => db.Run("DELETE FROM schedules WHERE group_name = $1 AND name = $2", group, name) > 0;

    private static Schedule Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), (ObjectData)JsonData.Parse(row.GetString(2)), FromRow(row.GetInt64(3)), FromRow(row.GetInt64(4)), row.IsDBNull(5) ? null : FromRow(row.GetInt64(5)));

    private static DateTimeOffset FromRow(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private string? Text(string name) => (Settings[name] as StringData)?.Value;

    private DateTimeOffset? Time(string name) => Settings[name] switch
    {
        NumberData seconds => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds.Value * 1000)),
        StringData text when DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        _ => null,
    };
}
