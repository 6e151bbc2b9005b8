using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>What has ended long ago goes, and its space serves what comes.</summary>
public sealed class RetentionTests
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private const string Fail = """{"StartAt":"P","States":{"P":{"Type":"Fail"}}}""";
    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}""";

    [Fact]
    public async Task Prune_EndedBefore_RemovesThemAndKeepsTheRest()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        string waiting = (await engine.StartExecutionAsync(engine.CreateStateMachine("w", Wait).Arn, "w", "{}")).ExecutionArn;
        string failed = (await host.RunAsync(Fail, name: "f")).Execution.ExecutionArn;
        for (int i = 0; i < 120; i++)
        {
            await host.RunAsync(Pass);
        }

        await Task.Delay(5, TestContext.Current.CancellationToken);
        DateTimeOffset before = DateTimeOffset.UtcNow;
        string young = (await host.RunAsync(Pass)).Execution.ExecutionArn;

        Assert.Equal(121, await engine.PruneAsync(before));

        Assert.Equal([young, waiting], engine.ListExecutions().Select(execution => execution.ExecutionArn));
        Assert.Equal("ExecutionDoesNotExist", Assert.Throws<EngineException>(() => engine.GetExecutionHistory(failed)).Code);
        Assert.Equal(5, engine.GetExecutionHistory(young).Count + 1);
        await engine.StopExecutionAsync(waiting, null, null);
        Assert.Equal("ABORTED", engine.DescribeExecution(waiting).Status);
    }

    [Fact]
    public async Task Prune_AgainAndAgain_TheFileDoesNotGrow()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        string machine = engine.CreateStateMachine("m", Pass).Arn;
        string input = $"\"{new string('x', 3000)}\"";
        List<long> sizes = [];
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 300; i++)
            {
                await host.EndAsync((await engine.StartExecutionAsync(machine, null, input)).ExecutionArn);
            }

            await engine.PruneAsync(DateTimeOffset.UtcNow.AddDays(1));
            sizes.Add(engine.JournalPages);
        }

        Assert.InRange(sizes[^1], 1, sizes[0] * 5 / 4);
    }

    [Fact]
    public async Task Retention_WhenItsTimeHasCome_PrunesByItself()
    {
        await using EngineHost host = new() { Clock = new HastyClock() };
        await host.OpenAsync();
        await host.RunAsync(Pass);
        await host.CloseAsync();
        await using StepFunctionsEngine engine = await StepFunctionsEngine.OpenAsync(
            new EngineOptions { DataDirectory = host.Folder, TaskHandler = host.Handler, TimeProvider = host.Clock, Retention = TimeSpan.FromMilliseconds(1) },
            TestContext.Current.CancellationToken);

        for (DateTime deadline = DateTime.UtcNow.AddSeconds(20); engine.ListExecutions().Count > 0; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            Assert.True(DateTime.UtcNow < deadline, "It was not pruned within 20 seconds.");
        }
    }

    [Fact]
    public async Task Purge_OfOne_RemovesItUnlessItRuns()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("w", Wait);
        string arn = (await engine.StartExecutionAsync(machine.Arn, "one", "{}")).ExecutionArn;

        Assert.Equal("ConflictException", (await Assert.ThrowsAsync<EngineException>(() => engine.PurgeExecutionAsync(arn))).Code);
        await engine.StopExecutionAsync(arn, null, null);
        await engine.PurgeExecutionAsync(arn);

        Assert.Empty(engine.ListExecutions());
        Assert.Equal("ExecutionDoesNotExist", (await Assert.ThrowsAsync<EngineException>(() => engine.PurgeExecutionAsync(arn))).Code);
        Assert.Equal(arn, (await engine.StartExecutionAsync(machine.Arn, "one", """{"again":true}""")).ExecutionArn);
    }

    /// <summary>Tells the time as it is, but its timers are a thousand times as fast.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Hasten(dueTime), Hasten(period));

        private static TimeSpan Hasten(TimeSpan time) => time > TimeSpan.Zero ? time / 1000 : time;
    }
}
