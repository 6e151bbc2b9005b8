using System.Diagnostics;
using System.Globalization;
using ImageFlow.Engine;

namespace ImageFlow.Benchmarks.Executions;

/// <summary>
/// How many executions a second the engine runs durably (<c>synchronous=FULL</c>). A stopwatch rather than a micro-benchmark: what counts
/// is the whole, with its commits.
/// </summary>
internal static class EngineRates
{
    public static async Task RunAsync(string folder, int executions)
    {
        await using (StepFunctionsEngine engine = await EngineLoad.OpenAsync(folder))
        {
            await ManyAsync(engine, "warm-up", EngineMachines.TenStates(), """{"n":1}""", executions / 4);
            await ManyAsync(engine, "ten states (5 Pass, 5 Choice)", EngineMachines.TenStates(), """{"n":1}""", executions);
            await ManyAsync(engine, "three tasks", EngineMachines.ThreeTasks, """{"n":1}""", executions / 5);
            await ManyAsync(engine, "inline Map over 100 Pass items", EngineMachines.MapOfPass, EngineMachines.Numbers(100), executions / 50);
            await ManyAsync(engine, "inline Map over 1,000 tasks", EngineMachines.MapOfTasks, EngineMachines.Numbers(1000), 4, atOnce: 1);
            await ManyAsync(engine, "25,000 events in a Choice loop", EngineMachines.Loop, "{}", 5, atOnce: 1);
        }

        foreach (int count in (int[])[100, 300, 1000, 3000])
        {
            await TokensAsync(folder, count);
        }

        await using StepFunctionsEngine slow = await EngineLoad.OpenAsync(folder, new EngineMachines.Echo(TimeSpan.FromMilliseconds(1)));
        await ManyAsync(slow, "inline Map over 250 slow tasks", EngineMachines.MapOfTasks, EngineMachines.Numbers(250), 4, atOnce: 1);
        await ManyAsync(slow, "inline Map over 1,000 slow tasks", EngineMachines.MapOfTasks, EngineMachines.Numbers(1000), 4, atOnce: 1);
        await ManyAsync(slow, "inline Map over 3,000 slow tasks", EngineMachines.MapOfTasks, EngineMachines.Numbers(3000), 2, atOnce: 1);
    }

    /// <summary>A Map whose iterations all wait for a token, which come one after the other: each answer is an advance of its own.</summary>
    private static async Task TokensAsync(string folder, int count)
    {
        EngineMachines.Tokens handler = new();
        await using StepFunctionsEngine engine = await EngineLoad.OpenAsync(folder, handler);
        string machine = engine.CreateStateMachine("tokens", EngineMachines.MapOfTokens).Arn;
        string execution = (await engine.StartExecutionAsync(machine, null, EngineMachines.Numbers(count))).ExecutionArn;
        while (handler.Taken.Count < count)
        {
            await Task.Delay(10);
        }

        await Task.Delay(500);
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        foreach (string token in handler.Taken)
        {
            await engine.SendTaskSuccessAsync(token, "1");
        }

        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        await engine.WaitForCompletionAsync(execution, CancellationToken.None);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"inline Map over {count,5:N0} tokens, one after the other: {watch.Elapsed.TotalMicroseconds / count:F0} µs, CPU {used.TotalMicroseconds / count:F0} µs each"));
    }

    private static async Task ManyAsync(StepFunctionsEngine engine, string title, string definition, string input, int count, int atOnce = EngineLoad.AtOnce) =>
        EngineLoad.Print(title, count, await EngineLoad.RunAsync(engine, definition, input, count, atOnce));
}
