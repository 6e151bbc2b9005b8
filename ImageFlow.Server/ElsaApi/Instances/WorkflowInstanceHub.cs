using System.Text.Json.Nodes;
using System.Threading.Channels;
using ImageFlow.Server.Executions;
using Microsoft.AspNetCore.SignalR;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>
/// Elsa's live updates: a client names the instance that it shows, and hears whenever something happened in it. The messages only say that there is news;
/// Studio then asks the REST API.
/// </summary>
internal sealed class WorkflowInstanceHub(ExecutionHistory history, IHubContext<WorkflowInstanceHub> hub, IHostApplicationLifetime lifetime, ILogger<WorkflowInstanceHub> logger) : Hub
{
    /// <summary>The counts are worked out from the whole history, so that a fast flow is told in such steps and not event by event.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task ObserveInstanceAsync(string instanceId)
    {
        var execution = history.Describe(instanceId);
        var connection = Context.ConnectionId;
        var ended = CancellationTokenSource.CreateLinkedTokenSource(Context.ConnectionAborted, lifetime.ApplicationStopping);
        await Groups.AddToGroupAsync(connection, instanceId);
        // Outlives this call: it ends with the execution, the connection or the server.
        _ = Task.Run(() => FollowAsync(hub.Clients.Client(connection), execution.ExecutionArn, instanceId, ended), CancellationToken.None);
    }

    private async Task FollowAsync(IClientProxy client, string executionArn, string instanceId, CancellationTokenSource ended)
    {
        using (ended)
        {
            try
            {
                var news = Watch(executionArn, ended.Token);
                while (await news.WaitToReadAsync(ended.Token))
                {
                    news.TryRead(out _);
                    var records = new ActivityRecords(instanceId, history.RunOf(executionArn), history.Steps(history.Engine.DescribeExecution(executionArn)));
                    await client.SendAsync("ActivityExecutionLogUpdatedAsync", new JsonObject { ["stats"] = records.Stats(null) }, ended.Token);
                    await client.SendAsync("WorkflowExecutionLogUpdatedAsync", new JsonObject(), ended.Token);
                    await Task.Delay(Pause, ended.Token);
                }

                await client.SendAsync("WorkflowInstanceUpdatedAsync", new JsonObject { ["workflowInstanceId"] = instanceId }, ended.Token);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                logger.LogDebug("The watcher of {Instance} went away.", instanceId);
            }
        }
    }

    /// <summary>One item while something is new, however many events that were.</summary>
    private ChannelReader<bool> Watch(string executionArn, CancellationToken cancellation)
    {
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        _ = Task.Run(async () =>
        {
            try
            {
                await foreach (var happened in history.Engine.WatchHistoryAsync(executionArn, 0, cancellation))
                    news.Writer.TryWrite(true);
                news.Writer.Complete();
            }
            catch (Exception e)
            {
                news.Writer.Complete(e);
            }
        }, CancellationToken.None);
        return news.Reader;
    }
}
