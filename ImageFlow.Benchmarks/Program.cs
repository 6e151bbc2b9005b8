using ImageFlow.Benchmarks.Images;

// "images" compares with programs outside .NET and so has a runner of its own; all else is BenchmarkDotNet's.
if (args is ["images", .. string[] options])
{
    return await ImageComparison.RunAsync(options);
}

BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
