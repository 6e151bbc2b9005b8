using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Events.Deliveries;

/// <summary>
/// What is on its way to targets, in SQLite. What could not be delivered and has no dead-letter queue stays here for a person to see, without a due time.
/// </summary>
public sealed class DeliveryQueue
{
    private const string Columns =
        "number, name, origin, target, body, attributes, message_group, dead_letter, max_attempts, expires_at, attempts, last_error";

    private readonly CloudDatabase database;
    private readonly TimeProvider clock;

    internal DeliveryQueue(CloudDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    /// <summary>Raised after something was added; it may not be committed yet.</summary>
    internal event Action? Added;

    /// <summary>What was given up, the newest first.</summary>
    public IReadOnlyList<Delivery> Undeliverable(int max = 100) => database.Read(db => db.Query(
        $"SELECT {Columns} FROM deliveries WHERE due_at IS NULL ORDER BY number DESC LIMIT $1", Read, max));

    /// <summary>How many are still to be delivered.</summary>
    public int Count() => database.Read(db => Convert.ToInt32(db.Scalar("SELECT COUNT(*) FROM deliveries WHERE due_at IS NOT NULL"), null));

    internal void Add(SqliteConnection db, Delivery delivery)
    {
        db.Run(
            """
            INSERT INTO deliveries (name, origin, target, body, attributes, message_group, dead_letter, max_attempts, expires_at, due_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            delivery.Name, delivery.Origin, delivery.Target, delivery.Body, delivery.Attributes?.ToJson(), delivery.MessageGroup, delivery.DeadLetter,
            delivery.MaxAttempts, delivery.ExpiresAt.ToUnixTimeMilliseconds(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        Added?.Invoke();
    }

    internal static IReadOnlyList<Delivery> Due(SqliteConnection db, DateTimeOffset now, int max) => db.Query(
        $"SELECT {Columns} FROM deliveries WHERE due_at <= $1 ORDER BY due_at, number LIMIT $2", Read, now.ToUnixTimeMilliseconds(), max);

    internal static DateTimeOffset? NextDue(SqliteConnection db, DateTimeOffset after) =>
        db.Scalar("SELECT MIN(due_at) FROM deliveries WHERE due_at > $1", after.ToUnixTimeMilliseconds()) is long due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null;

    internal static void Remove(SqliteConnection db, Delivery delivery) => db.Run("DELETE FROM deliveries WHERE number = $1", delivery.Number);

    /// <param name="due"><see langword="null"/> to give up.</param>
    internal static void Postpone(SqliteConnection db, Delivery delivery, DateTimeOffset? due, string error) => db.Run(
        "UPDATE deliveries SET attempts = attempts + 1, due_at = $2, last_error = $3 WHERE number = $1",
        delivery.Number, due?.ToUnixTimeMilliseconds(), error);

    private static Delivery Read(SqliteDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Name = row.GetString(1),
        Origin = row.GetString(2),
        Target = row.GetString(3),
        Body = row.GetString(4),
        Attributes = row.TextOrNull(5) is { } json ? (ObjectData)JsonData.Parse(json) : null,
        MessageGroup = row.TextOrNull(6),
        DeadLetter = row.TextOrNull(7),
        MaxAttempts = row.GetInt32(8),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
        Attempts = row.GetInt32(10),
        LastError = row.TextOrNull(11),
    };
}
