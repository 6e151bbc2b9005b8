using System.Text.Json.Nodes;

namespace ImageFlow.Deployment.Stacks;

/// <summary>
/// Removes what a flow made in Personalize, which no stack holds: campaigns, solutions, datasets with their schemas, and the dataset group. Each step may find its work
/// done already, so that it can be repeated.
/// </summary>
/// <param name="pause">Between two looks whether something is gone. Default ten seconds.</param>
public sealed class PersonalizeRemoval(AwsCommand aws, Action<string> tell, TimeSpan? pause = null)
{
    private const string Service = "personalize";

    /// <summary>Campaigns take minutes to go; longer than an hour means that something holds them.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly TimeSpan interval = pause ?? TimeSpan.FromSeconds(10);

    /// <exception cref="AwsCommandException">AWS refuses.</exception>
    /// <exception cref="DeploymentException">Something is not gone after an hour.</exception>
    public async Task RemoveAsync(string datasetGroup, CancellationToken cancellationToken = default)
    {
        string? group = (await ListAsync("dataset-groups", "datasetGroups", [], cancellationToken))
            .Where(entry => (string?)entry["name"] == datasetGroup).Select(entry => (string)entry["datasetGroupArn"]!).FirstOrDefault();
        if (group is null)
        {
            tell($"there is no dataset group {datasetGroup} in Personalize");
            return;
        }

        string[] ofGroup = ["--dataset-group-arn", group];
        IReadOnlyList<JsonNode> solutions = await ListAsync("solutions", "solutions", ofGroup, cancellationToken);
        foreach (string solution in solutions.Select(entry => (string)entry["solutionArn"]!))
        {
            await RemoveAllAsync("campaign", "campaigns", ["--solution-arn", solution], cancellationToken);
        }

        await RemoveAllAsync("solution", "solutions", ofGroup, cancellationToken);
        List<string> schemas = [];
        foreach (JsonNode dataset in await ListAsync("datasets", "datasets", ofGroup, cancellationToken))
        {
            JsonNode? described = await aws.RunAsync(cancellationToken, Service, "describe-dataset", "--dataset-arn", (string)dataset["datasetArn"]!);
            schemas.Add((string)described!["dataset"]!["schemaArn"]!);
        }

        await RemoveAllAsync("dataset", "datasets", ofGroup, cancellationToken);
        foreach (string schema in schemas.Distinct())
        {
            await DeleteAsync("schema", schema, cancellationToken);
        }

        await DeleteAsync("dataset-group", group, cancellationToken);
    }

    /// <summary>Deletes everything of a kind and waits until it is gone: what holds it could not be deleted before.</summary>
    private async Task RemoveAllAsync(string kind, string kinds, string[] filter, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonNode> found = await ListAsync(kinds, kinds, filter, cancellationToken);
        foreach (JsonNode entry in found.Where(entry => !((string?)entry["status"] ?? "").StartsWith("DELETE", StringComparison.Ordinal)))
        {
            await DeleteAsync(kind, (string)entry[kind + "Arn"]!, cancellationToken);
        }

        for (TimeSpan waited = TimeSpan.Zero; (await ListAsync(kinds, kinds, filter, cancellationToken)).Count > 0; waited += interval)
        {
            if (waited > Longest)
            {
                throw new DeploymentException($"The {kinds} of Personalize are not gone after an hour; look at them in the console, and repeat this.");
            }

            await Task.Delay(interval, cancellationToken);
        }
    }

    private async Task DeleteAsync(string kind, string arn, CancellationToken cancellationToken)
    {
        try
        {
            await aws.RunAsync(cancellationToken, Service, "delete-" + kind, $"--{kind}-arn", arn);
            tell($"removed {arn}");
        }
        catch (AwsCommandException refused) when (refused.Answer.Contains("ResourceNotFoundException", StringComparison.Ordinal))
        {
            tell($"{arn} was removed already");
        }
    }

    private async Task<IReadOnlyList<JsonNode>> ListAsync(string command, string member, string[] filter, CancellationToken cancellationToken) =>
        [.. ((await aws.RunAsync(cancellationToken, [Service, "list-" + command, .. filter]))?[member] as JsonArray ?? []).Select(entry => entry!)];
}
