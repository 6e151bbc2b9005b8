using System.CommandLine;
using ImageFlow.Cli.Deploy;

namespace ImageFlow.Cli.Parity;

/// <summary>The arguments and options of <c>imageflow parity</c>.</summary>
internal static class ParitySyntax
{
    private const double StandardTimeout = 600;

    public static Command Build(Terminal terminal, Argument<string> file, Option<string?> image, Option<string?> input, Option<bool> json)
    {
        Option<string?> endpoint = DeploySyntax.Endpoint();
        Option<string?> region = DeploySyntax.Region();
        Option<string?> role = new("--role-arn") { Description = "The role of the state machine that is made there, for the time of the run.", HelpName = "ARN" };
        Option<string?> machine = new("--state-machine-arn") { Description = "Run this state machine there, instead of making one.", HelpName = "ARN" };
        Option<string[]> name = new("--name") { Description = "A resource that has another name there, such as imageflow-uploads=my-uploads. May be given again.", HelpName = "HERE=THERE" };
        Option<string[]> ignore = new("--ignore")
        {
            Description = $"A difference of emulators to leave out: {string.Join(", ", ParityRule.Optional.Select(rule => rule.Name))}. May be given again.",
            HelpName = "RULE",
        };
        Option<double> timeout = new("--timeout") { Description = "How many seconds the run there may last.", DefaultValueFactory = _ => StandardTimeout, HelpName = "SECONDS" };
        Command parity = new("parity", "Run a flow here and on AWS or an emulator, and compare the two histories event by event.")
        {
            file, image, input, endpoint, region, role, machine, name, ignore, timeout, json,
        };
        parity.SetAction((line, cancel) => new ParityCommand(terminal).RunAsync(
            new ParityRequest
            {
                File = line.GetRequiredValue(file),
                Image = line.GetValue(image),
                Input = line.GetValue(input),
                Endpoint = line.GetValue(endpoint),
                Region = line.GetValue(region),
                RoleArn = line.GetValue(role),
                MachineArn = line.GetValue(machine),
                Names = [.. (line.GetValue(name) ?? []).Select(Names)],
                Ignore = line.GetValue(ignore) ?? [],
                Timeout = TimeSpan.FromSeconds(line.GetValue(timeout)),
                Json = line.GetValue(json),
            },
            cancel));
        return parity;
    }

    private static (string Here, string There) Names(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 ? (text[..at], text[(at + 1)..]) : throw new UsageException($"'{text}' names no resource here and there; write it like imageflow-uploads=my-uploads.");
    }
}
