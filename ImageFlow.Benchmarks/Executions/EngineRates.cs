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

        await using StepFunctionsEngine slow = await EngineLoad.OpenAsync(folder, new EngineMachines.Echo(TimeSpan.FromMilliseconds(1)));
        await ManyAsync(slow, "inline Map over 250 slow tasks", EngineMachines.MapOfTasks, EngineMachines.Numbers(250), 4, atOnce: 1);
        await ManyAsync(slow, "inline Map over 1,000 slow tasks", EngineMachines.MapOfTasks, EngineMachines.Numbers(1000), 4, atOnce: 1);
        await ManyAsync(slow, "inline Map over 3,000 slow tasks", EngineMachines.MapOfTasks, EngineMachines.Numbers(3000), 2, atOnce: 1);
    }

    private static async Task ManyAsync(StepFunctionsEngine engine, string title, string definition, string input, int count, int atOnce = EngineLoad.AtOnce) =>
        EngineLoad.Print(title, count, await EngineLoad.RunAsync(engine, definition, input, count, atOnce));
}
