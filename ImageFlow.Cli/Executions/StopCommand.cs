using ImageFlow.Engine;
using ImageFlow.LocalCloud;

namespace ImageFlow.Cli.Executions;

/// <summary><c>imageflow stop ID</c></summary>
internal sealed class StopCommand(Terminal terminal)
{
    public async Task<int> RunAsync(string dataDirectory, string id, string? error, string? cause, CancellationToken cancellationToken)
    {
        await using LocalCloudHost cloud = await OpenFolder.OpenAsync(dataDirectory, cancellationToken);
        ExecutionDescription execution = ExecutionLookup.Find(cloud.Engine, id);
        await cloud.Engine.StopExecutionAsync(execution.ExecutionArn, error, cause);
        ExecutionDescription ended = await cloud.Engine.WaitForCompletionAsync(execution.ExecutionArn, cancellationToken);
        await terminal.Out.WriteLineAsync($"{ended.Status} {ended.Name}");
        return ExitCode.Ok;
    }
}
