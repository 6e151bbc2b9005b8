using System.Diagnostics;
using System.Globalization;
using ImageFlow.Engine;

namespace ImageFlow.Benchmarks.Executions;

/// <summary>Whether a page of a list costs more where the list is long: machines, activities, executions of one machine among many.</summary>
internal static class ListPages
{
    private const int Few = 1000;
    private const int Page = 100;
    private const int Rounds = 301;
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    /// <param name="many">How many machines, activities and executions there are in the long lists.</param>
    public static async Task RunAsync(string folder, int many)
    {
        Dictionary<string, double> few = await MeasureAsync(Path.Combine(folder, "few"), Few);
        Dictionary<string, double> much = await MeasureAsync(Path.Combine(folder, "many"), many);
        foreach ((string list, double cost) in few)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{list}: {cost:F0} µs of {Few}, {much[list]:F0} µs of {many}, ratio {much[list] / cost:F2}"));
        }
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(string folder, int count)
    {
        await using StepFunctionsEngine engine = await StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = folder, TaskHandler = new EngineMachines.Echo(), Synchronous = false });
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, (i, _) =>
        {
            engine.CreateStateMachine($"m{i}", Pass);
            engine.Activities.Create($"a{i}");
            return ValueTask.CompletedTask;
        });
        string machine = engine.StateMachines.Find("m0")!.Arn;
        string other = engine.StateMachines.Find("m1")!.Arn;

        // The machine's own come first, so that a page of them lies behind all the others.
        await StartAsync(engine, machine, Few);
        await StartAsync(engine, other, count);
        long machines = engine.StateMachines.Page(0, Page)[^1].Key;
        long executions = engine.PageExecutions(machine, max: Page)[^1].Key;
        return new Dictionary<string, double>
        {
            ["ListStateMachines, first page"] = Cost(() => engine.StateMachines.Page(0, Page).Count),
            ["ListStateMachines, second page"] = Cost(() => engine.StateMachines.Page(machines, Page).Count),
            ["ListActivities, first page"] = Cost(() => engine.Activities.Page(0, Page).Count),
            ["ListExecutions of a machine, first page"] = Cost(() => engine.PageExecutions(machine, max: Page).Count),
            ["ListExecutions of a machine, second page"] = Cost(() => engine.PageExecutions(machine, after: executions, max: Page).Count),
            ["ListExecutions that succeeded, first page"] = Cost(() => engine.PageExecutions(machine, "SUCCEEDED", max: Page).Count),
        };
    }

    private static Task StartAsync(StepFunctionsEngine engine, string machine, int count) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, _) => await engine.StartExecutionAsync(machine, null, "{}"));

    /// <summary>The median in microseconds.</summary>
    private static double Cost(Func<int> list)
    {
        List<double> costs = [];
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            if (list() != Page)
            {
                throw new InvalidOperationException("The page is not full.");
            }

            costs.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return EngineLoad.Median(costs);
    }
}
