using System.Diagnostics;
using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>Kills a real process (SIGKILL) in the middle of its runs, again and again.</summary>
public sealed class KillTests
{
    private const string FolderVariable = "IMAGEFLOW_TEST_KILL_FOLDER";
    private const int Executions = 12;
    private const int Kills = 5;

    private const string Definition = """
        {"StartAt":"M","States":{
          "M":{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"n.$":"$$.Map.Item.Value"},"ResultPath":"$.sums","ItemProcessor":{"StartAt":"T","States":{
            "T":{"Type":"Task","Resource":"fn:Work","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1}],"End":true}}},"Next":"W"},
          "W":{"Type":"Wait","Seconds":1,"Next":"P"},
          "P":{"Type":"Parallel","ResultPath":"$.both","Branches":[
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Work","End":true}}},
            {"StartAt":"B","States":{"B":{"Type":"Task","Resource":"fn:Work","End":true}}}],"End":true}}}
        """;

    [Fact]
    public async Task Process_KilledAtRandomTimes_FinishesEachExecutionOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        await using EngineHost folder = new();
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");
        Random random = new(seed);
        for (int kill = 0; kill < Kills; kill++)
        {
            using Process victim = Start(folder.Folder);
            int before = Lines(folder.Folder);
            int enough = before + random.Next(1, 14);
            Stopwatch patience = Stopwatch.StartNew();
            while (!victim.HasExited && Lines(folder.Folder) < enough && patience.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            victim.Kill();
            await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using Process last = Start(folder.Folder);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, last.ExitCode);

        StepFunctionsEngine engine = await folder.OpenAsync();
        IReadOnlyList<ExecutionDescription> executions = engine.ListExecutions();
        Assert.Equal(Executions, executions.Count);
        string[] log = await File.ReadAllLinesAsync(Log(folder.Folder), TestContext.Current.CancellationToken);
        Dictionary<string, int> calls = log.GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(executions, execution => Check(engine, execution, calls));

        // What ran when the process died may run again; nothing else does.
        Assert.All(calls.Values, count => Assert.InRange(count, 1, 1 + Kills));
        Assert.InRange(log.Length, calls.Count, calls.Count + (Kills * WorkersPerProcess));
    }

    /// <summary>Not a test of its own: the process that <see cref="Process_KilledAtRandomTimes_FinishesEachExecutionOnce"/> kills.</summary>
    [Fact]
    public async Task Victim_RunsUntilAllIsDone()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "This is the process that another test starts and kills.");
        TestHandler handler = new TestHandler().OnAsync("Work", async (call, cancellation) =>
        {
            await File.AppendAllTextAsync(Log(folder!), call.TaskId + "\n", cancellation);
            await Task.Delay(15, cancellation);
            ObjectData input = (ObjectData)call.Input;
            return new TaskResult.Success(new NumberData(((NumberData)input["n"]!).Value * 10));
        });
        await using StepFunctionsEngine engine = await StepFunctionsEngine.OpenAsync(
            new EngineOptions { DataDirectory = folder!, TaskHandler = new Serial(handler), MaxConcurrentTasks = WorkersPerProcess },
            TestContext.Current.CancellationToken);
        StateMachineDescription machine = engine.CreateStateMachine("machine", EngineHost.Expand(Definition));
        HashSet<string> known = [.. engine.ListExecutions().Select(execution => execution.Name)];
        for (int i = 0; i < Executions; i++)
        {
            if (!known.Contains($"e{i}"))
            {
                await engine.StartExecutionAsync(machine.Arn, $"e{i}", $$"""{"n":{{i}},"items":[1,2,3]}""");
            }
        }

        foreach (ExecutionDescription execution in engine.ListExecutions())
        {
            await engine.WaitForCompletionAsync(execution.ExecutionArn, TestContext.Current.CancellationToken);
        }
    }

    private const int WorkersPerProcess = 4;

    private static void Check(StepFunctionsEngine engine, ExecutionDescription execution, Dictionary<string, int> calls)
    {
        int n = int.Parse(execution.Name.AsSpan(1), CultureInfo.InvariantCulture);
        Assert.Equal($$"""{"n":{{n}},"items":[1,2,3],"sums":[10,20,30],"both":[{{n * 10}},{{n * 10}}]}""", execution.Output);
        IReadOnlyList<HistoryEvent> history = engine.GetExecutionHistory(execution.ExecutionArn);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(id => (long)id), history.Select(e => e.Id));
        HistoryEvent[] scheduled = [.. history.Where(e => e.Type == "LambdaFunctionScheduled")];
        Assert.Equal(5, scheduled.Length);
        Assert.Equal(5, history.Count(e => e.Type == "LambdaFunctionSucceeded"));
        Assert.All(scheduled, e => Assert.Contains($"{execution.ExecutionArn}#{e.Id}", calls.Keys));
    }

    private static Process Start(string folder)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ImageFlow.Tests.dll");
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["exec", program, "-method", $"{typeof(KillTests).FullName}.{nameof(Victim_RunsUntilAllIsDone)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder;
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string Log(string folder) => Path.Combine(folder, "calls.txt");

    private static int Lines(string folder)
    {
        if (!File.Exists(Log(folder)))
        {
            return 0;
        }

        using FileStream file = new(Log(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return reader.ReadToEnd().Count(c => c == '\n');
    }

    /// <summary>Keeps two calls from writing the log at the same moment.</summary>
    private sealed class Serial(ITaskHandler inner) : ITaskHandler
    {
        private readonly SemaphoreSlim gate = new(1);

        public async ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                return await inner.InvokeAsync(invocation, cancellationToken);
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
