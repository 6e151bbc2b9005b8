using System.Text;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.LocalCloud.Recommendations;

/// <summary>From the files of a dataset to recommendations, as a flow asks for them.</summary>
public sealed class PersonalizeTests : IDisposable
{
    private const string Prefix = "arn:aws:states:::aws-sdk:personalize:";
    private const string Runtime = "arn:aws:states:::aws-sdk:personalizeruntime:";
    private const string Group = "arn:aws:personalize:us-east-1:123456789012:dataset-group/g";
    private const string Dataset = "arn:aws:personalize:us-east-1:123456789012:dataset/g/INTERACTIONS";
    private const string Campaign = "arn:aws:personalize:us-east-1:123456789012:campaign/c";

    // a and b go together, c and d do; d is the most popular.
    private const string Csv = """
        USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE
        u1,a,1,x
        u1,b,2,"enrolled, twice"
        u2,a,3,x
        u2,b,4,x
        u3,c,5,x
        u3,d,6,x
        u4,d,7,x
        u5,d,8,x
        u7,d,8,x
        u6,a,9,x
        """;

    private readonly RouterFixture cloud = new();

    [Fact]
    public async Task Campaign_OverInteractions_RecommendsWhatGoesTogetherAndThenWhatIsPopular()
    {
        await MakeAsync(Csv);

        Assert.Equal("b,d,c", await RecommendedAsync("u6"));
        Assert.Equal("d,a,b,c", await RecommendedAsync("nobody"));
        Assert.Equal("d,a,b,c", await RecommendedAsync("nobody"));
        ObjectData near = await cloud.SucceedAsync(Runtime + "getRecommendations", $$"""{"CampaignArn":"{{Campaign}}","ItemId":"c","NumResults":1}""");
        Assert.Equal("d", Items(near, "ItemList"));
        ObjectData ranked = await cloud.SucceedAsync(Runtime + "getPersonalizedRanking", $$"""{"CampaignArn":"{{Campaign}}","UserId":"u6","InputList":["unknown","c","d","b"]}""");
        Assert.Equal("b,d,c,unknown", Items(ranked, "PersonalizedRanking"));
        Assert.False(((ObjectData)((ArrayData)ranked["PersonalizedRanking"]!)[3]).Contains("Score"));
    }

    [Fact]
    public async Task Import_Incremental_AddsAndFullReplaces()
    {
        await MakeAsync(Csv);
        await ImportAsync("more", "USER_ID,ITEM_ID,TIMESTAMP\nu6,z,10\nu1,z,11\nu2,z,12\nu1,z,11\n", "INCREMENTAL");
        await TrainAsync();
        await cloud.SucceedAsync(Prefix + "updateCampaign", $$"""{"CampaignArn":"{{Campaign}}","SolutionVersionArn":"{{await TrainAsync()}}"}""");
        Assert.Equal("b,d,c", await RecommendedAsync("u6"));
        Assert.Contains("z", await RecommendedAsync("nobody"), StringComparison.Ordinal);

        await ImportAsync("fresh", "USER_ID,ITEM_ID,TIMESTAMP\nu1,only,1\n", "FULL");
        await cloud.SucceedAsync(Prefix + "updateCampaign", $$"""{"CampaignArn":"{{Campaign}}","SolutionVersionArn":"{{await TrainAsync()}}"}""");
        Assert.Equal("only", await RecommendedAsync("u6"));
    }

    [Fact]
    public async Task Describe_FirstInProgressThenActive_TaskSentAgainIsNotASecondOne()
    {
        await cloud.SucceedAsync(Prefix + "createDatasetGroup", """{"Name":"g"}""", "same");
        await cloud.SucceedAsync(Prefix + "createDatasetGroup", """{"Name":"g"}""", "same");

        Assert.Equal("CREATE IN_PROGRESS", await StatusAsync("DatasetGroup", Group));
        Assert.Equal("ACTIVE", await StatusAsync("DatasetGroup", Group));
        Assert.Equal("Personalize.ResourceAlreadyExistsException", (await cloud.FailAsync(Prefix + "createDatasetGroup", """{"Name":"g"}""")).Error);
    }

    [Fact]
    public async Task Import_FileWithoutANeededColumn_FailsTheJobWithTheReason()
    {
        await MakeAsync(Csv);
        string job = await ImportAsync("wrong", "USER_ID,TIMESTAMP\nu,1\n", "FULL");

        await StatusAsync("DatasetImportJob", job);
        ObjectData described = await cloud.SucceedAsync(Prefix + "describeDatasetImportJob", $$"""{"DatasetImportJobArn":"{{job}}"}""");

        Assert.Contains("\"CREATE FAILED\"", described.ToJson(), StringComparison.Ordinal);
        Assert.Contains("missing the following required column: ITEM_ID", described.ToJson(), StringComparison.Ordinal);
        Assert.Equal("b,d,c", await RecommendedAsync("u6"));
    }

    [Theory]
    [InlineData("personalize:describeCampaign", """{"CampaignArn":"arn:none"}""", "Personalize.ResourceNotFoundException")]
    [InlineData("personalize:createSolution", """{"Name":"s"}""", "Personalize.InvalidInputException")]
    [InlineData("personalize:createDatasetImportJob", """{"JobName":"j","DatasetArn":"d","DataSource":{"DataLocation":"s3://nothing/there.csv"}}""", "Personalize.InvalidInputException")]
    [InlineData("personalizeruntime:getRecommendations", """{"CampaignArn":"arn:none"}""", "PersonalizeRuntime.InvalidInputException")]
    [InlineData("personalizeruntime:getRecommendations", """{"CampaignArn":"arn:none","UserId":"u"}""", "PersonalizeRuntime.ResourceNotFoundException")]
    public async Task Operations_WrongRequest_FailByName(string action, string request, string error) =>
        Assert.Equal(error, (await cloud.FailAsync("arn:aws:states:::aws-sdk:" + action, request)).Error);

    public void Dispose() => cloud.Dispose();

    private async Task MakeAsync(string csv)
    {
        await cloud.SucceedAsync(Prefix + "createDatasetGroup", """{"Name":"g"}""");
        ObjectData schema = await cloud.SucceedAsync(Prefix + "createSchema", """{"Name":"i","Schema":"{}"}""");
        await cloud.SucceedAsync(Prefix + "createDataset", $$"""{"Name":"d","DatasetType":"Interactions","DatasetGroupArn":"{{Group}}","SchemaArn":{{schema["SchemaArn"]!.ToJson()}}}""");
        await ImportAsync("first", csv, "FULL");
        await cloud.SucceedAsync(Prefix + "createSolution", $$"""{"Name":"s","DatasetGroupArn":"{{Group}}","RecipeArn":"arn:aws:personalize:::recipe/aws-user-personalization"}""");
        await cloud.SucceedAsync(Prefix + "createCampaign", $$"""{"Name":"c","SolutionVersionArn":"{{await TrainAsync()}}"}""");
    }

    private async Task<string> ImportAsync(string job, string csv, string mode)
    {
        await cloud.Objects.PutAsync("imageflow-uploads", $"data/{job}.csv", Encoding.UTF8.GetBytes(csv), new ObjectAttributes(), TestContext.Current.CancellationToken);
        ObjectData made = await cloud.SucceedAsync(
            Prefix + "createDatasetImportJob",
            $$$"""{"JobName":"{{{job}}}","DatasetArn":"{{{Dataset}}}","ImportMode":"{{{mode}}}","RoleArn":"r","DataSource":{"DataLocation":"s3://imageflow-uploads/data/{{{job}}}.csv"}}""");
        return ((StringData)made["DatasetImportJobArn"]!).Value;
    }

    private async Task<string> TrainAsync() => ((StringData)(await cloud.SucceedAsync(
        Prefix + "createSolutionVersion", """{"SolutionArn":"arn:aws:personalize:us-east-1:123456789012:solution/s"}"""))["SolutionVersionArn"]!).Value;

    private async Task<string> StatusAsync(string kind, string arn) =>
        ((StringData)((ObjectData)(await cloud.SucceedAsync($"{Prefix}describe{kind}", $$"""{"{{kind}}Arn":"{{arn}}"}"""))[kind]!)["Status"]!).Value;

    private async Task<string> RecommendedAsync(string user) =>
        Items(await cloud.SucceedAsync(Runtime + "getRecommendations", $$"""{"CampaignArn":"{{Campaign}}","UserId":"{{user}}"}"""), "ItemList");

    private static string Items(ObjectData answer, string list) => string.Join(',', ((ArrayData)answer[list]!).Select(item => ((StringData)((ObjectData)item)["ItemId"]!).Value));
}
