using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Tests.EndToEnd;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Backends;

/// <summary>Campaigns of Personalize over a few interactions, as the flow nightly-ranking makes them.</summary>
internal static class RankingSetUp
{
    private const string Role = "arn:aws:iam::123456789012:role/any";

    public static async Task TrainAsync(RunningServer server)
    {
        using AwsHttp aws = new(server.AwsUrl);
        await TrainAsync(
            async (target, request) => (ObjectData)JsonData.Parse((await aws.CallAsync(target, request)).ToJsonString()),
            (key, content) => aws.PutObjectAsync("imageflow-processed", key, content));
    }

    /// <param name="call">Calls an operation of a service by its target.</param>
    /// <param name="put">Stores a file in <c>imageflow-processed</c>.</param>
    public static async Task TrainAsync(Func<string, JsonObject, Task<ObjectData>> call, Func<string, byte[], Task> put)
    {
        await call("DynamoDB_20120810.CreateTable", JsonNode.Parse("""
            {"TableName":"ClassActivity","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}
            """)!.AsObject());
        foreach (string id in new[] { "art", "biology", "nightly-ranking" })
        {
            await call("DynamoDB_20120810.PutItem", new JsonObject { ["TableName"] = "ClassActivity", ["Item"] = new JsonObject { ["id"] = new JsonObject { ["S"] = id } } });
        }

        await put("ranking/interactions.csv", Encoding.UTF8.GetBytes("USER_ID,ITEM_ID,TIMESTAMP\ns1,art,1\ns2,art,1\ns2,biology,2\ns3,art,1\ns3,biology,2\n"));
        string schema = await MakeAsync("CreateSchema", "schemaArn", new() { ["name"] = "school-interactions", ["schema"] = """{"type":"record","name":"Interactions","fields":[]}""" });
        string group = await MakeAsync("CreateDatasetGroup", "datasetGroupArn", new() { ["name"] = "school" });
        string dataset = await MakeAsync("CreateDataset", "datasetArn", new() { ["name"] = "interactions", ["datasetGroupArn"] = group, ["datasetType"] = "Interactions", ["schemaArn"] = schema });
        await MakeAsync("CreateDatasetImportJob", "datasetImportJobArn", new()
        {
            ["jobName"] = "import", ["datasetArn"] = dataset, ["roleArn"] = Role, ["dataSource"] = new JsonObject { ["dataLocation"] = "s3://imageflow-processed/ranking/interactions.csv" },
        });
        foreach ((string name, string recipe) in new[] { ("student-recommendations", "aws-user-personalization"), ("student-ranking", "aws-personalized-ranking") })
        {
            string solution = await MakeAsync("CreateSolution", "solutionArn", new() { ["name"] = name, ["datasetGroupArn"] = group, ["recipeArn"] = "arn:aws:personalize:::recipe/" + recipe });
            string version = await MakeAsync("CreateSolutionVersion", "solutionVersionArn", new() { ["solutionArn"] = solution });
            await MakeAsync("CreateCampaign", "campaignArn", new() { ["name"] = name, ["solutionVersionArn"] = version, ["minProvisionedTPS"] = 1 });
        }

        async Task<string> MakeAsync(string operation, string member, JsonObject request) => ((StringData)(await call("AmazonPersonalize." + operation, request))[member]!).Value;
    }
}
