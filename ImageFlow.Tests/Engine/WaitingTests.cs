using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>Executions that only wait are not in memory, and are there again as soon as anybody wants something of them; and clocks that jump.</summary>
public sealed class WaitingTests
{
    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$.s","Next":"T"},"T":{"Type":"Task","Resource":"fn:F","End":true}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_Long_LeavesMemoryAndCanStillBeStopped()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", EngineHost.Expand(Wait));
        List<string> arns = [];
        for (int i = 0; i < 50; i++)
        {
            arns.Add((await engine.StartExecutionAsync(machine.Arn, null, """{"s":3600}""")).ExecutionArn);
        }

        await UntilAsync(() => engine.InMemory == 0);
        await host.OpenAsync();
        engine = host.Engine;
        Assert.Equal(0, engine.InMemory);
        await Task.WhenAll(arns.Select(arn => engine.StopExecutionAsync(arn, "Enough", null)));

        Assert.All(arns, arn => Assert.Equal(("ABORTED", "Enough"), (engine.DescribeExecution(arn).Status, engine.DescribeExecution(arn).Error)));
        Assert.Equal(0, engine.InMemory);
    }

    [Fact]
    public async Task Token_OfAnExecutionThatLeftMemory_IsTaken()
    {
        await using EngineHost host = new() { TimeSkip = false };
        string? token = null;
        host.Handler.On(CrashCorpus.TokenResource, call =>
        {
            token = ((StringData)((ObjectData)call.Input)["t"]!).Value;
            return new TaskResult.Success(ObjectData.Empty);
        });
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", CrashCorpus.Machines["task token"].Replace("fn:Add", TestHandler.Arn("F"), StringComparison.Ordinal));
        host.Handler.Returns("F", "1");
        string arn = (await engine.StartExecutionAsync(machine.Arn, null, """{"n":1}""")).ExecutionArn;
        await UntilAsync(() => token is not null && engine.InMemory == 0);

        await Assert.ThrowsAsync<EngineException>(() => engine.SendTaskSuccessAsync(token![..^8] + "AAAAAAAA", "1"));
        await UntilAsync(() => engine.InMemory == 0);
        await engine.SendTaskHeartbeatAsync(token!);
        await UntilAsync(() => engine.InMemory == 0);
        await engine.SendTaskSuccessAsync(token!, "\"yes\"");

        Assert.Equal(("SUCCEEDED", "1"), ((await host.EndAsync(arn)).Status, engine.DescribeExecution(arn).Output));
        Assert.Equal("TaskTimedOut", (await Assert.ThrowsAsync<EngineException>(() => engine.SendTaskSuccessAsync(token!, "1"))).Code);
    }

    [Fact]
    public async Task Wait_OverWhenTheEngineOpensAgain_EndsAtOnce()
    {
        ShiftedClock clock = new();
        await using EngineHost host = new() { TimeSkip = false, Clock = clock };
        host.Handler.Returns("F", "1");
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", EngineHost.Expand(Wait));
        string arn = (await engine.StartExecutionAsync(machine.Arn, null, """{"s":3600}""")).ExecutionArn;
        await host.CloseAsync();
        clock.Offset = TimeSpan.FromHours(2);

        await host.OpenAsync();

        Assert.Equal("SUCCEEDED", (await host.EndAsync(arn)).Status);
    }

    [Fact]
    public async Task Clock_SetBackByAnHour_WaitsLastAsLongAsTheyShould()
    {
        ShiftedClock clock = new();
        await using EngineHost host = new() { TimeSkip = false, Clock = clock };
        host.Handler.On("Jump", _ =>
        {
            clock.Offset = TimeSpan.FromHours(-1);
            return new TaskResult.Success(NumberData.Of(1));
        });

        var (execution, history) = await host.RunAsync(
            """{"StartAt":"J","States":{"J":{"Type":"Task","Resource":"fn:Jump","Next":"W"},"W":{"Type":"Wait","Seconds":2,"End":true}}}""");

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(history.Select(e => e.Timestamp).Order(), history.Select(e => e.Timestamp));
        Assert.InRange((history[^1].Timestamp - history[0].Timestamp).TotalSeconds, 2, 10);
    }

    [Fact]
    public async Task Watch_OfAnExecutionThatLeftMemory_SeesItsEnd()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", EngineHost.Expand(Wait));
        string arn = (await engine.StartExecutionAsync(machine.Arn, null, """{"s":3600}""")).ExecutionArn;
        await UntilAsync(() => engine.InMemory == 0);

        List<string> seen = [];
        await foreach (HistoryEvent e in engine.WatchHistoryAsync(arn, 0, Cancel))
        {
            seen.Add(e.Type);
            if (e.Type == "WaitStateEntered")
            {
                await engine.StopExecutionAsync(arn, null, null);
            }
        }

        Assert.Equal("ExecutionAborted", seen[^1]);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (DateTime deadline = DateTime.UtcNow.AddSeconds(20); !isSo(); await Task.Delay(10, Cancel))
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not come to pass within 20 seconds.");
        }
    }
}
