using ImageFlow.Benchmarks;
using ImageFlow.Benchmarks.Executions;
using ImageFlow.Benchmarks.Images;
using ImageFlow.Benchmarks.Jsonata;

// "images" and "jsonata" compare with programs outside .NET and "run", "flows", "http" and "engine" measure whole runs; they have runners of their own. All else is BenchmarkDotNet's.
switch (args)
{
    case ["images", .. string[] options]:
        return await ImageComparison.RunAsync(options);
    case ["jsonata"]:
        return JsonataComparison.Run();
    case ["flows"]:
        return FlowBenchmark.Run();
    case ["run", .. string[] options]:
        return RunBenchmark.Run(options);
    case ["http", .. string[] options]:
        return await HttpBenchmark.RunAsync(options);
    case ["engine", .. string[] options]:
        return await EngineBenchmark.RunAsync(options);
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmark).Assembly).Run(args);
        return 0;
}
