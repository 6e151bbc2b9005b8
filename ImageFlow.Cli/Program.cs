using ImageFlow.Cli;

return await CommandLine.RunAsync(args, Terminal.OfProcess());
