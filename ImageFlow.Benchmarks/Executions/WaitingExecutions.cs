using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageFlow.Engine;

namespace ImageFlow.Benchmarks.Executions;

/// <summary>
/// Many executions that wait, in processes of their own: what they cost in memory, how long an open takes, and how late the
/// timers are when the due times are spread evenly over a minute.
/// </summary>
internal static class WaitingExecutions
{
    private const int SpreadSeconds = 60;

    public static async Task RunAsync(string folder, int count)
    {
        DateTimeOffset first = DateTimeOffset.UtcNow.AddSeconds(20 + (count / 3000));
        await ChildAsync("start", folder, count, first);
        await ChildAsync("resume", folder, count, first);
    }

    /// <summary>Starts the executions, and says what they take.</summary>
    public static async Task StartAsync(string folder, int count, DateTimeOffset first)
    {
        await using StepFunctionsEngine engine = await EngineLoad.OpenAsync(folder);
        string arn = engine.CreateStateMachine("waiting", EngineMachines.WaitUntil).Arn;
        int next = 0;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, EngineLoad.AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is int number && number <= count)
            {
                DateTimeOffset due = first.AddSeconds((double)SpreadSeconds * number / count);
                await engine.StartExecutionAsync(arn, null, $$"""{"due":"{{due.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}}"}""");
            }
        })));
        Say($"{count} waiting executions started in {watch.Elapsed.TotalSeconds:F1} s; resident {Resident():F0} MB");
        await Task.Delay(2000);
        Say($"two seconds later resident {Resident():F0} MB");
    }

    /// <summary>Opens the folder again and waits for all of them.</summary>
    public static async Task ResumeAsync(string folder, int count, DateTimeOffset first)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await using StepFunctionsEngine engine = await EngineLoad.OpenAsync(folder);
        Say($"open again after {watch.Elapsed.TotalSeconds:F2} s; resident {Resident():F0} MB");
        double peak = 0;
        while (DateTimeOffset.UtcNow < first.AddSeconds(SpreadSeconds + 2) || engine.ListExecutions(status: "RUNNING", max: 1).Count > 0)
        {
            await Task.Delay(200);
            peak = Math.Max(peak, Resident());
        }

        double[] late = [.. engine.ListExecutions(max: count).Select(execution =>
            (execution.StopDate!.Value - JsonDocument.Parse(execution.Input!).RootElement.GetProperty("due").GetDateTimeOffset()).TotalMilliseconds).Order()];
        Say($"{late.Length} timers: late by {late[late.Length / 2]:F0} ms in the median, {late[late.Length * 99 / 100]:F0} ms at 99 %, at most {late[^1]:F0} ms; greatest resident {peak:F0} MB");
    }

    private static async Task ChildAsync(string part, string folder, int count, DateTimeOffset first)
    {
        using Process process = Process.Start("dotnet", [typeof(WaitingExecutions).Assembly.Location, "engine", "waiting-" + part, folder, count.ToString(CultureInfo.InvariantCulture), first.ToString("O", CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
    }

    private static double Resident()
    {
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1e6;
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
