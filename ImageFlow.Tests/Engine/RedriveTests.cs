using ImageFlow.Engine;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Tests.Engine;

/// <summary>RedriveExecution: the same request twice, the period in which it works, and what describes it.</summary>
public sealed class RedriveTests
{
    private const string Failing = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:F","End":true}}}""";

    [Fact]
    public async Task Redrive_SameTokenAgain_GivesTheSameDateAndRedrivesOnce()
    {
        await using EngineHost host = Host();
        string arn = (await host.RunAsync(Failing)).Execution.ExecutionArn;

        DateTimeOffset first = await host.Engine.RedriveExecutionAsync(arn, "a");
        await host.EndAsync(arn);
        await Task.Delay(5, TestContext.Current.CancellationToken);
        DateTimeOffset second = await host.Engine.RedriveExecutionAsync(arn, "b");
        await host.EndAsync(arn);
        await host.OpenAsync();

        Assert.Equal(first, await host.Engine.RedriveExecutionAsync(arn, "a"));
        Assert.Equal(second, await host.Engine.RedriveExecutionAsync(arn, "b"));
        ExecutionDescription described = host.Engine.DescribeExecution(arn);
        Assert.Equal((2, second), (described.RedriveCount, described.RedriveDate));
        Assert.True(second > first, "The second redrive came later.");
    }

    [Fact]
    public async Task Redrive_SameTokenWhileItRuns_IsTheSameRequest()
    {
        await using EngineHost host = Host();
        TaskCompletionSource held = new();
        string arn = (await host.RunAsync(Failing)).Execution.ExecutionArn;
        host.Handler.OnAsync("F", async (_, ct) =>
        {
            await held.Task.WaitAsync(ct);
            return new TaskResult.Failure("Bad", null);
        });

        DateTimeOffset[] dates = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Engine.RedriveExecutionAsync(arn, "same")));

        Assert.Single(dates.Distinct());
        Assert.Equal("ExecutionNotRedrivable", (await Assert.ThrowsAsync<EngineException>(() => host.Engine.RedriveExecutionAsync(arn, "other"))).Code);
        Assert.Equal(1, host.Engine.DescribeExecution(arn).RedriveCount);
        held.SetResult();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Redrive_StoppedAtItsWrite_IsThereWithItsTokenOrNotAtAll(bool afterIt)
    {
        await using EngineHost host = Host();
        string arn = (await host.RunAsync(Failing)).Execution.ExecutionArn;
        await host.OpenAsync(new JournalFault(1, afterIt));
        await Assert.ThrowsAsync<SimulatedCrashException>(() => host.Engine.RedriveExecutionAsync(arn, "a"));

        await host.OpenAsync();
        await host.Engine.RedriveExecutionAsync(arn, "a");
        await host.EndAsync(arn);

        Assert.Equal(1, host.Engine.DescribeExecution(arn).RedriveCount);
    }

    [Fact]
    public void RedriveTokens_LastTenFor15Minutes_AreKnown()
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000);
        string? tokens = null;
        for (int i = 0; i < 11; i++)
        {
            tokens = RedriveTokens.With(tokens, $"t{i}", time.AddHours(i), time);
        }

        Assert.Null(RedriveTokens.Find(tokens, "t0", time));
        Assert.Equal(time.AddHours(1), RedriveTokens.Find(tokens, "t1", time.AddMinutes(14.9)));
        Assert.Null(RedriveTokens.Find(tokens, "t1", time.AddMinutes(15)));
    }

    [Fact]
    public async Task Redrive_After14Days_IsRefusedAndDescribed()
    {
        ShiftedClock clock = new();
        await using EngineHost host = Host(clock);
        string arn = (await host.RunAsync(Failing)).Execution.ExecutionArn;
        clock.Offset = TimeSpan.FromDays(13.9);
        Assert.Equal(("REDRIVABLE", null), (host.Engine.DescribeExecution(arn).RedriveStatus, host.Engine.DescribeExecution(arn).RedriveStatusReason));

        clock.Offset = TimeSpan.FromDays(14.1);

        const string reason = "Execution redrivable period exceeded";
        Assert.Equal(("NOT_REDRIVABLE", reason), (host.Engine.DescribeExecution(arn).RedriveStatus, host.Engine.DescribeExecution(arn).RedriveStatusReason));
        Assert.Equal(reason, (await Assert.ThrowsAsync<EngineException>(() => host.Engine.RedriveExecutionAsync(arn))).Message);
    }

    [Fact]
    public async Task Redrive_OfADeletedMachine_IsRefused()
    {
        await using EngineHost host = Host();
        ExecutionDescription failed = (await host.RunAsync(Failing)).Execution;
        host.Engine.StateMachines.Delete(failed.StateMachineArn);

        EngineException refusal = await Assert.ThrowsAsync<EngineException>(() => host.Engine.RedriveExecutionAsync(failed.ExecutionArn));

        Assert.Equal(("ExecutionNotRedrivable", "State machine is in DELETING status"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task List_ByRedriven_FindsThemOverPages()
    {
        await using EngineHost host = Host();
        List<string> redriven = [];
        for (int i = 0; i < 6; i++)
        {
            string arn = (await host.RunAsync(Failing)).Execution.ExecutionArn;
            if (i % 2 == 0)
            {
                await host.Engine.RedriveExecutionAsync(arn);
                await host.EndAsync(arn);
                redriven.Insert(0, arn);
            }
        }

        string machine = host.Engine.DescribeExecution(redriven[0]).StateMachineArn;
        List<string> found = [];
        long after = 0;
        while (host.Engine.PageExecutions(machine, "FAILED", isRedriven: true, after, max: 2) is { Count: > 0 } page)
        {
            found.AddRange(page.Select(entry => entry.Execution.ExecutionArn));
            after = page[^1].Key;
        }

        Assert.Equal(redriven, found);
        Assert.Equal(3, host.Engine.PageExecutions(machine, isRedriven: false).Count);
        Assert.All(host.Engine.PageExecutions(machine, isRedriven: false), entry => Assert.DoesNotContain(entry.Execution.ExecutionArn, redriven));
    }

    private static EngineHost Host(TimeProvider? clock = null)
    {
        EngineHost host = new() { Clock = clock ?? TimeProvider.System };
        host.Handler.Fails("F", "Bad", "always");
        return host;
    }
}
