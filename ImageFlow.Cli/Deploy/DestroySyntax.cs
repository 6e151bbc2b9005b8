using System.CommandLine;
using ImageFlow.Deployment.Stacks;

namespace ImageFlow.Cli.Deploy;

/// <summary><c>imageflow destroy --stack-name N</c>: buckets emptied, face collections and what the flow made in Personalize removed, the stack deleted.</summary>
internal static class DestroySyntax
{
    public static Command Build(Terminal terminal)
    {
        Option<string> stack = DeploySyntax.StackName();
        Option<string?> endpoint = DeploySyntax.Endpoint();
        Option<string?> region = DeploySyntax.Region();
        Option<bool> artifacts = new("--artifacts") { Description = "Also remove the bucket of packages and templates, which all stacks of the account and region share." };
        Option<bool> yes = new("--yes") { Description = "Do not ask." };
        Command destroy = new("destroy", "Remove a deployed stack with everything in its buckets. Asks first; may be repeated.") { stack, endpoint, region, yes, artifacts };
        destroy.SetAction((line, cancel) => RunAsync(
            terminal, new AwsCommand(line.GetValue(endpoint), line.GetValue(region)), line.GetRequiredValue(stack), line.GetValue(yes), line.GetValue(artifacts), cancel));
        return destroy;
    }

    private static async Task<int> RunAsync(Terminal terminal, AwsCommand aws, string stack, bool yes, bool artifacts, CancellationToken cancellationToken)
    {
        StackRemoval removal = new(aws, terminal.Error.WriteLine);
        if (await removal.ContentsAsync(stack, cancellationToken) is not { } contents)
        {
            await terminal.Error.WriteLineAsync($"There is no stack {stack}: nothing to remove.");
            if (artifacts)
            {
                await removal.RemoveArtifactsAsync(cancellationToken);
            }

            return ExitCode.Ok;
        }

        string? datasetGroup = await removal.DatasetGroupAsync(stack, cancellationToken);
        if (!yes)
        {
            if (datasetGroup is not null)
            {
                await terminal.Error.WriteLineAsync($"In Personalize, the dataset group {datasetGroup} goes with its datasets, solutions and campaigns.");
            }

            await terminal.Error.WriteLineAsync($"The stack {stack} goes, with all objects and all their versions in: {string.Join(", ", contents["AWS::S3::Bucket"].DefaultIfEmpty("no bucket"))}.");
            await terminal.Error.WriteAsync("This cannot be undone. Type the stack's name to go on: ");
            string? answer = await terminal.In.ReadLineAsync(cancellationToken);
            if (answer?.Trim() != stack)
            {
                await terminal.Error.WriteLineAsync("Nothing was removed.");
                return ExitCode.Usage;
            }
        }

        if (datasetGroup is not null)
        {
            await new PersonalizeRemoval(aws, terminal.Error.WriteLine).RemoveAsync(datasetGroup, cancellationToken);
        }

        await removal.RemoveAsync(stack, contents, cancellationToken);
        if (artifacts)
        {
            await removal.RemoveArtifactsAsync(cancellationToken);
        }

        await terminal.Error.WriteLineAsync($"The stack {stack} is gone.");
        return ExitCode.Ok;
    }
}
