using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageFlow.Deployment.Packages;

namespace ImageFlow.Deployment.Stacks;

/// <summary>Deploys an exported folder as a stack of CloudFormation.</summary>
public sealed partial class StackDeployment(AwsCommand aws, Action<string> tell)
{
    /// <summary>The template's parameter for the package's bucket; a template without functions has none.</summary>
    private const string CodeBucketParameter = "CodeBucket";

    /// <summary>The definition with placeholders for names, in the folder of a flow too large for its template.</summary>
    public const string DefinitionApartFile = "deployed-definition.asl.json";

    /// <param name="folder">With <c>template.yaml</c>, and the packages where the template has functions.</param>
    /// <param name="given">Parameters that the user names; they win over everything else.</param>
    /// <returns>The stack's outputs.</returns>
    /// <exception cref="DeploymentException">The folder lacks what is needed.</exception>
    /// <exception cref="AwsCommandException">AWS refuses.</exception>
    public async Task<IReadOnlyDictionary<string, string>> DeployAsync(
        string folder, string stackName, string architecture, IReadOnlyDictionary<string, string> given, CancellationToken cancellationToken = default)
    {
        string template = Path.Combine(folder, "template.yaml");
        if (!File.Exists(template))
        {
            throw new DeploymentException($"'{template}' is not there; 'imageflow export FILE -o {folder}' writes it.");
        }

        string text = await File.ReadAllTextAsync(template, cancellationToken);
        string[] declared = [.. ParameterNames().Matches(text).Select(match => match.Groups["name"].Value)];
        if (given.Keys.FirstOrDefault(name => !declared.Contains(name)) is { } unknown)
        {
            throw new DeploymentException($"The template has no parameter '{unknown}'; it has {string.Join(", ", declared)}.");
        }

        string account = await AccountAsync(aws, cancellationToken);
        string region = await aws.RegionAsync(cancellationToken);
        string artifacts = ArtifactsBucket(account, region);
        await EnsureBucketAsync(artifacts, region, cancellationToken);

        Dictionary<string, string> parameters = [];
        foreach (string bucket in declared.Where(name => name.EndsWith("BucketName", StringComparison.Ordinal)))
        {
            // Names of buckets are unique in all of AWS.
            parameters[bucket] = $"imageflow-{bucket[..^"BucketName".Length].ToLowerInvariant()}-{account}-{region}";
        }

        if (declared.Contains(CodeBucketParameter))
        {
            parameters[CodeBucketParameter] = artifacts;
        }

        if (declared.Contains("CodeKey"))
        {
            await UploadPackageAsync(folder, architecture, artifacts, parameters, cancellationToken);
        }

        if (declared.Contains("DefinitionKey"))
        {
            await UploadDefinitionAsync(folder, artifacts, parameters, cancellationToken);
        }

        foreach ((string name, string value) in given)
        {
            parameters[name] = value;
        }

        tell($"deploying the stack {stackName} in {region}");
        string? packaged = text.Contains("\nTransform: ", StringComparison.Ordinal) ? await PackageAsync(template, artifacts, cancellationToken) : null;
        try
        {
            await aws.RunTextAsync(
                cancellationToken,
                [
                    "cloudformation", "deploy", "--template-file", packaged ?? template, "--stack-name", stackName, "--s3-bucket", artifacts, "--no-fail-on-empty-changeset",
                    "--capabilities", "CAPABILITY_NAMED_IAM", .. packaged is null ? [] : new[] { "CAPABILITY_AUTO_EXPAND" },
                    .. parameters.Count == 0 ? [] : new[] { "--parameter-overrides" }, .. parameters.Select(p => $"{p.Key}={p.Value}"),
                ]);
        }
        finally
        {
            if (packaged is not null)
            {
                File.Delete(packaged);
            }
        }

        IReadOnlyDictionary<string, string> outputs = await OutputsAsync(stackName, cancellationToken);
        await new WebsiteUpload(aws, tell).RunAsync(folder, outputs, cancellationToken);
        return outputs;
    }

    /// <summary>The bucket of packages and templates for the account and region in use.</summary>
    internal static async Task<string> ArtifactsBucketAsync(AwsCommand aws, CancellationToken cancellationToken) =>
        ArtifactsBucket(await AccountAsync(aws, cancellationToken), await aws.RegionAsync(cancellationToken));

    private static string ArtifactsBucket(string account, string region) => $"imageflow-artifacts-{account}-{region}";

    private static Task<string> AccountAsync(AwsCommand aws, CancellationToken cancellationToken) =>
        aws.RunTextAsync(cancellationToken, "sts", "get-caller-identity", "--query", "Account", "--output", "text");

    /// <summary>Uploads the files that a template of SAM names.</summary>
    /// <returns>The template with the objects' addresses in their place.</returns>
    private async Task<string> PackageAsync(string template, string artifacts, CancellationToken cancellationToken)
    {
        string packaged = Path.GetTempFileName();
        await aws.RunTextAsync(cancellationToken, "cloudformation", "package", "--template-file", template, "--s3-bucket", artifacts, "--s3-prefix", "sam", "--output-template-file", packaged);
        return packaged;
    }

    private async Task UploadPackageAsync(
        string folder, string architecture, string artifacts, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        string zip = Path.Combine(folder, LambdaPackage.FileName(architecture));
        if (!File.Exists(zip))
        {
            throw new DeploymentException($"'{zip}' is not there, which the template's functions need; 'imageflow package -o {folder}' makes it.");
        }

        // The key holds the content's hash: CloudFormation updates the functions when it changes, and only then.
        string key = $"lambda/{architecture}/{ReproducibleZip.Hash(zip)}.zip";
        tell($"uploading {zip} to s3://{artifacts}/{key}");
        await aws.RunTextAsync(cancellationToken, "s3", "cp", zip, $"s3://{artifacts}/{key}", "--only-show-errors");
        parameters["CodeKey"] = key;
        parameters["Architecture"] = architecture;
    }

    private async Task UploadDefinitionAsync(string folder, string artifacts, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        string definition = Path.Combine(folder, DefinitionApartFile);
        if (!File.Exists(definition))
        {
            throw new DeploymentException($"'{definition}' is not there, which the template takes the states from; 'imageflow export FILE -o {folder}' writes it.");
        }

        string key = $"definitions/{ReproducibleZip.Hash(definition)}.json";
        tell($"uploading {definition} to s3://{artifacts}/{key}");
        await aws.RunTextAsync(cancellationToken, "s3", "cp", definition, $"s3://{artifacts}/{key}", "--only-show-errors");
        parameters["DefinitionKey"] = key;
    }

    private async Task EnsureBucketAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        try
        {
            await aws.RunAsync(cancellationToken, "s3api", "head-bucket", "--bucket", bucket);
        }
        catch (AwsCommandException absent) when (absent.Answer.Contains("404", StringComparison.Ordinal))
        {
            tell($"making the bucket {bucket} for packages and templates");
            await aws.RunTextAsync(cancellationToken, "s3", "mb", $"s3://{bucket}", "--region", region);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> OutputsAsync(string stackName, CancellationToken cancellationToken)
    {
        JsonNode? answer = await aws.RunAsync(cancellationToken, "cloudformation", "describe-stacks", "--stack-name", stackName);
        return (answer?["Stacks"]?[0]?["Outputs"] as JsonArray ?? []).ToDictionary(output => (string)output!["OutputKey"]!, output => (string)output!["OutputValue"]!);
    }

    /// <summary>Parameters stand two blanks deep, between the lines "Parameters:" and the next section.</summary>
    [GeneratedRegex(@"(?<=^Parameters:\n(?:[ ].*\n)*)  (?<name>[A-Za-z0-9]+):\n", RegexOptions.Multiline)]
    private static partial Regex ParameterNames();
}
