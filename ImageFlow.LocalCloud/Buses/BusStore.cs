using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Buses;

/// <summary>The embedded EventBridge: it keeps what was put on a bus, for a person to read. What rules make of it stands in <c>Events</c>.</summary>
public sealed class BusStore
{
    private readonly CloudDatabase database;

    internal BusStore(CloudDatabase database) => this.database = database;

    /// <summary>The newest events first.</summary>
    /// <param name="bus">Only this bus'; <see langword="null"/> for all.</param>
    public IReadOnlyList<BusEvent> List(string? bus = null, int max = 100) => database.Read(db => db.Query(
        """
        SELECT id, bus, source, detail_type, detail, execution_arn, put_at FROM bus_events
        WHERE $1 IS NULL OR bus = $1 ORDER BY number DESC LIMIT $2
        """,
        row => new BusEvent(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.TextOrNull(5),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6))),
        bus,
        max));

    internal static void Add(SqliteConnection db, BusEvent put) => db.Run(
        "INSERT INTO bus_events (id, bus, source, detail_type, detail, execution_arn, put_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        put.Id,
        put.Bus,
        put.Source,
        put.DetailType,
        put.Detail,
        put.ExecutionArn,
        put.PutAt.ToUnixTimeMilliseconds());
}

/// <summary>An event on a bus.</summary>
/// <param name="Detail">JSON text of an object.</param>
/// <param name="ExecutionArn">The execution whose task put it there.</param>
public sealed record BusEvent(string Id, string Bus, string Source, string DetailType, string Detail, string? ExecutionArn, DateTimeOffset PutAt);
