using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Queues;

/// <summary>The embedded SQS: queues and their messages in SQLite.</summary>
public sealed class QueueStore
{
    /// <summary>How long a FIFO queue remembers what it has taken (SQS Developer Guide).</summary>
    private static readonly TimeSpan DeduplicationTime = TimeSpan.FromMinutes(5);

    private const string Columns = "number, id, body, attributes, message_group, deduplication, sent_at, first_received_at, receives, receipt, source";

    private readonly CloudDatabase database;
    private readonly CloudNames names;
    private readonly TimeProvider clock;

    internal QueueStore(CloudDatabase database, CloudNames names, TimeProvider clock)
    {
        this.database = database;
        this.names = names;
        this.clock = clock;
    }

    /// <summary>Raised after a message came into a queue, with the queue's name; it may not be committed yet.</summary>
    internal event Action<string>? Arrived;

    public IReadOnlyList<QueueDefinition> List() => database.Read(db => All(db));

    /// <summary>Makes the queue, unless there is one of this name already; that one is then left as it is.</summary>
    public void Create(string name) => database.Write(db => Find(db, name) is null && Save(db, new QueueDefinition(name, ObjectData.Empty, clock.GetUtcNow(), clock.GetUtcNow())));

    /// <summary>The messages of a queue, oldest first, also those that are not visible now. Looking at them changes nothing.</summary>
    public IReadOnlyList<QueueMessage> Messages(string queue, int max = 100) => database.Read(db => ReadMessages(db, queue, max));

    /// <summary>All queues with their oldest messages, those with messages first.</summary>
    /// <param name="max">Messages of each queue.</param>
    public IReadOnlyList<QueueOverview> Overview(int max) => database.Read(db =>
    {
        IReadOnlyList<QueueDefinition> queues = All(db);
        ILookup<string, string> sources = queues.Where(queue => queue.Redrive is not null).ToLookup(queue => CloudNames.LastPart(queue.Redrive!.Value.Arn), queue => queue.Name);
        IEnumerable<QueueOverview> overviews = queues.Select(queue =>
        {
            (long visible, long inFlight, long delayed) = Count(db, queue.Name);
            return new QueueOverview(queue.Name, [.. sources[queue.Name]], visible, inFlight, delayed, ReadMessages(db, queue.Name, max));
        });
        return (IReadOnlyList<QueueOverview>)[.. overviews.OrderByDescending(queue => queue.Messages.Count > 0).ThenBy(queue => queue.Name, StringComparer.Ordinal)];
    });

    internal static IReadOnlyList<QueueDefinition> All(SqliteConnection db) => db.Query("SELECT name, attributes, created_at, changed_at FROM queues ORDER BY name", ReadQueue);

    internal static QueueDefinition? Find(SqliteConnection db, string name) =>
        db.Query("SELECT name, attributes, created_at, changed_at FROM queues WHERE name = $1", ReadQueue, name).FirstOrDefault();

    internal static QueueDefinition? FindByArn(SqliteConnection db, string arn) => Find(db, CloudNames.LastPart(arn));

    internal static bool Save(SqliteConnection db, QueueDefinition queue) => db.Run(
        """
        INSERT INTO queues (name, attributes, created_at, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name) DO UPDATE SET attributes = excluded.attributes, changed_at = excluded.changed_at
        """,
        queue.Name, queue.Attributes.ToJson(), queue.CreatedAt.ToUnixTimeMilliseconds(), queue.ChangedAt.ToUnixTimeMilliseconds()) > 0;

    internal static void Delete(SqliteConnection db, string queue)
    {
        Purge(db, queue);
        db.Run("DELETE FROM queues WHERE name = $1", queue);
    }

    internal static void Purge(SqliteConnection db, string queue)
    {
        db.Run("DELETE FROM queue_messages WHERE queue = $1", queue);
        db.Run("DELETE FROM queue_deduplication WHERE queue = $1", queue);
    }

    /// <returns>The message's id and its number, which is its place in the order.</returns>
    internal (string Id, long Number) Send(SqliteConnection db, QueueDefinition queue, OutgoingMessage message)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = message.Id ?? Identifiers.New();
        if (queue.IsFifo && message.Deduplication is { } deduplication)
        {
            db.Run("DELETE FROM queue_deduplication WHERE sent_at < $1", (now - DeduplicationTime).ToUnixTimeMilliseconds());
            List<(string, long)> known = db.Query(
                "SELECT id, number FROM queue_deduplication WHERE queue = $1 AND deduplication = $2", row => (row.GetString(0), row.GetInt64(1)), queue.Name, deduplication);
            if (known.Count > 0)
            {
                return known[0];
            }
        }

        db.Run(
            "INSERT INTO queue_messages (queue, id, body, attributes, message_group, deduplication, sent_at, visible_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            queue.Name, id, message.Body, message.Attributes?.ToJson(), message.Group, message.Deduplication, now.ToUnixTimeMilliseconds(),
            (now + (message.Delay ?? queue.Delay)).ToUnixTimeMilliseconds());
        long number = (long)db.Scalar("SELECT last_insert_rowid()")!;
        if (queue.IsFifo && message.Deduplication is { } taken)
        {
            db.Run(
                "INSERT INTO queue_deduplication (queue, deduplication, id, number, sent_at) VALUES ($1, $2, $3, $4, $5)",
                queue.Name, taken, id, number, now.ToUnixTimeMilliseconds());
        }

        Arrived?.Invoke(queue.Name);
        return (id, number);
    }

    /// <summary>Takes visible messages and hides them for <paramref name="visibility"/>. What was received too often goes to the dead-letter queue instead.</summary>
    internal IReadOnlyList<QueueMessage> Receive(SqliteConnection db, QueueDefinition queue, int max, TimeSpan visibility)
    {
        DateTimeOffset now = clock.GetUtcNow();
        long milliseconds = now.ToUnixTimeMilliseconds();
        db.Run("DELETE FROM queue_messages WHERE queue = $1 AND sent_at < $2", queue.Name, (now - queue.Retention).ToUnixTimeMilliseconds());
        List<QueueMessage> received = [];
        foreach (QueueMessage message in Visible(db, queue, milliseconds, max))
        {
            if (queue.Redrive is { } redrive && message.Receives >= redrive.MaxReceives && FindByArn(db, redrive.Arn) is { } letters)
            {
                db.Run(
                    "UPDATE queue_messages SET queue = $2, visible_at = $3, receives = 0, receipt = NULL, first_received_at = NULL, source = $4 WHERE number = $1",
                    message.Number, letters.Name, milliseconds, names.Queue(queue.Name));
                Arrived?.Invoke(letters.Name);
                continue;
            }

            string receipt = Identifiers.New();
            db.Run(
                "UPDATE queue_messages SET receives = receives + 1, visible_at = $2, receipt = $3, first_received_at = COALESCE(first_received_at, $4) WHERE number = $1",
                message.Number, (now + visibility).ToUnixTimeMilliseconds(), receipt, milliseconds);
            received.Add(message with
            {
                Receives = message.Receives + 1,
                FirstReceivedAt = message.FirstReceivedAt ?? now,
                ReceiptHandle = Receipts.Write(message.Number, receipt),
            });
        }

        return received;
    }

    /// <returns>Whether the message was there under its newest receipt.</returns>
    internal static bool Remove(SqliteConnection db, string queue, (long Number, string Id) receipt) =>
        db.Run("DELETE FROM queue_messages WHERE number = $1 AND queue = $2 AND receipt = $3", receipt.Number, queue, receipt.Id) > 0;

    /// <returns>Whether the message was in flight under its newest receipt.</returns>
    internal bool ChangeVisibility(SqliteConnection db, string queue, (long Number, string Id) receipt, TimeSpan visibility)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        bool changed = db.Run(
            "UPDATE queue_messages SET visible_at = $4 WHERE number = $1 AND queue = $2 AND receipt = $3 AND visible_at > $5",
            receipt.Number, queue, receipt.Id, now + (long)visibility.TotalMilliseconds, now) > 0;
        Arrived?.Invoke(queue);
        return changed;
    }

    /// <summary>How many messages are visible, in flight, and delayed.</summary>
    internal (long Visible, long InFlight, long Delayed) Count(SqliteConnection db, string queue)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        long Number(string condition) => (long)db.Scalar($"SELECT COUNT(*) FROM queue_messages WHERE queue = $1 AND {condition}", queue, now)!;
        return (Number("visible_at <= $2"), Number("visible_at > $2 AND receives > 0"), Number("visible_at > $2 AND receives = 0"));
    }

    private static List<QueueMessage> ReadMessages(SqliteConnection db, string queue, int max) =>
        db.Query($"SELECT {Columns} FROM queue_messages WHERE queue = $1 ORDER BY number LIMIT $2", Read, queue, max);

    /// <summary>A FIFO queue gives nothing of a group that has a message in flight, and of the others the oldest first.</summary>
    private static List<QueueMessage> Visible(SqliteConnection db, QueueDefinition queue, long now, int max) => db.Query(
        queue.IsFifo
            ? $"""
               SELECT {Columns} FROM queue_messages WHERE queue = $1 AND visible_at <= $2
               AND message_group NOT IN (SELECT message_group FROM queue_messages WHERE queue = $1 AND visible_at > $2 AND receives > 0)
               ORDER BY number LIMIT $3
               """
            : $"SELECT {Columns} FROM queue_messages WHERE queue = $1 AND visible_at <= $2 ORDER BY number LIMIT $3",
        Read,
        queue.Name,
        now,
        max);

    private static QueueDefinition ReadQueue(SqliteDataReader row) =>
        new(row.GetString(0), (ObjectData)JsonData.Parse(row.GetString(1)), Time(row.GetInt64(2)), Time(row.GetInt64(3)));

    private static QueueMessage Read(SqliteDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Id = row.GetString(1),
        Body = row.GetString(2),
        Attributes = row.TextOrNull(3) is { } json ? (ObjectData)JsonData.Parse(json) : null,
        Group = row.TextOrNull(4),
        Deduplication = row.TextOrNull(5),
        SentAt = Time(row.GetInt64(6)),
        FirstReceivedAt = row.IsDBNull(7) ? null : Time(row.GetInt64(7)),
        Receives = row.GetInt32(8),
        ReceiptHandle = row.TextOrNull(9) is { } receipt ? Receipts.Write(row.GetInt64(0), receipt) : null,
        Source = row.TextOrNull(10),
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
