using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>State machines and executions as the callers of the engine see them.</summary>
public sealed class ExecutionTests
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private const string LongWait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""";

    [Fact]
    public async Task CreateStateMachine_SameNameTwice_IsTheSameOnlyWithTheSameDefinition()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();

        StateMachineDescription first = engine.CreateStateMachine("m", Pass);
        StateMachineDescription second = engine.CreateStateMachine("m", Pass);
        EngineException refusal = Assert.Throws<EngineException>(() => engine.CreateStateMachine("m", LongWait));

        Assert.Equal("arn:aws:states:us-east-1:123456789012:stateMachine:m", first.Arn);
        Assert.Equal(first, second);
        Assert.Equal("StateMachineAlreadyExists", refusal.Code);
    }

    [Fact]
    public async Task CreateStateMachine_BadDefinition_ReportsAllFindings()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();

        InvalidDefinitionException refusal = Assert.Throws<InvalidDefinitionException>(
            () => engine.CreateStateMachine("m", """{"StartAt":"X","States":{"P":{"Type":"Pass","Next":"Y"}}}"""));

        Assert.Equal("InvalidDefinition", refusal.Code);
        Assert.True(refusal.Diagnostics.Count >= 2, refusal.Message);
    }

    [Fact]
    public async Task UpdateStateMachine_WhileAnExecutionRuns_LeavesItItsDefinition()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"P"},"P":{"Type":"Pass","Result":"old","End":true}}}""");
        ExecutionDescription old = await engine.StartExecutionAsync(machine.Arn, "old", "{}");
        StateMachineDescription updated = engine.UpdateStateMachine(machine.Arn, """{"StartAt":"P","States":{"P":{"Type":"Pass","Result":"new","End":true}}}""");
        engine = await host.OpenAsync();

        ExecutionDescription young = await engine.StartExecutionAsync(machine.Arn, "new", "{}");

        Assert.NotEqual(machine.RevisionId, updated.RevisionId);
        Assert.Equal("\"old\"", (await host.EndAsync(old.ExecutionArn)).Output);
        Assert.Equal("\"new\"", (await host.EndAsync(young.ExecutionArn)).Output);
    }

    [Fact]
    public async Task StartExecution_SameName_IsIdempotentOnlyWhileItRunsWithTheSameInput()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        string arn = engine.CreateStateMachine("m", LongWait).Arn;

        ExecutionDescription[] starts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => engine.StartExecutionAsync(arn, "one", """{"a":1}""")));
        EngineException otherInput = await Assert.ThrowsAsync<EngineException>(() => engine.StartExecutionAsync(arn, "one", "{}"));
        await engine.StopExecutionAsync(starts[0].ExecutionArn, null, null);
        EngineException closed = await Assert.ThrowsAsync<EngineException>(() => engine.StartExecutionAsync(arn, "one", """{"a":1}"""));

        Assert.Single(starts.Select(start => start.ExecutionArn).Distinct());
        Assert.Single(engine.ListExecutions());
        Assert.Equal(("ExecutionAlreadyExists", "ExecutionAlreadyExists"), (otherInput.Code, closed.Code));
        ExecutionDescription stopped = engine.DescribeExecution(starts[0].ExecutionArn);
        Assert.Equal(("ABORTED", null, null), (stopped.Status, stopped.Error, stopped.Cause));
    }

    [Theory]
    [InlineData("{", "InvalidExecutionInput")]
    [InlineData("", "InvalidExecutionInput")]
    public async Task StartExecution_InputIsNoJson_IsRefused(string input, string code)
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        string arn = engine.CreateStateMachine("m", Pass).Arn;

        EngineException refusal = await Assert.ThrowsAsync<EngineException>(() => engine.StartExecutionAsync(arn, null, input));

        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task Requests_ForWhatIsNotThere_CarryTheCodesOfAws()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        string machine = engine.CreateStateMachine("m", Pass).Arn;

        Assert.Equal("InvalidArn", Assert.Throws<EngineException>(() => engine.DescribeExecution("x")).Code);
        Assert.Equal("ExecutionDoesNotExist", Assert.Throws<EngineException>(() => engine.DescribeExecution("arn:aws:states:us-east-1:123456789012:execution:m:none")).Code);
        Assert.Equal("ExecutionDoesNotExist", Assert.Throws<EngineException>(() => engine.DescribeExecution("arn:aws:states:us-east-1:123456789012:execution:none:none")).Code);
        Assert.Equal("StateMachineDoesNotExist", Assert.Throws<EngineException>(() => engine.DescribeStateMachine(machine + "x")).Code);
        Assert.Equal("InvalidName", Assert.Throws<EngineException>(() => engine.CreateStateMachine("a b", Pass)).Code);
        Assert.Equal("InvalidName", (await Assert.ThrowsAsync<EngineException>(() => engine.StartExecutionAsync(machine, "a/b", "{}"))).Code);
    }

    [Fact]
    public async Task WatchHistory_WhileItRuns_GivesEachEventOnceAndEnds()
    {
        await using EngineHost host = new() { TimeSkip = false };
        TaskCompletionSource gate = new();
        host.Handler.OnAsync("Slow", async (call, cancellation) =>
        {
            await gate.Task.WaitAsync(cancellation);
            return new TaskResult.Success(call.Input);
        });
        StepFunctionsEngine engine = await host.OpenAsync();
        string arn = engine.CreateStateMachine("m", EngineHost.Expand("""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Slow","End":true}}}""")).Arn;
        ExecutionDescription execution = await engine.StartExecutionAsync(arn, null, "{}");
        List<string> seen = [];

        await foreach (HistoryEvent e in engine.WatchHistoryAsync(execution.ExecutionArn, 1, TestContext.Current.CancellationToken))
        {
            seen.Add(e.Type);
            if (e.Type == "LambdaFunctionStarted")
            {
                gate.SetResult();
            }
        }

        Assert.Equal(["TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"], seen);
    }

    [Fact]
    public async Task ListExecutions_ByMachineAndStatus_GivesTheNewestFirst()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        string good = engine.CreateStateMachine("good", Pass).Arn;
        string bad = engine.CreateStateMachine("bad", """{"StartAt":"F","States":{"F":{"Type":"Fail"}}}""").Arn;
        foreach ((string arn, string name) in new[] { (good, "a"), (bad, "b"), (good, "c") })
        {
            await engine.StartExecutionAsync(arn, name, "{}");
        }

        Assert.Equal(["c", "b", "a"], engine.ListExecutions().Select(e => e.Name));
        Assert.Equal(["c", "a"], engine.ListExecutions(good).Select(e => e.Name));
        Assert.Equal(["b"], engine.ListExecutions(status: "FAILED").Select(e => e.Name));
        Assert.Equal(["c"], engine.ListExecutions(max: 1).Select(e => e.Name));
    }

    [Fact]
    public async Task GetExecutionHistory_FromTheMiddleOfAnAdvance_GivesTheRest()
    {
        await using EngineHost host = new();
        var (execution, history) = await host.RunAsync(
            """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"W"},"W":{"Type":"Wait","Seconds":9,"Next":"B"},"B":{"Type":"Pass","End":true}}}""");

        for (int after = 0; after <= history.Count; after++)
        {
            Assert.Equal(Histories.Show(history.Skip(after)), Histories.Show(host.Engine.GetExecutionHistory(execution.ExecutionArn, after)));
            Assert.Equal(Histories.Show(history.Skip(after).Take(2)), Histories.Show(host.Engine.GetExecutionHistory(execution.ExecutionArn, after, 2)));
        }
    }

    [Fact]
    public async Task Close_WithATaskAtWork_ReturnsSoonAndTheNextOpenRunsItAgain()
    {
        await using EngineHost host = new() { TimeSkip = false };
        TaskCompletionSource started = new();
        bool isSecond = false;
        host.Handler.OnAsync("Slow", async (call, cancellation) =>
        {
            started.TrySetResult();
            await Task.Delay(isSecond ? 1 : 60_000, cancellation);
            return new TaskResult.Success(call.Input);
        });
        StepFunctionsEngine engine = await host.OpenAsync();
        string arn = engine.CreateStateMachine("m", EngineHost.Expand("""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Slow","End":true}}}""")).Arn;
        ExecutionDescription execution = await engine.StartExecutionAsync(arn, null, "{}");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await host.CloseAsync().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        isSecond = true;
        await host.OpenAsync();

        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution.ExecutionArn)).Status);
        Assert.Equal(2, host.Handler.Invocations.Count);
        Assert.Single(host.Handler.Invocations.Select(call => call.TaskId).Distinct());
    }
}
