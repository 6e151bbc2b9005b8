using ImageFlow.Deployment.Stacks;
using ImageFlow.Tests.Backends;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Deployment;

/// <summary>Removes what a flow made in Personalize, with the AWS command line against the embedded service.</summary>
public sealed class PersonalizeRemovalTests(RunningServer server, ITestOutputHelper output) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task RemoveAsync_OfADatasetGroup_RemovesCampaignsSolutionsDatasetsAndSchemasAndMayBeRepeated()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        ExternalPrograms.Require("aws");
        await RankingSetUp.TrainAsync(server);
        ImageFlow.Deployment.Stacks.AwsCommand aws = new(server.AwsUrl.ToString().TrimEnd('/'), "us-east-1") { Settings = MotoServer.Credentials };
        Assert.Equal(2, await CountAsync("campaigns"));
        List<string> told = [];
        PersonalizeRemoval removal = new(aws, told.Add, TimeSpan.FromMilliseconds(100));

        await removal.RemoveAsync("no such group", cancel);
        Assert.Equal(2, await CountAsync("campaigns"));
        await removal.RemoveAsync("school", cancel);

        told.ForEach(output.WriteLine);
        foreach (string kind in new[] { "campaigns", "solutions", "datasets", "schemas", "dataset-groups" })
        {
            Assert.Equal(0, await CountAsync(kind));
        }

        // Two campaigns, two solutions, the dataset, its schema, the group.
        Assert.Equal(7, told.Count(line => line.StartsWith("removed ", StringComparison.Ordinal)));
        await removal.RemoveAsync("school", cancel);

        async Task<int> CountAsync(string kind) => (await aws.RunAsync(cancel, "personalize", "list-" + kind))!.AsObject().First().Value!.AsArray().Count;
    }
}
