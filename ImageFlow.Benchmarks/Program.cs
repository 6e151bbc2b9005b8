using ImageFlow.Benchmarks;
using ImageFlow.Benchmarks.Executions;
using ImageFlow.Benchmarks.Functions;
using ImageFlow.Benchmarks.Images;
using ImageFlow.Benchmarks.Jsonata;
using ImageFlow.Benchmarks.Pages;
using ImageFlow.Benchmarks.Uploads;

// "images" and "jsonata" compare with programs outside .NET, "run", "flows", "http", "engine", "uploads" and "coldstart" measure whole runs and "pages" the run page in a browser; they have
// runners of their own. All else is BenchmarkDotNet's.
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
    case ["pages"]:
        return await PageBenchmark.RunAsync();
    case ["engine", .. string[] options]:
        return await EngineBenchmark.RunAsync(options);
    case ["uploads", .. string[] options]:
        return await UploadBenchmark.RunAsync(options);
    case ["coldstart", .. string[] options]:
        return await ColdStartBenchmark.RunAsync(options);
    case [FunctionHost.Command, string package]:
        return FunctionHost.Run(package);
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmark).Assembly).Run(args);
        return 0;
}
