using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using ImageFlow.Engine;

namespace ImageFlow.Server.Executions;

/// <summary>
/// An execution's history as server-sent events: what happened so far, then live, then one <c>end</c>. A reader that comes back names the last event that it
/// saw (<c>Last-Event-ID</c>, which browsers send by themselves) and goes on after it.
/// </summary>
internal static class EventStream
{
    /// <summary>How often a quiet stream sends a comment, so that proxies and the reader know that it lives.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task WriteAsync(HttpContext context, ExecutionHistory history, ExecutionDescription execution, CancellationToken stopping)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var nodeOfState = history.NodeOfState(execution.ExecutionArn);
        var events = Watch(history.Engine, execution.ExecutionArn, LastSeen(context.Request), cancellation.Token);
        try
        {
            await response.StartAsync(cancellation.Token);
            while (await NextAsync(events, response, cancellation.Token))
            {
                while (events.TryRead(out var happened))
                    await response.WriteAsync($"id: {happened.Id}\nevent: history\ndata: {JsonSerializer.Serialize(ExecutionHistory.ToBody(happened, nodeOfState), Json)}\n\n", cancellation.Token);
                await response.Body.FlushAsync(cancellation.Token);
            }

            var ended = history.Body(history.Engine.DescribeExecution(execution.ExecutionArn));
            await response.WriteAsync($"event: end\ndata: {JsonSerializer.Serialize(ended, Json)}\n\n", cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The reader went away, or the server stops: there is nobody to tell, and a reader that comes back resumes.
            return;
        }
    }

    /// <summary>The id of the last event that the reader saw; 0 for a new reader.</summary>
    internal static long LastSeen(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : request.Query["lastEventId"].ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
    }

    private static ChannelReader<HistoryEvent> Watch(StepFunctionsEngine engine, string executionArn, long afterId, CancellationToken cancellation)
    {
        // Bounded: a slow reader slows its own watch, not the server's memory.
        var channel = Channel.CreateBounded<HistoryEvent>(256);
        _ = Task.Run(async () =>
        {
            try
            {
                await foreach (var happened in engine.WatchHistoryAsync(executionArn, afterId, cancellation))
                    await channel.Writer.WriteAsync(happened, cancellation);
                channel.Writer.Complete();
            }
            catch (Exception e)
            {
                channel.Writer.Complete(e);
            }
        }, CancellationToken.None);
        return channel.Reader;
    }

    private static async Task<bool> NextAsync(ChannelReader<HistoryEvent> events, HttpResponse response, CancellationToken cancellation)
    {
        var next = events.WaitToReadAsync(cancellation).AsTask();
        while (await Task.WhenAny(next, Task.Delay(Heartbeat, cancellation)) != next)
        {
            cancellation.ThrowIfCancellationRequested();
            await response.WriteAsync(": alive\n\n", cancellation);
            await response.Body.FlushAsync(cancellation);
        }

        return await next;
    }
}
