using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Events;

/// <summary>Buses, rules and targets in SQLite. The bus <c>default</c> is always there.</summary>
internal static class EventRules
{
    public const string DefaultBus = "default";

    private const string SelectRules = "SELECT bus, name, pattern, schedule, description, role, enabled, created_at FROM event_rules";

    public static bool BusExists(SqliteConnection db, string bus) =>
        bus == DefaultBus || db.Scalar("SELECT 1 FROM event_buses WHERE name = $1", bus) is not null;

    public static IReadOnlyList<(string Name, string? Description, DateTimeOffset? CreatedAt)> Buses(SqliteConnection db, string prefix)
    {
        List<(string Name, string? Description, DateTimeOffset? CreatedAt)> made = db.Query(
            "SELECT name, description, created_at FROM event_buses ORDER BY name",
            row => (row.GetString(0), row.TextOrNull(1), (DateTimeOffset?)Time(row, 2)));
        return [.. made.Prepend((DefaultBus, null, null)).Where(bus => bus.Item1.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public static void AddBus(SqliteConnection db, string name, string? description, DateTimeOffset now) =>
        db.Run("INSERT INTO event_buses (name, description, created_at) VALUES ($1, $2, $3)", name, description, now.ToUnixTimeMilliseconds());

    public static void RemoveBus(SqliteConnection db, string name) => db.Run("DELETE FROM event_buses WHERE name = $1", name);

    public static IReadOnlyList<EventRule> Rules(SqliteConnection db, string bus) =>
        db.Query(SelectRules + " WHERE bus = $1 ORDER BY name", ReadRule, bus);

    public static EventRule? Find(SqliteConnection db, string bus, string name) =>
        db.Query(SelectRules + " WHERE bus = $1 AND name = $2", ReadRule, bus, name).FirstOrDefault();

    public static void Save(SqliteConnection db, EventRule rule) => db.Run(
        """
        INSERT INTO event_rules (bus, name, pattern, schedule, description, role, enabled, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (bus, name) DO UPDATE SET pattern = excluded.pattern, schedule = excluded.schedule, description = excluded.description,
            role = excluded.role, enabled = excluded.enabled
        """,
        rule.Bus, rule.Name, rule.Pattern, rule.Schedule, rule.Description, rule.Role, rule.Enabled ? 1 : 0, rule.CreatedAt.ToUnixTimeMilliseconds());

    public static void Remove(SqliteConnection db, string bus, string name)
    {
        RuleTimes.Forget(db, bus, name);
        db.Run("DELETE FROM event_targets WHERE bus = $1 AND rule = $2", bus, name);
        db.Run("DELETE FROM event_rules WHERE bus = $1 AND name = $2", bus, name);
    }

    public static IReadOnlyList<EventTarget> Targets(SqliteConnection db, string bus, string rule) => db.Query(
        "SELECT target FROM event_targets WHERE bus = $1 AND rule = $2 ORDER BY id",
        row => new EventTarget((ObjectData)JsonData.Parse(row.GetString(0))),
        bus,
        rule);

    public static void SaveTarget(SqliteConnection db, string bus, string rule, EventTarget target) => db.Run(
        "INSERT INTO event_targets (bus, rule, id, target) VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET target = excluded.target",
        bus, rule, target.Id, target.Json.ToJson());

    /// <returns>Whether there was one.</returns>
    public static bool RemoveTarget(SqliteConnection db, string bus, string rule, string id) =>
        db.Run("DELETE FROM event_targets WHERE bus = $1 AND rule = $2 AND id = $3", bus, rule, id) > 0;

    private static EventRule ReadRule(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.GetInt64(6) != 0, Time(row, 7));

    private static DateTimeOffset Time(SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
