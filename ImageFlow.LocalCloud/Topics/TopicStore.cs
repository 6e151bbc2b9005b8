using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Topics;

/// <summary>The embedded SNS: it keeps what was published, for a person to read. A topic is there as soon as somebody publishes to it.</summary>
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
        row => new TopicMessage
        {
            Id = row.GetString(0),
            TopicArn = row.GetString(1),
            Subject = row.TextOrNull(2),
            Message = row.GetString(3),
            Attributes = row.TextOrNull(4) is { } json ? (ObjectData)JsonData.Parse(json) : null,
            ExecutionArn = row.TextOrNull(5),
            PublishedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        },
        topicArn,
        max));

    internal static void Add(SqliteConnection db, TopicMessage message) => db.Run(
        "INSERT OR IGNORE INTO messages (id, topic_arn, subject, message, attributes, execution_arn, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        message.Id,
        message.TopicArn,
        message.Subject,
        message.Message,
        message.Attributes?.ToJson(),
        message.ExecutionArn,
        message.PublishedAt.ToUnixTimeMilliseconds());
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
