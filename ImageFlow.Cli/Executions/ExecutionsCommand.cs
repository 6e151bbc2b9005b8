using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Cli.Output;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;

namespace ImageFlow.Cli.Executions;

/// <summary><c>imageflow executions</c></summary>
internal sealed class ExecutionsCommand(Terminal terminal)
{
    private const int Max = 100;

    public async Task<int> RunAsync(string dataDirectory, string? status, bool wait, bool json, CancellationToken cancellationToken)
    {
        await using LocalCloudHost cloud = await OpenFolder.OpenAsync(dataDirectory, cancellationToken);
        IReadOnlyList<ExecutionDescription> unfinished = cloud.Engine.ListExecutions(status: "RUNNING", max: int.MaxValue);
        if (wait)
        {
            foreach (ExecutionDescription execution in unfinished)
            {
                await terminal.Error.WriteLineAsync($"Resuming {execution.Name}");
                await ProgressPrinter.FollowAsync(cloud.Engine, execution.ExecutionArn, terminal.Progress, cancellationToken);
            }
        }
        else if (unfinished.Count > 0)
        {
            await terminal.Error.WriteLineAsync($"{unfinished.Count} not ended; they go on while a command runs over this folder. --wait stays until they have ended.");
        }

        IReadOnlyList<ExecutionDescription> list = cloud.Engine.ListExecutions(status: status, max: Max);
        if (json)
        {
            await terminal.Out.WriteLineAsync(ObjectData.Of(("executions", new ArrayData([.. list.Select(HistoryJson.Execution)]))).ToJson(indented: true));
            return ExitCode.Ok;
        }

        foreach (ExecutionDescription execution in list)
        {
            string started = execution.StartDate.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            string machine = execution.StateMachineArn[(execution.StateMachineArn.LastIndexOf(':') + 1)..];
            await terminal.Out.WriteLineAsync($"{execution.Status,-9} {started} {machine} {execution.Name}");
        }

        return ExitCode.Ok;
    }
}
