using ImageFlow.Cli.Output;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;

namespace ImageFlow.Cli.Executions;

/// <summary><c>imageflow redrive ID</c></summary>
internal sealed class RedriveCommand(Terminal terminal)
{
    public async Task<int> RunAsync(string dataDirectory, string id, bool json, CancellationToken cancellationToken)
    {
        await using LocalCloudHost cloud = await OpenFolder.OpenAsync(dataDirectory, cancellationToken);
        ExecutionDescription execution = ExecutionLookup.Find(cloud.Engine, id);
        await cloud.Engine.RedriveExecutionAsync(execution.ExecutionArn);
        await ProgressPrinter.FollowAsync(cloud.Engine, execution.ExecutionArn, terminal.Progress, cancellationToken);
        ExecutionReport report = await ExecutionReport.ReadAsync(cloud, execution.ExecutionArn, cancellationToken);
        await report.WriteAsync(terminal.Out, json);
        return report.Succeeded ? ExitCode.Ok : ExitCode.Findings;
    }
}
