using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Cli.Output;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;

namespace ImageFlow.Cli.Executions;

/// <summary><c>imageflow history ID</c></summary>
internal sealed class HistoryCommand(Terminal terminal)
{
    public async Task<int> RunAsync(string dataDirectory, string id, bool tree, bool json, CancellationToken cancellationToken)
    {
        await using LocalCloudHost cloud = await OpenFolder.OpenAsync(dataDirectory, cancellationToken);
        ExecutionDescription execution = ExecutionLookup.Find(cloud.Engine, id);
        IReadOnlyList<HistoryEvent> history = cloud.Engine.GetExecutionHistory(execution.ExecutionArn);
        if (json)
        {
            await terminal.Out.WriteLineAsync(ObjectData.Of(("events", HistoryJson.Events(history))).ToJson(indented: true));
        }
        else if (tree)
        {
            await terminal.Out.WriteAsync(HistoryTree.Build(execution.Name, history).ToText());
        }
        else
        {
            foreach (HistoryEvent happened in history)
            {
                string time = happened.Timestamp.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
                string what = (happened.Details?["name"] as StringData ?? happened.Details?["error"] as StringData)?.Value ?? "";
                await terminal.Out.WriteLineAsync($"{happened.Id,5} {time} {happened.Type} {what}".TrimEnd());
            }
        }

        return ExitCode.Ok;
    }
}
