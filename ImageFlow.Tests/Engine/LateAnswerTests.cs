using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Tests.Engine;

/// <summary>What comes when nobody counts on it any more, or from where nobody expects it, leaves executions as they should be.</summary>
public sealed class LateAnswerTests
{
    private const string OneTask = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:F","End":true}}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DistributedMap_SeveralTasksInAnIteration_HaveTaskIdsOfTheirOwn()
    {
        await using EngineHost host = new();
        host.Handler.Returns("A", "1").Returns("B", "2");

        var (execution, _) = await host.RunAsync(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
             "StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:A","Next":"B"},"B":{"Type":"Task","Resource":"fn:B","End":true}}},"End":true}}}
            """,
            "[1,2,3]");

        Assert.Equal(("SUCCEEDED", "[2,2,2]"), (execution.Status, execution.Output));
        Assert.Equal(6, host.Handler.Invocations.Select(invocation => invocation.TaskId).Distinct().Count());
    }

    [Fact]
    public async Task Redrive_WhileAnAnswerForTheFailedRunComes_KeepsItsOwnState()
    {
        await using EngineHost host = new() { TimeSkip = false };
        TaskCompletionSource late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource redriven = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<TaskResult>? first = null;
        int fails = 0;
        host.Handler
            .OnAsync("Slow", (_, _) =>
            {
                TaskResult one = new TaskResult.Success(NumberData.Of(1));
                return first is null ? first = late.Task.ContinueWith(_ => one, TaskScheduler.Default) : Task.FromResult(one);
            })
            .OnAsync("Bad", async (_, cancellation) =>
            {
                switch (++fails)
                {
                    case 1:
                        return new TaskResult.Failure("Broken", "x");
                    case 2:
                        redriven.SetResult();
                        await Task.Delay(Timeout.Infinite, cancellation);
                        break;
                }

                return new TaskResult.Success(NumberData.Of(2));
            });
        var (execution, _) = await host.RunAsync(
            """{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"fn:Slow","End":true}}},{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"fn:Bad","End":true}}}],"End":true}}}""");
        Assert.Equal("FAILED", execution.Status);

        await host.Engine.RedriveExecutionAsync(execution.ExecutionArn);
        await redriven.Task.WaitAsync(Patience, Cancel);
        late.SetResult();
        await first!.WaitAsync(Patience, Cancel);
        await Task.Delay(200, Cancel);
        await host.OpenAsync();
        execution = await host.EndAsync(execution.ExecutionArn);

        Assert.Equal(("SUCCEEDED", "[1,2]"), (execution.Status, execution.Output));
    }

    [Fact]
    public async Task Handler_ThatGivesNothing_FailsTheExecutionInsteadOfLeavingItStuck()
    {
        await using EngineHost host = new();
        host.Handler.On("F", _ => new TaskResult.Success(null!));

        var (execution, history) = await host.RunAsync(OneTask);

        Assert.Equal(("FAILED", "States.Runtime"), (execution.Status, execution.Error));
        Assert.Contains("defect", execution.Cause, StringComparison.Ordinal);
        Assert.Equal("ExecutionFailed", history[^1].Type);
    }

    [Fact]
    public async Task Close_WhileAHandlerEndsInAnErrorOfItsOwn_LeavesTheTaskForTheNextOpen()
    {
        await using EngineHost host = new() { TimeSkip = false };
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Handler.OnAsync("F", async (_, cancellation) =>
        {
            if (!started.TrySetResult())
            {
                return new TaskResult.Success(NumberData.Of(1));
            }

            await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
            throw new IOException("The connection was closed.");
        });

        // Another task that is slow to stop keeps the journal open for as long as the error would take to get there.
        host.Handler.OnAsync("G", async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => Task.Delay(500, CancellationToken.None), TaskScheduler.Default).Unwrap();
            throw new OperationCanceledException(cancellation);
        });
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription slow = engine.CreateStateMachine("slow", EngineHost.Expand(OneTask.Replace("fn:F", "fn:G", StringComparison.Ordinal)));
        await engine.StartExecutionAsync(slow.Arn, null, "{}");
        StateMachineDescription machine = engine.CreateStateMachine("m", EngineHost.Expand(OneTask));
        ExecutionDescription execution = await engine.StartExecutionAsync(machine.Arn, null, "{}");
        await started.Task.WaitAsync(Patience, Cancel);

        await host.OpenAsync();
        execution = await host.EndAsync(execution.ExecutionArn);

        Assert.Equal(("SUCCEEDED", "1"), (execution.Status, execution.Output));
    }

    [Fact]
    public async Task Requests_AfterTheJournalBroke_AreRefusedEachTime()
    {
        await using EngineHost host = new() { TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync(new JournalFault(AtCommit: 3, AfterIt: false));
        StateMachineDescription machine = engine.CreateStateMachine("m", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}""");
        ExecutionDescription execution = await engine.StartExecutionAsync(machine.Arn, null, "{}");

        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<SimulatedCrashException>(() => engine.StopExecutionAsync(execution.ExecutionArn, null, null).WaitAsync(Patience, Cancel));
        }
    }

    [Fact]
    public void TimerQueue_WhatIsOver_IsNotKeptUntilItsTime()
    {
        using TimerQueue timers = new(TimeProvider.System, _ => { });
        timers.Arm(1, DateTime.UtcNow.AddDays(1).Ticks);

        for (int i = 0; i < 5000; i++)
        {
            timers.Arm(2 + i, DateTime.UtcNow.AddYears(1).Ticks);
            timers.Disarm(2 + i);
        }

        Assert.InRange(timers.Count, 1, 300);
        Assert.True(timers.IsArmed(1));
    }
}
