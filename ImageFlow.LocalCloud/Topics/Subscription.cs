using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Patterns;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Topics;

/// <summary>Somebody who gets what is published to a topic.</summary>
/// <param name="Protocol"><c>sqs</c>, <c>http</c>, <c>https</c>, <c>email</c> or <c>email-json</c>.</param>
/// <param name="Endpoint">A queue's ARN, a web address or a mail address.</param>
/// <param name="Attributes">As SNS has them: <c>RawMessageDelivery</c>, <c>FilterPolicy</c>, <c>FilterPolicyScope</c>, <c>RedrivePolicy</c>; every value is text.</param>
/// <param name="Token">What confirms it; <see langword="null"/> once it is confirmed.</param>
public sealed record Subscription(string Arn, string TopicArn, string Protocol, string Endpoint, ObjectData Attributes, string? Token, DateTimeOffset CreatedAt)
{
    private const string Select = "SELECT arn, topic_arn, protocol, endpoint, attributes, token, created_at FROM subscriptions";

    /// <summary>Whether the message goes out as it is, without SNS's frame.</summary>
    internal bool IsRaw => Text("RawMessageDelivery") == "true";

    /// <summary>The queue that gets what cannot be delivered.</summary>
    internal string? DeadLetter => Text("RedrivePolicy") is { Length: > 0 } policy && JsonData.Parse(policy) is ObjectData members ? (members["deadLetterTargetArn"] as StringData)?.Value : null;

    /// <summary>Whether the filter policy lets the message through. Attributes that are arrays of strings count by their elements.</summary>
    internal bool Wants(string message, ObjectData? attributes)
    {
        if (Text("FilterPolicy") is not { Length: > 0 } policy)
        {
            return true;
        }

        ObjectData? subject = Text("FilterPolicyScope") == "MessageBody" ? SubscriptionText.Parse(message) as ObjectData : SubscriptionText.Values(attributes ?? ObjectData.Empty);
        return subject is not null && EventPattern.Parse(policy).Matches(subject);
    }

    internal string? Text(string name) => (Attributes[name] as StringData)?.Value;

    internal static IReadOnlyList<Subscription> Of(SqliteConnection db, string topicArn) => db.Query($"{Select} WHERE topic_arn = $1 ORDER BY arn", Read, topicArn);

    internal static IReadOnlyList<Subscription> All(SqliteConnection db) => db.Query($"{Select} ORDER BY arn", Read);

    internal static Subscription? Find(SqliteConnection db, string arn) => db.Query($"{Select} WHERE arn = $1", Read, arn).FirstOrDefault();

    internal void Save(SqliteConnection db) => db.Run(
        """
        INSERT INTO subscriptions (arn, topic_arn, protocol, endpoint, attributes, token, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (arn) DO UPDATE SET attributes = excluded.attributes, token = excluded.token
        """,
        Arn, TopicArn, Protocol, Endpoint, Attributes.ToJson(), Token, CreatedAt.ToUnixTimeMilliseconds());

    internal static void Delete(SqliteConnection db, string arn) => db.Run("DELETE FROM subscriptions WHERE arn = $1", arn);

    private static Subscription Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), (ObjectData)JsonData.Parse(row.GetString(4)), row.TextOrNull(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)));
}
