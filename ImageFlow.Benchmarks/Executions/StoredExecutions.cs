using System.Globalization;
using ImageFlow.Engine;

namespace ImageFlow.Benchmarks.Executions;

/// <summary>Whether an execution costs more when many finished ones are stored.</summary>
internal static class StoredExecutions
{
    private const int Sample = 10_000;
    private const int Rounds = 5;

    public static async Task RunAsync(string folder, int stored)
    {
        (double fewRate, double fewCpu) = await MeasureAsync(Path.Combine(folder, "few"), 1000);
        (double manyRate, double manyCpu) = await MeasureAsync(Path.Combine(folder, "many"), stored);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"cost of one with {stored} stored : with 1000 stored = {fewRate / manyRate:F2} in time, {manyCpu / fewCpu:F2} in CPU time (target 1.3)"));
    }

    private static async Task<(double Rate, double Cpu)> MeasureAsync(string folder, int stored)
    {
        await using StepFunctionsEngine engine = await EngineLoad.OpenAsync(folder);
        await EngineLoad.RunAsync(engine, EngineMachines.TenStates(), """{"n":1}""", Sample);
        (double filling, _) = await EngineLoad.RunAsync(engine, EngineMachines.MapOfPass, "[1,2,3,4]", stored);
        List<double> rates = [];
        List<double> cpu = [];
        for (int round = 0; round < Rounds; round++)
        {
            (double rate, double used) = await EngineLoad.RunAsync(engine, EngineMachines.TenStates(), """{"n":1}""", Sample);
            rates.Add(rate);
            cpu.Add(used);
        }

        double size = new FileInfo(Path.Combine(folder, "engine.db")).Length / 1e6;
        (double, double) median = (EngineLoad.Median(rates), EngineLoad.Median(cpu));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stored} stored at {filling:F0}/s, file {size:F0} MB: {median.Item1:F0}/s, CPU {median.Item2:F0} µs each"));
        return median;
    }
}
