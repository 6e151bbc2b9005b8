using System.Text;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.MapRuns;

/// <summary>
/// Writes the results of a Map Run to S3: files <c>SUCCEEDED_n.json</c>, <c>FAILED_n.json</c> and <c>PENDING_n.json</c> and a
/// <c>manifest.json</c> that names them, under the prefix and the Map Run's UUID (Step Functions, "ResultWriter (Map)"). What is
/// written twice after a crash is the same.
/// </summary>
/// <param name="target">The ResultWriter's parameters: <c>Bucket</c> and <c>Prefix</c>.</param>
internal sealed class ResultFiles(EngineCore core, MapRunResults results, StartTask command, string mapRunArn, ObjectData target)
{
    private const string PutObject = "arn:aws:states:::s3:putObject";

    /// <summary>Characters; a file that has grown so long is followed by another, so that no more than one is in memory.</summary>
    private const int MaxFile = 4 << 20;

    private int calls;

    /// <summary>Gives the state's result and how many executions were written.</summary>
    /// <exception cref="StatesException"><c>States.ResultWriterFailed</c></exception>
    public async Task<(JsonData Output, long Written)> WriteAsync(CancellationToken cancellation)
    {
        string bucket = target["Bucket"] is StringData name ? name.Value : throw Failed("The parameters of the ResultWriter name no Bucket.");
        string prefix = target["Prefix"] is StringData { Value: { Length: > 0 } given } ? given.TrimEnd('/') + "/" : "";
        string folder = $"{prefix}{results.Row.Uuid}/";
        ArrayData succeeded = await FilesAsync(bucket, folder + "SUCCEEDED", results.Of(ExecutionStatus.Succeeded), cancellation).ConfigureAwait(false);
        ArrayData failed = await FilesAsync(bucket, folder + "FAILED", results.Of(ExecutionStatus.Failed, ExecutionStatus.TimedOut, ExecutionStatus.Aborted), cancellation).ConfigureAwait(false);
        ArrayData pending = await FilesAsync(bucket, folder + "PENDING", results.Pending(), cancellation).ConfigureAwait(false);
        ObjectData manifest = ObjectData.Of(
            ("DestinationBucket", bucket),
            ("MapRunArn", mapRunArn),
            ("ResultFiles", ObjectData.Of(("FAILED", failed), ("PENDING", pending), ("SUCCEEDED", succeeded))));
        string key = folder + "manifest.json";
        await PutAsync(bucket, key, manifest.ToJson(), cancellation).ConfigureAwait(false);
        return (ObjectData.Of(("MapRunArn", mapRunArn), ("ResultWriterDetails", ObjectData.Of(("Bucket", bucket), ("Key", key)))), results.Ended);
    }

    private static StatesException Failed(string cause) => new("States.ResultWriterFailed", cause);

    private async Task<ArrayData> FilesAsync(string bucket, string path, IEnumerable<JsonData> values, CancellationToken cancellation)
    {
        List<JsonData> files = [];
        StringBuilder text = new();
        foreach (JsonData value in values)
        {
            text.Append(results.IsLines ? "" : text.Length == 0 ? "[" : ",").Append(value.ToJson()).Append(results.IsLines ? "\n" : "");
            if (text.Length >= MaxFile)
            {
                await FileAsync().ConfigureAwait(false);
            }
        }

        if (text.Length > 0)
        {
            await FileAsync().ConfigureAwait(false);
        }

        return new ArrayData([.. files]);

        async Task FileAsync()
        {
            string body = results.IsLines ? text.ToString() : text.Append(']').ToString();
            text.Clear();
            string key = $"{path}_{files.Count}.{(results.IsLines ? "jsonl" : "json")}";
            files.Add(ObjectData.Of(("Key", key), ("Size", NumberData.Of(Encoding.UTF8.GetByteCount(body)))));
            await PutAsync(bucket, key, body, cancellation).ConfigureAwait(false);
        }
    }

    private async Task PutAsync(string bucket, string key, string body, CancellationToken cancellation)
    {
        TaskInvocation invocation = command.Invocation with
        {
            TaskId = $"{command.Invocation.TaskId}.{calls++}",
            Resource = PutObject,
            Input = ObjectData.Of(("Bucket", bucket), ("Key", key), ("Body", body), ("ContentType", key.EndsWith('l') ? "application/jsonl" : "application/json")),
        };
        if (await core.Options.TaskHandler.InvokeAsync(invocation, cancellation).ConfigureAwait(false) is TaskResult.Failure failure)
        {
            throw Failed($"{failure.Error}: {failure.Cause}");
        }
    }
}
