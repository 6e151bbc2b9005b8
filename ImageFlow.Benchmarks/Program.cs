using ImageFlow.Benchmarks;
using ImageFlow.Benchmarks.Images;

// "images" compares with programs outside .NET and "engine" measures whole runs; both have runners of their own. All else is BenchmarkDotNet's.
switch (args)
{
    case ["images", .. string[] options]:
        return await ImageComparison.RunAsync(options);
    case ["engine", ..]:
        await EngineBenchmark.RunAsync(args);
        return 0;
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmark).Assembly).Run(args);
        return 0;
}
