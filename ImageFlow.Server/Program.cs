using ImageFlow.Server.Hosting;

// Exit codes: 0 stopped in order, 1 not healthy, 2 wrong usage or a busy port, 3 a fault of ours.
var parsed = ServerOptions.Parse(args, Environment.GetEnvironmentVariable);
if (parsed.Error is { } error)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine("Run with --help to see the options.");
    return 2;
}

if (parsed.Help)
{
    Console.WriteLine(ServerOptions.HelpText);
    return 0;
}

return parsed.Health
    ? await HealthProbe.RunAsync(parsed.Options)
    : await ServerRun.RunAsync(parsed.Options);
