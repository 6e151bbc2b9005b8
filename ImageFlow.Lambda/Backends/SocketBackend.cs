using System.Globalization;
using System.Text.Json.Nodes;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Backends;

/// <summary>The WebSocket API: clients that come and go, and the messages of the topics, which they get.</summary>
internal sealed class SocketBackend(SocketConnections connections) : IBackend
{
    public async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        JsonObject received = Json.Read(payload);
        if (received["Records"] is JsonArray messages)
        {
            foreach (JsonNode? message in messages)
            {
                await connections.PublishAsync(Notification(message!["Sns"]!), cancellationToken);
            }

            return Json.Write([]);
        }

        JsonNode context = received["requestContext"]!;
        string id = (string)context["connectionId"]!;
        switch ((string?)context["eventType"])
        {
            case "CONNECT":
                await connections.ConnectAsync(id, (string?)received["queryStringParameters"]?["topic"], cancellationToken);
                break;
            case "DISCONNECT":
                await connections.DisconnectAsync(id, cancellationToken);
                break;
            default:
                // Clients have nothing to say here; what they send keeps the connection alive.
                break;
        }

        return Json.Write(new JsonObject { ["statusCode"] = 200 });
    }

    private static NotificationBody Notification(JsonNode sns) => NotificationBody.Of(
        (string)sns["MessageId"]!, (string)sns["TopicArn"]!, (string?)sns["Subject"], (string)sns["Message"]!, null,
        DateTimeOffset.Parse((string)sns["Timestamp"]!, CultureInfo.InvariantCulture));
}
