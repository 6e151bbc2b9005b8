using System.Text.Json.Nodes;
using ImageFlow.Server.Executions;
using Microsoft.AspNetCore.SignalR;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>
/// Elsa's live updates: a client names the instance that it shows, and hears whenever something happened in it. The messages only say that there is news;
/// Studio then asks the REST API.
/// </summary>
internal sealed class WorkflowInstanceHub(ExecutionHistory history, IHubContext<WorkflowInstanceHub> hub, IHostApplicationLifetime lifetime, ILogger<WorkflowInstanceHub> logger) : Hub
{
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
                await foreach (var happened in history.Engine.WatchHistoryAsync(executionArn, 0, ended.Token))
                {
                    var records = new ActivityRecords(instanceId, history.RunOf(executionArn), history.Steps(history.Engine.DescribeExecution(executionArn)));
                    await client.SendAsync("ActivityExecutionLogUpdatedAsync", new JsonObject { ["stats"] = records.Stats(null) }, ended.Token);
                    await client.SendAsync("WorkflowExecutionLogUpdatedAsync", new JsonObject(), ended.Token);
                }

                await client.SendAsync("WorkflowInstanceUpdatedAsync", new JsonObject { ["workflowInstanceId"] = instanceId }, ended.Token);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                logger.LogDebug("The watcher of {Instance} went away.", instanceId);
            }
        }
    }
}
