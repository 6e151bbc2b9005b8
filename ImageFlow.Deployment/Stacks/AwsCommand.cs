using System.Text.Json.Nodes;

namespace ImageFlow.Deployment.Stacks;

/// <summary>The AWS command line, with the user's own credentials and settings.</summary>
/// <param name="Endpoint">Another address for all services, as emulators have; default AWS's own.</param>
/// <param name="Region">Default: what the command line's settings say.</param>
public sealed record AwsCommand(string? Endpoint, string? Region)
{
    /// <summary>Further environment variables of the command line. Default: none.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    private const string Program = "aws";
    private const string IfAbsent = "Install the AWS command line (https://aws.amazon.com/cli/), or deploy the folder's template.yaml by other means; its README.md says how.";

    /// <summary>Runs a command; its answer as JSON, or <see langword="null"/> where it gives none.</summary>
    /// <exception cref="AwsCommandException">AWS refuses, or the command line does.</exception>
    /// <exception cref="DeploymentException">There is no AWS command line.</exception>
    public async Task<JsonNode?> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        ProcessResult result = await ExecuteAsync(arguments, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new AwsCommandException(string.Join(' ', arguments.Take(2)), result.Error.Trim());
        }

        return string.IsNullOrWhiteSpace(result.Output) ? null : JsonNode.Parse(result.Output);
    }

    /// <summary>Runs a command whose answer is no JSON.</summary>
    public async Task<string> RunTextAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        ProcessResult result = await ExecuteAsync(arguments, cancellationToken);
        return result.ExitCode == 0 ? result.Output.Trim() : throw new AwsCommandException(string.Join(' ', arguments.Take(2)), result.Error.Trim());
    }

    /// <summary>The region that commands go to.</summary>
    /// <exception cref="DeploymentException">Neither an option nor the settings name one.</exception>
    public async Task<string> RegionAsync(CancellationToken cancellationToken)
    {
        string? named = Region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION");
        if (!string.IsNullOrEmpty(named))
        {
            return named;
        }

        ProcessResult configured = await Processes.RunAsync(Program, ["configure", "get", "region"], IfAbsent, cancellationToken);
        return configured.Output.Trim() is { Length: > 0 } region
            ? region
            : throw new DeploymentException("No region is set: name one with --region, or run 'aws configure'.");
    }

    private Task<ProcessResult> ExecuteAsync(string[] arguments, CancellationToken cancellationToken)
    {
        List<string> line = [.. arguments];
        if (Region is not null)
        {
            line.AddRange(["--region", Region]);
        }

        if (!arguments.Contains("--output") && arguments is not (["cloudformation", "deploy" or "wait" or "package", ..] or ["s3", ..]))
        {
            line.AddRange(["--output", "json"]);
        }

        // Not the option --endpoint-url: 'cloudformation deploy' would still send its template to S3's own address.
        return Processes.RunAsync(Program, line, IfAbsent, cancellationToken, [.. Settings, .. Endpoint is null ? [] : new[] { ("AWS_ENDPOINT_URL", Endpoint) }]);
    }
}

/// <summary>AWS refuses a command.</summary>
public sealed class AwsCommandException(string command, string answer) : Exception($"'aws {command}' failed: {answer}")
{
    public string Answer { get; } = answer;
}
