using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>Retry, Catch, timeouts, tokens.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task Retry_UntilItSucceeds_WaitsLongerEachTime()
    {
        await using EngineHost host = new();
        int calls = 0;
        host.Handler.On("Flaky", _ => ++calls < 3 ? new TaskResult.Failure("Busy", "later") : new TaskResult.Success(new ImageFlow.Asl.Values.StringData("ok")));

        var (execution, history) = await host.RunAsync(
            """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Flaky","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2,"BackoffRate":3}],"End":true}}}""");

        Assert.Equal("SUCCEEDED", execution.Status);
        HistoryEvent[] scheduled = [.. history.Where(e => e.Type == "LambdaFunctionScheduled")];
        Assert.Equal([3L, 6L, 9L], scheduled.Select(e => e.Id));
        Assert.Equal([2L, 5L, 8L], scheduled.Select(e => e.PreviousEventId));
        Assert.InRange((scheduled[1].Timestamp - scheduled[0].Timestamp).TotalSeconds, 2, 3);
        Assert.InRange((scheduled[2].Timestamp - scheduled[1].Timestamp).TotalSeconds, 6, 7);
        Assert.Equal([0, 1, 2], host.Handler.Invocations.Select(i => i.RetryCount));
        Assert.Equal(3, host.Handler.Invocations.Select(i => i.TaskId).Distinct().Count());
    }

    [Fact]
    public async Task Retry_MaxDelayAndJitter_BoundTheDelay()
    {
        await using EngineHost host = new();
        host.Handler.Fails("Bad", "Busy", "later");

        var (_, history) = await host.RunAsync(
            """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Bad","Retry":[{"ErrorEquals":["States.TaskFailed"],"IntervalSeconds":100,"MaxDelaySeconds":110,"MaxAttempts":4,"JitterStrategy":"FULL"}],"End":true}}}""");

        double[] times = [.. history.Where(e => e.Type == "LambdaFunctionScheduled").Select(e => (e.Timestamp - history[0].Timestamp).TotalSeconds)];
        Assert.Equal(5, times.Length);
        double[] delays = [.. times.Zip(times.Skip(1), (a, b) => b - a)];
        Assert.All(delays, delay => Assert.InRange(delay, 0, 111));
        Assert.Equal(delays.Length, delays.Distinct().Count());
    }

    [Fact]
    public async Task Catch_OfATask_PutsTheErrorAtTheResultPath()
    {
        await using EngineHost host = new();
        host.Handler.Fails("Bad", "CorruptImageError", "no");

        var (execution, history) = await host.RunAsync(
            """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Bad","Catch":[{"ErrorEquals":["Other"],"Next":"T2"},{"ErrorEquals":["CorruptImageError"],"ResultPath":"$.e","Next":"S"}],"End":true},"T2":{"Type":"Fail"},"S":{"Type":"Succeed"}}}""",
            """{"a":1}""");

        Assert.Equal("""{"a":1,"e":{"Error":"CorruptImageError","Cause":"no"}}""", execution.Output);
        Assert.Equal(
            """
            4 3 LambdaFunctionStarted
            5 4 LambdaFunctionFailed
            6 5 TaskStateExited
            7 6 SucceedStateEntered
            """,
            Histories.Outline(history.Skip(3).Take(4)));
    }

    [Theory]
    [InlineData("States.ALL", "Any", true)]
    [InlineData("States.ALL", "States.DataLimitExceeded", false)]
    [InlineData("States.DataLimitExceeded", "States.DataLimitExceeded", true)]
    [InlineData("States.TaskFailed", "States.Timeout", false)]
    [InlineData("States.TaskFailed", "Any", true)]
    [InlineData("States.Timeout", "States.HeartbeatTimeout", true)]
    [InlineData("Other", "Any", false)]
    public void ErrorEquals_ReservedNames_MatchAsTheSpecificationSays(string name, string error, bool matches) =>
        Assert.Equal(matches, ImageFlow.Engine.Interpretation.ErrorNames.Match([name], error));

    [Fact]
    public async Task TimeoutSeconds_HandlerHangs_TimesTheTaskOutAndCancelsIt()
    {
        await using EngineHost host = new() { TimeSkip = false };
        TaskCompletionSource cancelled = new();
        host.Handler.OnAsync("Slow", async (_, cancellation) =>
        {
            using CancellationTokenRegistration registration = cancellation.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("Nobody gets here.");
        });

        var (execution, history) = await host.RunAsync("""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Slow","TimeoutSeconds":1,"End":true}}}""");

        Assert.Equal(("FAILED", "States.Timeout"), (execution.Status, execution.Error));
        Assert.Equal("""5 4 LambdaFunctionTimedOut {"error":"States.Timeout"}""", Histories.Show([history[4]]));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitForTaskToken_Success_CompletesTheTask()
    {
        await using EngineHost host = new() { TimeSkip = false };
        const string resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
        TaskCompletionSource<string> token = new();
        host.Handler.On(resource, invocation =>
        {
            token.SetResult(((ImageFlow.Asl.Values.StringData)((ImageFlow.Asl.Values.ObjectData)invocation.Input)["t"]!).Value);
            return new TaskResult.Success(ImageFlow.Asl.Values.JsonData.Parse("""{"MessageId":"1"}"""));
        });
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"RESOURCE","Parameters":{"t.$":"$$.Task.Token"},"HeartbeatSeconds":600,"End":true}}}""".Replace("RESOURCE", resource, StringComparison.Ordinal));
        ExecutionDescription execution = await engine.StartExecutionAsync(machine.Arn, null, "{}");

        string sent = await token.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await engine.SendTaskHeartbeatAsync(sent);
        await engine.SendTaskSuccessAsync(sent, """{"approved":true}""");
        execution = await host.EndAsync(execution.ExecutionArn);

        Assert.Equal("""{"approved":true}""", execution.Output);
        EngineException again = await Assert.ThrowsAsync<EngineException>(() => engine.SendTaskSuccessAsync(sent, "{}"));
        Assert.Equal("TaskTimedOut", again.Code);
        EngineException invalid = await Assert.ThrowsAsync<EngineException>(() => engine.SendTaskSuccessAsync("nonsense", "{}"));
        Assert.Equal("InvalidToken", invalid.Code);
    }

    [Fact]
    public async Task HeartbeatSeconds_WithoutHeartbeat_TimesOut()
    {
        await using EngineHost host = new() { TimeSkip = false };
        host.Handler.Returns("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}");

        var (execution, history) = await host.RunAsync(
            """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","HeartbeatSeconds":1,"TimeoutSeconds":60,"Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"S"}],"End":true},"S":{"Type":"Succeed"}}}""");

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskTimedOut", "TaskStateExited"], history.Skip(2).Take(5).Select(e => e.Type));
    }

    [Fact]
    public async Task StopExecution_WhileATaskRuns_AbortsAndCancels()
    {
        await using EngineHost host = new() { TimeSkip = false };
        TaskCompletionSource started = new();
        host.Handler.OnAsync("Slow", async (_, cancellation) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("Nobody gets here.");
        });
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", EngineHost.Expand("""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Slow","End":true}}}"""));
        ExecutionDescription execution = await engine.StartExecutionAsync(machine.Arn, "one", "{}");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await engine.StopExecutionAsync(execution.ExecutionArn, "E", "C");
        execution = engine.DescribeExecution(execution.ExecutionArn);

        Assert.Equal(("ABORTED", "E", "C"), (execution.Status, execution.Error, execution.Cause));
        Assert.Equal(["TaskStateAborted", "ExecutionAborted"], engine.GetExecutionHistory(execution.ExecutionArn, afterId: 4).Select(e => e.Type));
    }

    [Fact]
    public async Task RedriveExecution_AfterAFailure_RunsOnlyWhatFailed()
    {
        await using EngineHost host = new();
        bool isMended = false;
        host.Handler.Returns("Good", "1").On("Bad", _ => isMended ? new TaskResult.Success(new ImageFlow.Asl.Values.StringData("mended")) : new TaskResult.Failure("Broken", "x"));
        var (execution, before) = await host.RunAsync(
            """{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"G","States":{"G":{"Type":"Task","Resource":"fn:Good","End":true}}},{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"B"},"B":{"Type":"Task","Resource":"fn:Bad","Retry":[{"ErrorEquals":["Broken"],"MaxAttempts":1}],"End":true}}}],"End":true}}}""");
        Assert.Equal("FAILED", execution.Status);
        Assert.Equal(3, host.Handler.Invocations.Count);

        isMended = true;
        await host.OpenAsync();
        await host.Engine.RedriveExecutionAsync(execution.ExecutionArn);
        execution = await host.EndAsync(execution.ExecutionArn);

        Assert.Equal(("SUCCEEDED", "[1,\"mended\"]", 1), (execution.Status, execution.Output, execution.RedriveCount));
        Assert.Equal(4, host.Handler.Invocations.Count);
        IReadOnlyList<HistoryEvent> history = host.Engine.GetExecutionHistory(execution.ExecutionArn, afterId: before.Count);
        Assert.Equal("ExecutionRedriven", history[0].Type);
        Assert.DoesNotContain(history, e => e.Type == "WaitStateEntered");
        EngineException refused = await Assert.ThrowsAsync<EngineException>(() => host.Engine.RedriveExecutionAsync(execution.ExecutionArn));
        Assert.Equal("ExecutionNotRedrivable", refused.Code);
    }
}
