using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <summary>A message of a topic, as pages get it.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Content">The message as JSON where it is an object or an array; otherwise null, and <paramref name="Message"/> is all there is.</param>
public sealed record NotificationBody(string Id, string Topic, string? Subject, string Message, JsonNode? Content, string? ExecutionArn, DateTimeOffset PublishedAt)
{
    public static NotificationBody Of(string id, string topicArn, string? subject, string message, string? executionArn, DateTimeOffset publishedAt) =>
        new(id, topicArn[(topicArn.LastIndexOf(':') + 1)..], subject, message, Structured(message), executionArn, publishedAt);

    private static JsonNode? Structured(string text)
    {
        try
        {
            JsonNode? content = JsonNode.Parse(text);
            return content is JsonObject or JsonArray ? content : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a WebSocket carries.</summary>
/// <param name="Number">To come back with (<c>lastEventId</c>) after a lost connection; null where messages have no number.</param>
public sealed record NotificationFrame(long? Number, NotificationBody Message);
