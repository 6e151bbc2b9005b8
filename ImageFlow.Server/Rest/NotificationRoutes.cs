using System.Net.WebSockets;
using System.Text.Json;
using ImageFlow.Backends;
using ImageFlow.LocalCloud;
using ImageFlow.Server.Executions;

namespace ImageFlow.Server.Rest;

/// <summary>
/// <c>/api/notifications</c>: what is published to topics, as it happens: as server-sent events, or over a WebSocket, a JSON message each. A reader that comes back names the
/// last number that it saw (<c>Last-Event-ID</c>, or <c>lastEventId</c> in the query) and misses nothing; one that names none hears what comes from now on.
/// </summary>
internal static class NotificationRoutes
{
    private const int Page = 100;

    /// <summary>A quiet stream says so often that it lives.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Map(IEndpointRouteBuilder routes, LocalCloudHost cloud, CancellationToken stopping)
    {
        routes.MapGet("/notifications/events", (HttpContext context, string? topic) => StreamAsync(context, cloud, topic, stopping))
            .WithName("WatchNotifications").Produces<string>(StatusCodes.Status200OK, "text/event-stream");
        routes.MapGet("/notifications/socket", (HttpContext context, string? topic) => SocketAsync(context, cloud, topic, stopping)).WithName("ConnectNotifications").ExcludeFromDescription();
    }

    private static async Task StreamAsync(HttpContext context, LocalCloudHost cloud, string? topic, CancellationToken stopping)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await FollowAsync(context, cloud, topic, Known(context, cloud), stopping, (number, body, cancel) => context.Response.WriteAsync(
            body is null ? ": alive\n\n" : $"id: {number}\nevent: message\ndata: {JsonSerializer.Serialize(body, Json)}\n\n", cancel));
    }

    private static async Task SocketAsync(HttpContext context, LocalCloudHost cloud, string? topic, CancellationToken stopping)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new BadHttpRequestException("This address is for WebSockets; /api/notifications/events gives the same over plain HTTP.");

        // Before the reader knows that it is connected: what is published from then on, it gets.
        var known = Known(context, cloud);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using CancellationTokenSource closed = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reading = ReadUntilClosedAsync(socket, closed);
        await FollowAsync(context, cloud, topic, known, closed.Token, (number, body, cancel) => body is null
            ? Task.CompletedTask
            : socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new NotificationFrame(number, body), Json), WebSocketMessageType.Text, endOfMessage: true, cancel));
        await reading;
    }

    /// <summary>Nobody says anything to the server here, but that the connection ends.</summary>
    private static async Task ReadUntilClosedAsync(WebSocket socket, CancellationTokenSource closed)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer, closed.Token)).MessageType != WebSocketMessageType.Close)
            {
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, closed.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The other side is gone, or the server stops: either way there is nothing more to say.
            socket.Abort();
        }

        await closed.CancelAsync();
    }

    private static async Task FollowAsync(HttpContext context, LocalCloudHost cloud, string? topic, long known, CancellationToken stopping, Func<long, NotificationBody?, CancellationToken, Task> send)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using SemaphoreSlim published = new(0);
        void Wake() => published.Release();
        cloud.Published += Wake;
        try
        {
            if (!context.Response.HasStarted)
            {
                await context.Response.StartAsync(cancellation.Token);
                await context.Response.Body.FlushAsync(cancellation.Token);
            }

            while (true)
            {
                foreach (var (number, message) in cloud.Topics.After(known, Page))
                {
                    var body = TopicBodies.Of(message);
                    if (topic is null || topic == body.Topic)
                        await send(number, body, cancellation.Token);
                    known = number;
                }

                await FlushAsync(context, cancellation.Token);
                if (cloud.Topics.Newest() == known && !await published.WaitAsync(Heartbeat, cancellation.Token))
                {
                    await send(0, null, cancellation.Token);
                    await FlushAsync(context, cancellation.Token);
                }
            }
        }
        catch (WebSocketException)
        {
            // The reader went away without a word; one that comes back goes on where it was.
            return;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The reader went away, or the server stops.
            return;
        }
        finally
        {
            cloud.Published -= Wake;
        }
    }

    /// <summary>The number of the last message that the reader has, or that there is.</summary>
    private static long Known(HttpContext context, LocalCloudHost cloud) => EventStream.LastSeen(context.Request) is > 0 and var seen ? seen : cloud.Topics.Newest();

    private static Task FlushAsync(HttpContext context, CancellationToken cancellation) =>
        context.WebSockets.IsWebSocketRequest ? Task.CompletedTask : context.Response.Body.FlushAsync(cancellation);
}
