using System.CommandLine;
using ImageFlow.Deployment.Stacks;

namespace ImageFlow.Cli.Deploy;

/// <summary><c>imageflow destroy --stack-name N</c>: buckets emptied, face collections removed, the stack deleted.</summary>
internal static class DestroySyntax
{
    public static Command Build(Terminal terminal)
    {
        Option<string> stack = DeploySyntax.StackName();
        Option<string?> endpoint = DeploySyntax.Endpoint();
        Option<string?> region = DeploySyntax.Region();
        Option<bool> yes = new("--yes") { Description = "Do not ask." };
        Command destroy = new("destroy", "Remove a deployed stack with everything in its buckets. Asks first; may be repeated.") { stack, endpoint, region, yes };
        destroy.SetAction((line, cancel) => RunAsync(
            terminal, new StackRemoval(new AwsCommand(line.GetValue(endpoint), line.GetValue(region)), terminal.Error.WriteLine), line.GetRequiredValue(stack), line.GetValue(yes), cancel));
        return destroy;
    }

    private static async Task<int> RunAsync(Terminal terminal, StackRemoval removal, string stack, bool yes, CancellationToken cancellationToken)
    {
        if (await removal.ContentsAsync(stack, cancellationToken) is not { } contents)
        {
            await terminal.Error.WriteLineAsync($"There is no stack {stack}: nothing to remove.");
            return ExitCode.Ok;
        }

        if (!yes)
        {
            await terminal.Error.WriteLineAsync($"The stack {stack} goes, with all objects and all their versions in: {string.Join(", ", contents["AWS::S3::Bucket"].DefaultIfEmpty("no bucket"))}.");
            await terminal.Error.WriteAsync("This cannot be undone. Type the stack's name to go on: ");
            string? answer = await terminal.In.ReadLineAsync(cancellationToken);
            if (answer?.Trim() != stack)
            {
                await terminal.Error.WriteLineAsync("Nothing was removed.");
                return ExitCode.Usage;
            }
        }

        await removal.RemoveAsync(stack, contents, cancellationToken);
        await terminal.Error.WriteLineAsync($"The stack {stack} is gone.");
        return ExitCode.Ok;
    }
}
