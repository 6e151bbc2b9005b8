using System.Diagnostics;
using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Benchmarks;

/// <summary>
/// How many executions a second the engine runs durably (<c>synchronous=FULL</c>). A stopwatch rather than a micro-benchmark: what counts
/// is the whole, with its commits.
/// </summary>
internal static class EngineBenchmark
{
    private const int AtOnce = 64;

    public static async Task RunAsync(string[] args)
    {
        int executions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 30_000;
        string folder = args.Length > 2 ? Directory.CreateDirectory(args[2]).FullName : Directory.CreateTempSubdirectory("imageflow-benchmark-").FullName;
        try
        {
            await using StepFunctionsEngine engine = await StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = folder, TaskHandler = new Echo() });
            await ManyAsync(engine, "warm-up", TenStates(), """{"n":1}""", executions / 4);
            await ManyAsync(engine, "ten states (5 Pass, 5 Choice)", TenStates(), """{"n":1}""", executions);
            await ManyAsync(engine, "three tasks", ThreeTasks(), """{"n":1}""", executions / 5);
            await ManyAsync(engine, "inline Map over 100 Pass items", MapOf100(), $"[{string.Join(',', Enumerable.Range(0, 100))}]", executions / 50);
            await ManyAsync(engine, "inline Map over 1,000 tasks", MapOfTasks(), $"[{string.Join(',', Enumerable.Range(0, 1000))}]", 4, atOnce: 1);
            await ManyAsync(engine, "25,000 events in a Choice loop", Loop(), "{}", 4, atOnce: 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ManyAsync(StepFunctionsEngine engine, string title, string definition, string input, int count, int atOnce = AtOnce)
    {
        string arn = engine.CreateStateMachine("m" + title.GetHashCode(StringComparison.Ordinal).ToString("x8", CultureInfo.InvariantCulture), definition).Arn;
        int left = count;
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                string execution = (await engine.StartExecutionAsync(arn, null, input)).ExecutionArn;
                await engine.WaitForCompletionAsync(execution, CancellationToken.None);
            }
        })));
        double seconds = watch.Elapsed.TotalSeconds;
        double used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine($"{title,-34} {count,7} executions {seconds,7:F2} s {count / seconds,10:F0}/s  CPU {used * 1e6 / count,8:F0} µs each");
    }

    public static string TenStates()
    {
        IEnumerable<string> states = Enumerable.Range(0, 5).SelectMany(i => (string[])
        [
            $$"""
            "P{{i}}":{"Type":"Pass","Result":{{i}},"ResultPath":"$.p","Next":"C{{i}}"}
            """,
            $$"""
            "C{{i}}":{"Type":"Choice","Choices":[{"Variable":"$.p","NumericEquals":{{i}},"Next":"{{(i < 4 ? $"P{i + 1}" : "End")}}"}],"Default":"End"}
            """,
        ]);
        return $$"""{"StartAt":"P0","States":{{{string.Join(',', states)}},"End":{"Type":"Succeed"} } }""";
    }

    private static string ThreeTasks() => """
        {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Next":"B"},
        "B":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Next":"C"},"C":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}}}
        """;

    private static string MapOf100() => """{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}""";

    private static string MapOfTasks() => """
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}}},"End":true}}}
        """;

    private static string Loop() => """
        {"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.end","IsPresent":true,"Next":"B"}],"Default":"A"},"B":{"Type":"Succeed"}}}
        """;

    private sealed class Echo : ITaskHandler
    {
        public ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken) =>
            ValueTask.FromResult<TaskResult>(new TaskResult.Success(ObjectData.Of(("Payload", invocation.Input))));
    }
}
