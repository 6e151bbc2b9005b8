using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>
/// <c>states:startExecution</c>, with <c>.sync</c> and <c>.sync:2</c>: executions of this same engine. A child's name follows
/// from the task's id unless one is given, so that a task that is sent again after a crash finds the child that it began.
/// </summary>
internal sealed class NestedExecutions(EngineCore core)
{
    private const string Prefix = "arn:aws:states:::states:startExecution";

    private readonly ConcurrentDictionary<string, CancellationTokenSource> waiting = new(StringComparer.Ordinal);

    public static bool Handles(string resource) => resource is Prefix or Prefix + ".sync" or Prefix + ".sync:2";

    /// <param name="isResumed">Whether the task was sent before, by a process that is gone.</param>
    public void Start(ExecutionRun parent, StartTask command, bool isResumed)
    {
        CancellationTokenSource cancellation = new();
        waiting.TryAdd(command.Invocation.TaskId, cancellation);
        _ = Task.Run(() => RunAsync(parent, command, isResumed, cancellation.Token));
    }

    public void Cancel(string taskId)
    {
        if (waiting.TryRemove(taskId, out CancellationTokenSource? task))
        {
            task.Cancel();
        }
    }

    private async Task RunAsync(ExecutionRun parent, StartTask command, bool isResumed, CancellationToken cancellation)
    {
        TaskResult? result;
        try
        {
            result = await ChildAsync(parent, command, isResumed, cancellation).ConfigureAwait(false);
        }
        catch (EngineException refusal)
        {
            result = new TaskResult.Failure($"StepFunctions.{refusal.Code}Exception", $"{refusal.Message} (Service: Sfn, Status Code: 400)");
        }
        catch (Exception e) when (e is EngineUnavailableException or SimulatedCrashException)
        {
            // The journal is gone, and with it whoever could hear an answer; the next open takes the task up again.
            return;
        }
        catch (Exception e)
        {
            core.ReportDefect(command.Invocation.ExecutionArn, e);
            result = new TaskResult.Failure("States.Runtime", $"The nested execution failed with {e.GetType().Name}: {e.Message}");
        }

        waiting.TryRemove(command.Invocation.TaskId, out _);
        if (result is not null)
        {
            parent.Post(new Happening(new HandlerAnswered(default, 0, command.ThreadId, command.ScheduledId, result)));
        }
    }

    private async Task<TaskResult?> ChildAsync(ExecutionRun parent, StartTask command, bool isResumed, CancellationToken cancellation)
    {
        ObjectData arguments = command.Invocation.Input as ObjectData ?? ObjectData.Empty;
        if (arguments["StateMachineArn"] is not StringData machine)
        {
            return new TaskResult.Failure("States.Runtime", "The parameters of states:startExecution lack the string StateMachineArn.");
        }

        string? given = (arguments["Name"] as StringData)?.Value;
        string name = given ?? NameOf(command.Invocation.TaskId);
        JsonData input = arguments["Input"] ?? ObjectData.Empty;
        ParentTask? waiting = command.Invocation.Resource == Prefix ? null : new ParentTask(parent.Identity.Id, command.ScheduledId);
        ExecutionDescription child = await core.StartAsync(machine.Value, name, input.ToJson(), reuseEnded: given is null || isResumed, waiting).ConfigureAwait(false);
        string arn = child.ExecutionArn;
        ObjectData started = ObjectData.Of(
            ("ExecutionArn", arn),
            ("SdkHttpMetadata", HttpMetadata(child, command.Invocation.TaskId)),
            ("SdkResponseMetadata", ObjectData.Empty),
            ("StartDate", ScopeBuilder.Format(child.StartDate)));
        if (command.Invocation.Resource == Prefix)
        {
            return new TaskResult.Success(started);
        }

        parent.Post(new Happening(new JobSubmitted(default, 0, command.ThreadId, command.ScheduledId, started)));
        try
        {
            child = await core.EndOfAsync(arn, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await core.StopAsync(arn, null, null).ConfigureAwait(false);
            return null;
        }

        return ResultOf(child, parsesOutput: command.Invocation.Resource.EndsWith(":2", StringComparison.Ordinal));
    }

    /// <summary>The headers of the answer that AWS would have given to the call.</summary>
    private static ObjectData HttpMetadata(ExecutionDescription child, string taskId)
    {
        string started = (child.StartDate.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###E+0", CultureInfo.InvariantCulture).Replace("+", "", StringComparison.Ordinal);
        (string Name, string Value)[] headers =
        [
            ("x-amzn-RequestId", NameOf(taskId + "#request")),
            ("connection", "keep-alive"),
            ("Content-Length", $$"""{"executionArn":"{{child.ExecutionArn}}","startDate":{{started}}}""".Length.ToString(CultureInfo.InvariantCulture)),
            ("Date", child.StartDate.ToString("R", CultureInfo.InvariantCulture)),
            ("Content-Type", "application/x-amz-json-1.0"),
        ];
        return ObjectData.Of(
            ("AllHttpHeaders", ObjectData.Of([.. headers.Select(header => (header.Name, (JsonData)new ArrayData(header.Value)))])),
            ("HttpHeaders", ObjectData.Of([.. headers.Select(header => (header.Name, (JsonData)header.Value))])),
            ("HttpStatusCode", NumberData.Of(200)));
    }

    private static TaskResult ResultOf(ExecutionDescription child, bool parsesOutput)
    {
        ObjectDataBuilder result = new();
        result.Set("ExecutionArn", child.ExecutionArn);
        if (child.Status != "SUCCEEDED")
        {
            result.SetIfPresent("Cause", child.Cause is null ? null : new StringData(child.Cause));
            result.SetIfPresent("Error", child.Error is null ? null : new StringData(child.Error));
        }

        SetPayload(result, "Input", child.Input!, parsesOutput);
        result.Set("Name", child.Name);
        if (child.Output is not null)
        {
            SetPayload(result, "Output", child.Output, parsesOutput);
        }

        result.Set("StartDate", NumberData.Of(child.StartDate.ToUnixTimeMilliseconds()))
            .Set("StateMachineArn", child.StateMachineArn)
            .Set("Status", child.Status)
            .Set("StopDate", NumberData.Of(child.StopDate!.Value.ToUnixTimeMilliseconds()));
        ObjectData value = result.Build();
        return child.Status == "SUCCEEDED" ? new TaskResult.Success(value) : new TaskResult.Failure("States.TaskFailed", value.ToJson());
    }

    private static void SetPayload(ObjectDataBuilder result, string name, string json, bool parses) =>
        result.Set(name, parses ? JsonData.Parse(json) : new StringData(json)).Set(name + "Details", ObjectData.Of(("Included", true)));

    public static string NameOf(string taskId) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(taskId)).AsSpan(0, 16), bigEndian: true).ToString();
}
