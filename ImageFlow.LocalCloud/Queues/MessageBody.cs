using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Queues;

/// <summary>A received message as SQS writes it.</summary>
internal static class MessageBody
{
    /// <param name="request">Says which attributes are wanted.</param>
    public static ObjectData Of(QueueMessage message, ObjectData request)
    {
        string[] wanted = [.. request.Texts("AttributeNames"), .. request.Texts("MessageSystemAttributeNames")];
        ObjectData system = System(message);
        ObjectData shown = ObjectData.Of([.. system.Where(attribute => wanted.Contains("All") || wanted.Contains(attribute.Key)).Select(attribute => (attribute.Key, attribute.Value))]);
        IReadOnlyList<string> names = request.Texts("MessageAttributeNames");
        ObjectData own = message.Attributes is null ? ObjectData.Empty : ObjectData.Of(
            [.. message.Attributes.Where(attribute => names.Any(name => Wants(name, attribute.Key))).Select(attribute => (attribute.Key, attribute.Value))]);
        ObjectDataBuilder body = new();
        body.Set("MessageId", message.Id);
        body.Set("ReceiptHandle", message.ReceiptHandle ?? "");
        body.Set("MD5OfBody", MessageDigest.Of(message.Body));
        body.Set("Body", message.Body);
        body.SetIfPresent("Attributes", shown.Count == 0 ? null : shown);
        body.SetIfPresent("MD5OfMessageAttributes", own.Count == 0 ? null : new StringData(MessageDigest.Of(own)));
        body.SetIfPresent("MessageAttributes", own.Count == 0 ? null : own);
        return body.Build();
    }

    private static ObjectData System(QueueMessage message)
    {
        ObjectDataBuilder system = new();
        system.Set("SenderId", CloudNames.LocalAccount);
        system.Set("SentTimestamp", Milliseconds(message.SentAt));
        system.Set("ApproximateReceiveCount", message.Receives.ToString(CultureInfo.InvariantCulture));
        system.Set("ApproximateFirstReceiveTimestamp", Milliseconds(message.FirstReceivedAt ?? message.SentAt));
        system.SetIfPresent("MessageGroupId", message.Group is null ? null : new StringData(message.Group));
        system.SetIfPresent("MessageDeduplicationId", message.Deduplication is null ? null : new StringData(message.Deduplication));
        system.SetIfPresent("SequenceNumber", message.Deduplication is null ? null : new StringData(message.Number.ToString("D20", CultureInfo.InvariantCulture)));
        system.SetIfPresent("DeadLetterQueueSourceArn", message.Source is null ? null : new StringData(message.Source));
        return system.Build();
    }

    private static bool Wants(string pattern, string name) =>
        pattern is "All" or ".*" || pattern == name || (pattern.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(pattern[..^1], StringComparison.Ordinal));

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
