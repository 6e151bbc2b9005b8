using ImageFlow.Cli.Documents;
using ImageFlow.Cli.Run;
using ImageFlow.Deployment.Stacks;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;

namespace ImageFlow.Cli.Parity;

/// <summary><c>imageflow parity FILE</c>: the same flow with the same input here and on another endpoint, compared event by event.</summary>
internal sealed class ParityCommand(Terminal terminal)
{
    private const string EmulatorRole = "arn:aws:iam::123456789012:role/imageflow-parity";
    private const int SuffixLength = 8;
    private const int MaxNameLength = 80;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Further environment variables of the AWS command line. Default: none.</summary>
    public IReadOnlyList<(string Name, string Value)> AwsSettings { get; init; } = [];

    /// <returns><see cref="ExitCode.Findings"/> where the runs differ.</returns>
    public async Task<int> RunAsync(ParityRequest request, CancellationToken cancellationToken)
    {
        FlowDocument document = await FlowDocument.LoadAsync(request.File);
        string definition = document.RequireDefinition();
        IReadOnlyList<ParityRule> rules = Rules(request.Ignore);
        string role = request.RoleArn ?? (request.Endpoint is not null || request.MachineArn is not null
            ? EmulatorRole
            : throw new UsageException("On AWS a state machine needs a role: name it with --role-arn, or a state machine that is deployed already with --state-machine-arn."));
        RunInput input = await RunInput.ReadAsync(new RunRequest { File = request.File, Image = request.Image, Input = request.Input, DataDirectory = "" });
        string executionName = "parity-" + Guid.NewGuid().ToString("n")[..SuffixLength];
        string machineName = request.MachineArn?.Split(':')[^1] ?? Unique(document.Name, executionName);

        AwsCommand aws = new(request.Endpoint, request.Region) { Settings = AwsSettings };
        (RecordedRun here, string sent) = await RunHereAsync(request, aws, input, machineName, executionName, definition, cancellationToken);
        RemoteRun remote = new(aws, request.Timeout);
        string there = Replaced(sent, request.Names);
        RecordedRun other = request.MachineArn is { } arn
            ? await remote.RunAsync(arn, executionName, there, cancellationToken)
            : await remote.RunOnceAsync(machineName, executionName, Replaced(definition, request.Names), role, there, cancellationToken);
        ParityReport report = new(here, Renamed(other, request.Names), rules);
        await (request.Json ? terminal.Out.WriteLineAsync(report.ToJson().ToJson(indented: true)) : terminal.Out.WriteAsync(report.ToText()));
        return report.IsEqual ? ExitCode.Ok : ExitCode.Findings;
    }

    /// <summary>Runs the flow in a folder of its own; a picture is put into the bucket here and there first.</summary>
    private static async Task<(RecordedRun Run, string Input)> RunHereAsync(
        ParityRequest request, AwsCommand aws, RunInput input, string machineName, string executionName, string definition, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("imageflow-parity-").FullName;
        try
        {
            await using LocalCloudHost cloud = await LocalCloudHost.OpenAsync(new LocalCloudOptions { DataDirectory = folder, TimeSkip = true, Synchronous = false }, cancellationToken);
            Asl.Values.JsonData sent = await input.UploadAsync(cloud.Objects, cancellationToken);
            if (request.Image is { } image && sent is Asl.Values.ObjectData { } uploaded && uploaded["key"] is Asl.Values.StringData key)
            {
                string bucket = Replaced(LocalNames.UploadsBucket, request.Names);
                await aws.RunAsync(cancellationToken, "s3api", "put-object", "--bucket", bucket, "--key", key.Value, "--body", image);
            }

            (string machineArn, _) = cloud.PutStateMachine(machineName, definition);
            ExecutionDescription execution = await cloud.Engine.StartExecutionAsync(machineArn, executionName, sent.ToJson());
            while (execution.Status == "RUNNING")
            {
                await Task.Delay(PollInterval, cancellationToken);
                execution = cloud.Engine.DescribeExecution(execution.ExecutionArn);
            }

            RecordedRun run = new(execution.Status, execution.Output, execution.Error, execution.Cause, cloud.Engine.GetExecutionHistory(execution.ExecutionArn));
            return (run, sent.ToJson());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<ParityRule> Rules(IReadOnlyList<string> ignored)
    {
        if (ignored.FirstOrDefault(name => ParityRule.Optional.All(rule => rule.Name != name)) is { } unknown)
        {
            throw new UsageException($"There is no rule '{unknown}'; choose from {string.Join(", ", ParityRule.Optional.Select(rule => rule.Name))}.");
        }

        return [.. ParityRule.Always, .. ParityRule.Optional.Where(rule => ignored.Contains(rule.Name))];
    }

    private static string Unique(string name, string executionName)
    {
        string suffix = "-" + executionName;
        return name[..Math.Min(name.Length, MaxNameLength - suffix.Length)] + suffix;
    }

    /// <summary>Names here become names there.</summary>
    private static string Replaced(string text, IReadOnlyList<(string Here, string There)> names) =>
        names.Aggregate(text, (all, name) => all.Replace(name.Here, name.There, StringComparison.Ordinal));

    /// <summary>Names there become names here, in everything that the run recorded.</summary>
    private static RecordedRun Renamed(RecordedRun run, IReadOnlyList<(string Here, string There)> names)
    {
        if (names.Count == 0)
        {
            return run;
        }

        (string, string)[] back = [.. names.Select(name => (name.There, name.Here))];
        return run with
        {
            Output = run.Output is { } output ? Replaced(output, back) : null,
            Cause = run.Cause is { } cause ? Replaced(cause, back) : null,
            Events = [.. run.Events.Select(happened => happened.Details is { } details
                ? happened with { Details = (Asl.Values.ObjectData)Asl.Values.JsonData.Parse(Replaced(details.ToJson(), back)) }
                : happened)],
        };
    }
}
