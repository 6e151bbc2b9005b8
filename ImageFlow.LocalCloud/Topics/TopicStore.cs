using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Topics;

/// <summary>The embedded SNS: it keeps what was published, for a person to read; subscribers get it besides. A topic is there as soon as somebody publishes to it.</summary>
public sealed class TopicStore
{
    private readonly CloudDatabase database;

    internal TopicStore(CloudDatabase database) => this.database = database;

    /// <summary>The newest messages first.</summary>
    /// <param name="topicArn">Only this topic's; <see langword="null"/> for all.</param>
    public IReadOnlyList<TopicMessage> List(string? topicArn = null, int max = 100) => database.Read(db => db.Query(
        """
        SELECT id, topic_arn, subject, message, attributes, execution_arn, published_at FROM messages
        WHERE $1 IS NULL OR topic_arn = $1 ORDER BY number DESC LIMIT $2
        """,
        Read,
        topicArn,
        max));

    /// <summary>The oldest first, from the one after <paramref name="number"/> on, each with its number.</summary>
    /// <param name="number">Zero for all.</param>
    public IReadOnlyList<(long Number, TopicMessage Message)> After(long number, int max = 100) => database.Read(db => db.Query(
        "SELECT id, topic_arn, subject, message, attributes, execution_arn, published_at, number FROM messages WHERE number > $1 ORDER BY number LIMIT $2",
        row => (row.GetInt64(7), Read(row)),
        number,
        max));

    /// <summary>The number of the newest message; zero where there is none.</summary>
    public long Newest() => database.Read(db => db.Scalar("SELECT MAX(number) FROM messages") as long? ?? 0);

    internal static IReadOnlyList<string> Arns(SqliteConnection db) => db.Query("SELECT arn FROM topics ORDER BY arn", row => row.GetString(0));

    internal static string Ensure(SqliteConnection db, string arn, DateTimeOffset now)
    {
        db.Run("INSERT OR IGNORE INTO topics (arn, attributes, created_at) VALUES ($1, '{}', $2)", arn, now.ToUnixTimeMilliseconds());
        return arn;
    }

    internal static void Delete(SqliteConnection db, string arn)
    {
        db.Run("DELETE FROM subscriptions WHERE topic_arn = $1", arn);
        db.Run("DELETE FROM topics WHERE arn = $1", arn);
    }

    private static TopicMessage Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        TopicArn = row.GetString(1),
        Subject = row.TextOrNull(2),
        Message = row.GetString(3),
        Attributes = row.TextOrNull(4) is { } json ? (ObjectData)JsonData.Parse(json) : null,
        ExecutionArn = row.TextOrNull(5),
        PublishedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
    };

    /// <returns>Whether it is new; one of the same id is left as it is.</returns>
    internal static bool Add(SqliteConnection db, TopicMessage message) => db.Run(
        "INSERT OR IGNORE INTO messages (id, topic_arn, subject, message, attributes, execution_arn, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        message.Id,
        message.TopicArn,
        message.Subject,
        message.Message,
        message.Attributes?.ToJson(),
        message.ExecutionArn,
        message.PublishedAt.ToUnixTimeMilliseconds()) > 0;
}

/// <summary>A message that was published to a topic.</summary>
public sealed record TopicMessage
{
    public required string Id { get; init; }

    public required string TopicArn { get; init; }

    public string? Subject { get; init; }

    public required string Message { get; init; }

    /// <summary>The <c>MessageAttributes</c> as they were sent.</summary>
    public ObjectData? Attributes { get; init; }

    /// <summary>The execution whose task published it.</summary>
    public string? ExecutionArn { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }
}
