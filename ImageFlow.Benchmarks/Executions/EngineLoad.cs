using System.Diagnostics;
using System.Globalization;
using ImageFlow.Engine;

namespace ImageFlow.Benchmarks.Executions;

/// <summary>Runs many executions of one machine and takes the time.</summary>
internal static class EngineLoad
{
    public const int AtOnce = 64;

    public static Task<StepFunctionsEngine> OpenAsync(string folder, ITaskHandler? handler = null) =>
        StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = folder, TaskHandler = handler ?? new EngineMachines.Echo() });

    /// <returns>Executions per second, and CPU microseconds for each.</returns>
    public static async Task<(double Rate, double Cpu)> RunAsync(StepFunctionsEngine engine, string definition, string input, int count, int atOnce = AtOnce)
    {
        string name = "m" + Math.Abs(string.GetHashCode(definition, StringComparison.Ordinal)).ToString(CultureInfo.InvariantCulture);
        string arn = engine.CreateStateMachine(name, definition).Arn;
        int left = count;
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(count, atOnce)).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                string execution = (await engine.StartExecutionAsync(arn, null, input)).ExecutionArn;
                await engine.WaitForCompletionAsync(execution, CancellationToken.None);
            }
        })));
        double seconds = watch.Elapsed.TotalSeconds;
        return (count / seconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / count);
    }

    public static void Print(string title, int count, (double Rate, double Cpu) measured) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{title,-34} {count,7} executions {measured.Rate,10:F1}/s  CPU {measured.Cpu,8:F0} µs each"));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
