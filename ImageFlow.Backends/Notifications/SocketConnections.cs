using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <summary>Sends to the client of a WebSocket connection.</summary>
public interface IConnectionSender
{
    /// <returns>Whether the connection is still there.</returns>
    Task<bool> TrySendAsync(string connectionId, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}

/// <summary>
/// Notifications over a WebSocket API, whose connections are items of a table. API Gateway ends a connection after two hours at the latest; its item expires then
/// (<c>expiresAt</c>).
/// </summary>
public sealed class SocketConnections(IServiceCalls calls, IConnectionSender sender, string tableName, TimeProvider clock)
{
    private static readonly TimeSpan LongestConnection = TimeSpan.FromHours(2);

    private readonly Table table = new(calls, tableName);

    /// <param name="topic">Whose messages the client wants; <see langword="null"/> for all.</param>
    public Task ConnectAsync(string connectionId, string? topic, CancellationToken cancellationToken)
    {
        JsonObject item = ItemJson.Texts(("id", connectionId), ("topic", topic));
        item["expiresAt"] = ItemJson.N((clock.GetUtcNow() + LongestConnection).ToUnixTimeSeconds());
        return table.PutAsync(item, cancellationToken);
    }

    public Task DisconnectAsync(string connectionId, CancellationToken cancellationToken) => table.DeleteAsync(connectionId, cancellationToken);

    /// <summary>Sends a message to everybody who wants it; connections that are gone are forgotten.</summary>
    public async Task PublishAsync(NotificationBody message, CancellationToken cancellationToken)
    {
        byte[] frame = JsonSerializer.SerializeToUtf8Bytes(new NotificationFrame(null, message), ApiAnswer.Json);
        IReadOnlyList<JsonObject> connections = await table.ItemsAsync(cancellationToken);
        await Parallel.ForEachAsync(
            connections.Where(connection => connection["topic"] is not { } topic || (string?)topic == message.Topic),
            cancellationToken,
            async (connection, cancel) =>
            {
                string id = (string)connection["id"]!;
                if (!await sender.TrySendAsync(id, frame, cancel))
                {
                    await table.DeleteAsync(id, cancel);
                }
            });
    }
}
