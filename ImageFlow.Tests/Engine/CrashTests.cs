using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Tests.Engine;

/// <summary>
/// The crash matrix: each machine of the corpus is stopped before and after each of its journal writes, the journal is opened
/// again, and the run that is finished then must be the same as one that was never stopped, but for times and chance. It is also
/// stopped in the middle of its advances, after an event that is not written yet; <c>IMAGEFLOW_TEST_CRASHES=all</c> does so
/// after every single one.
/// </summary>
public sealed partial class CrashTests
{
    /// <summary>In the middle of the advances of one machine, unless all are asked for.</summary>
    private const int MostStops = 15;

    public static TheoryData<string> Names => [.. CrashCorpus.Machines.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_StoppedAtEachWrite_EndsAsIfItHadNotBeen(string name)
    {
        (string expected, int commits, int tasks) = await RunAsync(name, null);
        Assert.True(commits > 3, "A run has at least one write beside those of its machines.");

        for (int at = 4; at <= commits; at++)
        {
            foreach (bool afterIt in (bool[])[false, true])
            {
                (string actual, _, int again) = await RunAsync(name, new JournalFault(at, afterIt));

                Assert.True(expected == actual, $"Stopped {(afterIt ? "after" : "before")} write {at} of {commits}:\n{actual}\n\nNot stopped:\n{expected}");
                Assert.Equal(tasks, again);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_StoppedInTheMiddleOfAnAdvance_EndsAsIfItHadNotBeen(string name)
    {
        JournalFault count = new(0, false);
        (string expected, _, int tasks) = await RunAsync(name, count);
        long stride = Environment.GetEnvironmentVariable("IMAGEFLOW_TEST_CRASHES") == "all" ? 1 : 1 + (count.Events / MostStops);
        for (long at = 1; at <= count.Events; at += stride)
        {
            (string actual, _, int again) = await RunAsync(name, new JournalFault(0, false) { AtEvent = at });

            Assert.True(expected == actual, $"Stopped at event {at} of {count.Events}:\n{actual}\n\nNot stopped:\n{expected}");
            Assert.Equal(tasks, again);
        }
    }

    /// <summary>Runs to the end; with a fault, to the crash and then in a second engine to the end.</summary>
    private static async Task<(string Run, int Commits, int TaskIds)> RunAsync(string name, JournalFault? fault)
    {
        ConcurrentQueue<string> tokens = new();
        await using EngineHost host = new() { Handler = Handler(tokens), MaxConcurrentTasks = 1 };
        string arn = "arn:aws:states:us-east-1:123456789012:execution:machine:run";
        await host.OpenAsync(fault);
        try
        {
            await StartAsync(host, name);
            await FinishAsync(host, arn, tokens);
            await RedriveAsync(host, name, arn, tokens);
        }
        catch (SimulatedCrashException) when (fault is not null)
        {
            await host.OpenAsync();
            await StartAsync(host, name);
            await FinishAsync(host, arn, tokens);
            await RedriveAsync(host, name, arn, tokens);
        }

        ExecutionDescription end = host.Engine.DescribeExecution(arn);
        string history = Histories.Show(host.Engine.GetExecutionHistory(arn));
        return (Chance().Replace($"{end.Status} {end.Output} {end.Error} {end.Cause}\n{history}{ShowMapRuns(host.Engine, arn)}", "…"), host.Engine.Commits, host.Handler.Invocations.Select(call => call.TaskId).Distinct().Count());
    }

    /// <summary>The Map Runs of an execution with their iterations, each with its history.</summary>
    private static string ShowMapRuns(StepFunctionsEngine engine, string arn)
    {
        StringBuilder text = new();
        foreach ((_, MapRunDescription run) in engine.MapRuns.List(arn).Reverse())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n\n{run.StateName} {run.Status} redrives {run.RedriveCount} {run.Items} {run.Executions}");
            foreach ((_, ExecutionDescription iteration) in engine.MapRuns.Iterations(run.MapRunArn))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{iteration.Status} {iteration.Output} {iteration.Error} redrives {iteration.RedriveCount}\n{Histories.Show(engine.GetExecutionHistory(iteration.ExecutionArn))}");
                text.Append(ShowMapRuns(engine, iteration.ExecutionArn));
            }
        }

        return text.ToString();
    }

    private static async Task StartAsync(EngineHost host, string name)
    {
        host.Engine.CreateStateMachine("child", EngineHost.Expand(CrashCorpus.Child));
        host.Engine.CreateStateMachine("quick", CrashCorpus.Quick);
        StateMachineDescription machine = host.Engine.CreateStateMachine("machine", EngineHost.Expand(CrashCorpus.Machines[name]));
        if (host.Engine.ListExecutions(machine.Arn).Count == 0)
        {
            await host.Engine.StartExecutionAsync(machine.Arn, "run", CrashCorpus.Input);
        }
    }

    /// <summary>Waits for the end, and plays the person who sends tokens back and sends them again after a crash.</summary>
    private static async Task FinishAsync(EngineHost host, string arn, ConcurrentQueue<string> tokens)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        Task<ExecutionDescription> end = host.Engine.WaitForCompletionAsync(arn, patience.Token);
        while (!end.IsCompleted)
        {
            if (tokens.TryPeek(out string? token) && host.Engine.GetExecutionHistory(arn).Any(e => e.Type == "TaskSubmitted"))
            {
                await SendAsync(host, token);
            }

            await Task.WhenAny(end, Task.Delay(tokens.IsEmpty ? 20 : 1, patience.Token));
        }

        await end;
    }

    private static async Task RedriveAsync(EngineHost host, string name, string arn, ConcurrentQueue<string> tokens)
    {
        if (name.StartsWith("redriven", StringComparison.Ordinal) && host.Engine.DescribeExecution(arn) is { Status: "FAILED", RedriveCount: 0 })
        {
            await host.Engine.RedriveExecutionAsync(arn);
            await FinishAsync(host, arn, tokens);
        }
    }

    private static async Task SendAsync(EngineHost host, string token)
    {
        try
        {
            await host.Engine.SendTaskSuccessAsync(token, "\"yes\"");
        }
        catch (EngineException e)
        {
            Assert.Equal("TaskTimedOut", e.Code);
        }
    }

    private static TestHandler Handler(ConcurrentQueue<string> tokens) => new TestHandler()
        .Returns("Echo", "0")
        .Returns("arn:aws:states:::s3:getObject", """{"Body":"[10,20,30,40,50]"}""")
        .Returns("arn:aws:states:::s3:putObject", "{}")
        .Fails("Fails", "Bad", "always")
        .On("FailsUntilRedriven", call => ((ObjectData)call.Input)["redrives"] is NumberData { Value: 0 } ? new TaskResult.Failure("Busy", "later") : new TaskResult.Success(call.Input))
        .On("Add", call => ((ObjectData)call.Input)["n"] is null ? new TaskResult.Failure("Bad", "no n") : new TaskResult.Success(((ObjectData)call.Input).With("n", new NumberData(((NumberData)((ObjectData)call.Input)["n"]!).Value + 1))))
        .On("FailsTwice", call => call.RetryCount < 2 && !Calls.Enough(call) ? new TaskResult.Failure("Busy", "later") : new TaskResult.Success(call.Input))
        .On(CrashCorpus.TokenResource, call =>
        {
            tokens.Clear();
            tokens.Enqueue(((StringData)((ObjectData)call.Input)["t"]!).Value);
            return new TaskResult.Success(JsonData.Parse("""{"MessageId":"1"}"""));
        });

    /// <summary>Task tokens and the ids of Map Runs, which are chance, and times.</summary>
    [GeneratedRegex(@"(?<=\{\\""t\\"":\\"")[A-Za-z0-9_-]{40,}|[0-9a-f]{8}-[0-9a-f-]{27}|StartDate\\"":\\?""?[^,}]*|StopDate\\"":[0-9]*|\\""(?:Date|Content-Length)\\"":\[?\\""[^""\\]*")]
    private static partial Regex Chance();

    private static class Calls
    {
        /// <summary>Inside a Parallel state that is retried, the branch's own retry count begins anew; the event id tells the attempt.</summary>
        public static bool Enough(TaskInvocation call) =>
            call.StateName == "B" && long.Parse(call.TaskId[(call.TaskId.IndexOf('#') + 1)..], System.Globalization.CultureInfo.InvariantCulture) > 14;
    }
}
