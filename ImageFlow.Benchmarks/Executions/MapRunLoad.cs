using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Benchmarks.Executions;

/// <summary>
/// A distributed Map over many items of one Pass state, read from an object of JSON lines, with and without a ResultWriter: how long it
/// takes, and what memory. Each in a process of its own, so that its greatest resident memory is its own.
/// </summary>
internal static class MapRunLoad
{
    private static readonly string[] Kinds = ["array", "files"];

    public static async Task RunAsync(string folder, int items)
    {
        foreach (string kind in Kinds)
        {
            using Process process = Process.Start("dotnet", [typeof(MapRunLoad).Assembly.Location, "engine", "maprun-" + kind, Path.Combine(folder, kind), items.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }
    }

    /// <param name="kind"><c>array</c>: the results are the state's output; <c>files</c>: a ResultWriter writes them.</param>
    public static async Task OneAsync(string kind, string folder, int items)
    {
        ItemStore store = new(items);
        await using StepFunctionsEngine engine = await EngineLoad.OpenAsync(folder, store);
        string machine = engine.CreateStateMachine("m", Machine(kind == "files")).Arn;
        Stopwatch watch = Stopwatch.StartNew();
        string execution = (await engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn;
        ExecutionDescription end = await engine.WaitForCompletionAsync(execution, CancellationToken.None);
        double seconds = watch.Elapsed.TotalSeconds;
        MapRunDescription run = engine.MapRuns.List(execution)[0].MapRun;
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"distributed Map, {kind}: {end.Status} {end.Error}, {run.Items.Succeeded} of {run.Items.Total} items in {seconds:F1} s ({items / seconds:F0}/s), CPU {self.TotalProcessorTime.TotalSeconds:F1} s, greatest resident {self.PeakWorkingSet64 / 1e6:F0} MB, written {store.Written / 1e6:F1} MB"));
    }

    private static string Machine(bool writes) => $$"""
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":"b","Key":"k"} },
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass",{{(writes ? "" : "\"Result\":1,")}}"End":true} } },
        {{(writes ? """ "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"} },""" : "")}}"End":true} } }
        """;

    /// <summary>An object of so many lines, and a place for results.</summary>
    private sealed class ItemStore(int items) : ITaskHandler
    {
        public long Written { get; private set; }

        public ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken)
        {
            ObjectData input = (ObjectData)invocation.Input;
            if (invocation.Resource.EndsWith(":putObject", StringComparison.Ordinal))
            {
                Written += ((StringData)input["Body"]!).Value.Length;
                return new(new TaskResult.Success(ObjectData.Empty));
            }

            StringBuilder lines = new();
            for (int i = 0; i < items; i++)
            {
                lines.Append(CultureInfo.InvariantCulture, $"{{\"id\":{i},\"key\":\"uploads/photo-{i:D8}.jpg\"}}\n");
            }

            return new(new TaskResult.Success(ObjectData.Of(("Body", lines.ToString()))));
        }
    }
}
