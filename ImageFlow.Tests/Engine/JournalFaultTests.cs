using ImageFlow.Engine;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Tests.Engine;

/// <summary>What the disk, other programs and other versions do to the journal: a clear error or a clean recovery, and nothing lost.</summary>
public sealed class JournalFaultTests
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"Next":"P"},"P":{"Type":"Pass","Result":"ok","End":true}}}""";
    private const string Parent = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child"},"End":true}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_DiskIsFull_IsRefusedAndWhatWasConfirmedGoesOn()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync(new JournalFault(0, false) { MaxPages = 60 });
        StateMachineDescription machine = engine.CreateStateMachine("m", Wait);
        List<string> confirmed = [];
        EngineUnavailableException refusal = await Assert.ThrowsAsync<EngineUnavailableException>(async () =>
        {
            while (confirmed.Count < 10_000)
            {
                confirmed.Add((await engine.StartExecutionAsync(machine.Arn, null, $"\"{new string('x', 500)}\"")).ExecutionArn);
            }
        });
        Assert.Equal("ENG0005", refusal.Code);
        Assert.Contains("free some space", refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(confirmed);
        await host.CloseAsync();

        await using StepFunctionsEngine again = await StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = host.Folder, TaskHandler = host.Handler, TimeSkip = true }, Cancel);
        Assert.Equal(confirmed.Order(), again.ListExecutions(max: int.MaxValue).Select(execution => execution.ExecutionArn).Order());
        foreach (string arn in confirmed)
        {
            Assert.Equal("\"ok\"", (await again.WaitForCompletionAsync(arn, Cancel)).Output);
        }
    }

    [Fact]
    public async Task Start_JournalLockedByAnotherProgram_WaitsForIt()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", Pass);
        using SqliteConnection other = SqliteDatabase.Open(Path.Combine(host.Folder, "engine.db"));
        SqliteDatabase.Execute(other, "BEGIN IMMEDIATE");

        Task<ExecutionDescription> start = engine.StartExecutionAsync(machine.Arn, null, "{}");
        await Task.Delay(6000, Cancel);
        Assert.False(start.IsCompleted);
        SqliteDatabase.Execute(other, "COMMIT");

        Assert.Equal("SUCCEEDED", (await host.EndAsync((await start).ExecutionArn)).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.77)]
    [InlineData(0.999)]
    public async Task Open_WriteAheadLogIsCutOff_GoesOnFromWhatIsThere(double kept)
    {
        await using EngineHost host = new() { TimeSkip = false };
        await using EngineHost copy = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", Wait);
        for (int i = 0; i < 40; i++)
        {
            await engine.StartExecutionAsync(machine.Arn, $"e{i}", "{}");
        }

        foreach (string name in (string[])["engine.db", "engine.db-wal"])
        {
            await using FileStream source = new(Path.Combine(host.Folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await using FileStream target = new(Path.Combine(copy.Folder, name), FileMode.CreateNew);
            await source.CopyToAsync(target, Cancel);
            if (name.EndsWith("wal", StringComparison.Ordinal))
            {
                target.SetLength((long)(target.Length * kept));
            }
        }

        StepFunctionsEngine again = await copy.OpenAsync();

        IReadOnlyList<ExecutionDescription> found = again.ListExecutions();
        Assert.Equal(Enumerable.Range(0, found.Count).Select(i => $"e{found.Count - 1 - i}"), found.Select(execution => execution.Name));
        Assert.All(found, execution => Assert.Equal("\"ok\"", copy.EndAsync(execution.ExecutionArn).GetAwaiter().GetResult().Output));
        Assert.Equal("SUCCEEDED", (await copy.RunAsync(Pass, name: "later")).Execution.Status);
    }

    [Fact]
    public async Task Open_PagesAreDamaged_IsRefused()
    {
        await using EngineHost host = new() { TimeSkip = false };
        await host.OpenAsync();
        StateMachineDescription machine = host.Engine.CreateStateMachine("m", Wait);
        await host.Engine.StartExecutionAsync(machine.Arn, null, "{}");
        await host.CloseAsync();
        await using (FileStream file = new(Path.Combine(host.Folder, "engine.db"), FileMode.Open))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }

        EngineUnavailableException refusal = await Assert.ThrowsAsync<EngineUnavailableException>(() => host.OpenAsync());

        Assert.Equal("ENG0007", refusal.Code);
    }

    [Fact]
    public async Task Start_OneWriteBreaksARuleOfTheTables_FailsAlone()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", Pass);
        await host.EndAsync((await engine.StartExecutionAsync(machine.Arn, "first", "{}")).ExecutionArn);
        Tamper(host, $"INSERT INTO advances(key,blob) VALUES({(3 << 16) | 1}, x'')");

        Task<ExecutionDescription>[] starts = [.. Enumerable.Range(0, 20).Select(i => engine.StartExecutionAsync(machine.Arn, $"e{i}", "{}"))];
        await Task.WhenAll(starts).ContinueWith(_ => { }, TaskScheduler.Default);

        _ = Assert.Single(starts, start => start.IsFaulted && start.Exception.InnerException is EngineException { Code: "InternalError" });
        foreach (Task<ExecutionDescription> start in starts.Where(start => !start.IsFaulted))
        {
            Assert.Equal("SUCCEEDED", (await host.EndAsync((await start).ExecutionArn)).Status);
        }

        Assert.Equal(20, engine.ListExecutions().Count);
    }

    [Fact]
    public async Task Open_DefinitionThatTodaysChecksRefuse_GoesOn()
    {
        await using EngineHost host = new() { TimeSkip = false };
        string arn = await WaitingAsync(host);
        Tamper(host, "UPDATE revisions SET definition=replace(definition, '\"Seconds\":600', '\"Seconds\":600,\"Sekunden\":1')");

        await using StepFunctionsEngine again = await StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = host.Folder, TaskHandler = host.Handler, TimeSkip = true }, Cancel);

        Assert.Equal("SUCCEEDED", (await again.WaitForCompletionAsync(arn, Cancel)).Status);
    }

    [Theory]
    [InlineData("UPDATE revisions SET definition='{}' WHERE machine=1")]
    [InlineData("UPDATE states SET blob=x'63' WHERE execution=1")]
    [InlineData("DELETE FROM states WHERE execution=1")]
    public async Task Open_OneExecutionCannotBeTakenUp_EndsWithASentenceAndTheOthersGoOn(string sql)
    {
        await using EngineHost host = new() { TimeSkip = false };
        string arn = await WaitingAsync(host);
        await host.OpenAsync();
        StateMachineDescription other = host.Engine.CreateStateMachine("other", Wait);
        string otherArn = (await host.Engine.StartExecutionAsync(other.Arn, null, "{}")).ExecutionArn;
        await host.CloseAsync();
        Tamper(host, sql);

        await using StepFunctionsEngine again = await StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = host.Folder, TaskHandler = host.Handler, TimeSkip = true }, Cancel);

        Assert.Equal("SUCCEEDED", (await again.WaitForCompletionAsync(otherArn, Cancel)).Status);
        ExecutionDescription failed = await again.WaitForCompletionAsync(arn, Cancel);
        Assert.Equal(("FAILED", "States.Runtime"), (failed.Status, failed.Error));
        Assert.StartsWith("This version of ImageFlow cannot go on with the execution:", failed.Cause, StringComparison.Ordinal);
        IReadOnlyList<HistoryEvent> history = again.GetExecutionHistory(arn);
        Assert.Equal((history.Count, "ExecutionFailed"), ((int)history[^1].Id, history[^1].Type));
    }

    [Fact]
    public async Task Stop_ProcessDiesBeforeTheNestedExecutionHearsOfIt_StopsItAtTheNextOpen()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription child = engine.CreateStateMachine("child", Wait);
        StateMachineDescription parent = engine.CreateStateMachine("parent", Parent);
        string arn = (await engine.StartExecutionAsync(parent.Arn, null, "{}")).ExecutionArn;
        while (engine.GetExecutionHistory(arn).All(e => e.Type != "TaskSubmitted"))
        {
            await Task.Delay(10, Cancel);
        }

        engine = await host.OpenAsync(new JournalFault(AtCommit: 2, AfterIt: true));
        while (engine.Commits == 0)
        {
            // The parent's task hears again that its execution has begun.
            await Task.Delay(10, Cancel);
        }

        await Assert.ThrowsAsync<SimulatedCrashException>(() => engine.StopExecutionAsync(arn, null, null));
        engine = await host.OpenAsync();

        Assert.Equal("ABORTED", engine.DescribeExecution(arn).Status);
        Assert.Equal("ABORTED", (await host.EndAsync(Assert.Single(engine.ListExecutions(child.Arn)).ExecutionArn)).Status);
    }

    private static async Task<string> WaitingAsync(EngineHost host)
    {
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", Wait);
        string arn = (await engine.StartExecutionAsync(machine.Arn, null, "{}")).ExecutionArn;
        await host.CloseAsync();
        return arn;
    }

    private static void Tamper(EngineHost host, string sql)
    {
        using SqliteConnection connection = SqliteDatabase.Open(Path.Combine(host.Folder, "engine.db"));
        SqliteDatabase.Execute(connection, sql);
    }
}
