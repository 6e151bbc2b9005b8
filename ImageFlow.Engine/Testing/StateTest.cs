using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.Testing;

/// <summary>Runs one state through the interpreter, without a journal (API reference, TestState).</summary>
internal static class StateTest
{
    private const string MapThreshold = "States.ExceedToleratedFailureThreshold";

    /// <exception cref="EngineException">The request is wrong: <c>InvalidDefinition</c>, <c>InvalidExecutionInput</c>, <c>ValidationException</c>.</exception>
    public static async Task<TestStateResult> RunAsync(TestStateRequest request, EngineOptions options, CancellationToken cancellation)
    {
        (Machine machine, Node node) = TestDefinition.Read(request.Definition, request.StateName);
        TaskResult? mocked = TaskMocks.Read(request, node);
        if (request.ErrorCausedByState is string guilty && !node.Inner.Any(inner => TestDefinition.Find(inner, guilty) is not null))
        {
            throw Invalid($"The state '{guilty}' of errorCausedByState is not inside of the state under test.");
        }

        ExecutionIdentity identity = Identity(request, options);
        TaskTrace? trace = request.IsTraced ? new TaskTrace(request.RevealSecrets) : null;
        StateInspection inspection = new()
        {
            Context = request.Context is string given
                ? TestContext.Read(given, node)
                : TestContext.Make(identity, node, TaskMocks.HasJob(node) ? NewName(options) : null, 0),
            ReaderData = request.MapItemReaderData is string items
                ? Parse(items, "mapItemReaderData") as ArrayData ?? throw Invalid("mapItemReaderData must be a JSON array.")
                : null,
        };
        inspection.Note("input", identity.Input);
        ExecutionState state = new() { Time = identity.StartTime };
        Interpreter interpreter = new(machine, identity, state, new Continued(identity.StartTime, NextSeed(options)), Transition.MaxEvents, inspection);
        ExecutionThread thread = interpreter.EnterAlone(node, VariablesOf(request), request.RetrierRetryCount);
        if (thread.Phase == ThreadPhase.Task)
        {
            TaskResult result = mocked ?? await CallAsync(Interpreter.StartOf(identity, thread).Invocation with { Trace = trace }, options, cancellation).ConfigureAwait(false);
            interpreter.AnswerAlone(thread, result);
        }
        else if (thread.Phase == ThreadPhase.Joining)
        {
            interpreter.AnswerAlone(thread, Joined(request, thread.Join!, mocked!));
        }

        return ResultOf(state, thread, node, inspection, trace);
    }

    private static ExecutionIdentity Identity(TestStateRequest request, EngineOptions options)
    {
        (string machine, string name) = (NewName(options), NewName(options));
        string prefix = $"arn:aws:states:{options.Region}:{options.AccountId}";
        return new ExecutionIdentity
        {
            Id = 0,
            Arn = $"{prefix}:express:{machine}:{name}",
            Name = name,
            StateMachineArn = $"{prefix}:stateMachine:{machine}",
            StateMachineName = machine,
            IsExpress = true,
            RoleArn = request.RoleArn ?? options.RoleArn,
            Region = options.Region,
            StartTime = DateTimeOffset.FromUnixTimeMilliseconds(options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds()),
            Input = ParseInput(request.Input),
        };
    }

    private static TaskResult Joined(TestStateRequest request, Join join, TaskResult mocked)
    {
        if (request.MapIterationFailureCount is not int failures || mocked is not TaskResult.Success)
        {
            return mocked;
        }

        if (failures > join.Items.Length)
        {
            throw Invalid("Map iteration failure count must be less than or equal to the number of Map iterations");
        }

        bool isBeyond = (join.ToleratedCount is double count && failures > count)
            || (join.ToleratedPercentage is double percentage && failures * 100.0 / join.Items.Length > percentage);
        return isBeyond ? new TaskResult.Failure(MapThreshold, "The specified tolerated failure threshold was exceeded") : mocked;
    }

    private static async Task<TaskResult> CallAsync(TaskInvocation invocation, EngineOptions options, CancellationToken cancellation)
    {
        try
        {
            return await options.TaskHandler.InvokeAsync(invocation, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return new TaskResult.Failure("States.Runtime", $"The task handler failed with {e.GetType().Name}: {e.Message}");
        }
    }

    private static TestStateResult ResultOf(ExecutionState state, ExecutionThread thread, Node node, StateInspection inspection, TaskTrace? trace)
    {
        string? error = state.Error;
        string? cause = state.Cause;
        string status = state.Status == ExecutionStatus.Failed ? "FAILED" : "SUCCEEDED";
        if (thread.Phase == ThreadPhase.Backoff || inspection.CatchIndex is not null)
        {
            status = thread.Phase == ThreadPhase.Backoff ? "RETRIABLE" : "CAUGHT_ERROR";
            (error, cause) = inspection.Error;
        }

        bool hasLeft = status is "SUCCEEDED" or "CAUGHT_ERROR";
        return new TestStateResult(
            status,
            hasLeft ? thread.Input.ToJson() : null,
            error,
            cause,
            hasLeft && state.IsRunning && thread.Node != node ? thread.Node.Name : null,
            Shown(inspection, thread, trace));
    }

    private static ObjectData Shown(StateInspection inspection, ExecutionThread thread, TaskTrace? trace)
    {
        ObjectDataBuilder shown = new();
        foreach ((string name, JsonData value) in inspection.Values)
        {
            shown.Set(name, name is "maxConcurrency" or "toleratedFailureCount" or "toleratedFailurePercentage" ? value : new StringData(value.ToJson()));
        }

        foreach ((string name, JsonData value) in trace?.Members() ?? ObjectData.Empty)
        {
            shown.Set(name, value);
        }

        if (inspection.RetryIndex is not null || inspection.CatchIndex is not null)
        {
            ObjectDataBuilder details = new();
            details.SetIfPresent("catchIndex", inspection.CatchIndex is int caught ? NumberData.Of(caught) : null)
                .SetIfPresent("retryIndex", inspection.RetryIndex is int retried ? NumberData.Of(retried) : null)
                .SetIfPresent("retryBackoffIntervalSeconds", inspection.Backoff is TimeSpan delay ? NumberData.Of((long)Math.Round(delay.TotalSeconds)) : null);
            shown.Set("errorDetails", details.Build());
        }

        if (thread.Variables.Count > 0)
        {
            ObjectDataBuilder variables = new();
            foreach ((string name, JsonData value) in thread.Variables)
            {
                variables.Set(name, value);
            }

            shown.Set("variables", variables.Build().ToJson());
        }

        return shown.Build();
    }

    private static Variables VariablesOf(TestStateRequest request) => request.Variables is string json
        ? new Variables(Parse(json, "variables") as ObjectData ?? throw Invalid("variables must be a JSON object."))
        : Variables.None;

    private static JsonData ParseInput(string json)
    {
        try
        {
            return JsonData.Parse(json);
        }
        catch (JsonException e)
        {
            throw ExecutionStarts.InvalidInput(json, e);
        }
    }

    private static JsonData Parse(string json, string member)
    {
        try
        {
            return JsonData.Parse(json);
        }
        catch (JsonException e)
        {
            throw new EngineException("ValidationException", $"{member} is not JSON: {e.Message}", e);
        }
    }

    private static string NewName(EngineOptions options)
    {
        Span<byte> bytes = stackalloc byte[16];
        options.Random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private static ulong NextSeed(EngineOptions options)
    {
        Span<byte> bytes = stackalloc byte[8];
        options.Random.NextBytes(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    private static EngineException Invalid(string message) => new("ValidationException", message);
}
