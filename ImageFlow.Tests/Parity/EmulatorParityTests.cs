using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Cli;
using ImageFlow.Cli.Documents;
using ImageFlow.Cli.Parity;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.Deployment;
using ImageFlow.Tests.LocalCloud;

namespace ImageFlow.Tests.Parity;

/// <summary>Our engine against moto's interpreter (which has no JSONata), our functions behind both. Skips where moto is absent.</summary>
public sealed class EmulatorParityTests : IAsyncLifetime
{
    private const string Machine = """
        {"StartAt":"Both","States":{
        "Both":{"Type":"Parallel","Branches":[
          {"StartAt":"Measure","States":{"Measure":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"imageflow-ReadMetadata","Payload":{"bucket.$":"$.bucket","key.$":"$.key"}},
            "ResultSelector":{"width.$":"$.Payload.width"},"End":true}}},
          {"StartAt":"Each","States":{"Each":{"Type":"Map","MaxConcurrency":2,"ItemsPath":"$.sizes","ItemSelector":{"size.$":"$$.Map.Item.Value"},
            "ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"Size","States":{"Size":{"Type":"Pass","Next":"Large?"},
              "Large?":{"Type":"Choice","Choices":[{"Variable":"$.size","NumericGreaterThan":100,"Next":"Large"}],"Default":"Small"},
              "Large":{"Type":"Pass","Result":"large","End":true},"Small":{"Type":"Pass","Result":"small","End":true}}},"End":true}}}],
          "ResultPath":"$.both","Next":"Claim"},
        "Claim":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","Parameters":{"TableName":"imageflow-images","Item":{"id":{"S.$":"$.key"}},"ConditionExpression":"attribute_not_exists(id)"},"ResultPath":null,"Next":"Claim again"},
        "Claim again":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","Parameters":{"TableName":"imageflow-images","Item":{"id":{"S.$":"$.key"}},"ConditionExpression":"attribute_not_exists(id)"},"ResultPath":null,
          "Catch":[{"ErrorEquals":["DynamoDB.ConditionalCheckFailedException"],"ResultPath":"$.claimed","Next":"Absent"}],"Next":"Done"},
        "Absent":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"imageflow-ValidateImage","Payload":{"bucket.$":"$.bucket","key":"absent.jpg"}},
          "Retry":[{"ErrorEquals":["ObjectNotFoundError"],"IntervalSeconds":1,"MaxAttempts":1}],"Catch":[{"ErrorEquals":["ObjectNotFoundError"],"ResultPath":"$.absent","Next":"Rest"}],"Next":"Done"},
        "Rest":{"Type":"Wait","Seconds":1,"Next":"Say"},
        "Say":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"TopicArn":"arn:aws:sns:us-east-1:123456789012:imageflow-notifications","Message.$":"$.absent.Error"},"ResultSelector":{"said":true},"ResultPath":"$.said","Next":"Refuse"},
        "Refuse":{"Type":"Fail","Error":"Refused","Cause":"The picture is not there."},
        "Done":{"Type":"Succeed"}}}
        """;

    private readonly TemporaryFolder folder = new();
    private MotoServer? moto;
    private FunctionRouter? router;

    public async ValueTask InitializeAsync()
    {
        int behind = MotoServer.FreePort();
        int before = MotoServer.FreePort();
        moto = await MotoServer.StartAsync(behind, before);
        router = await FunctionRouter.StartAsync(before, moto.Endpoint);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using HttpClient client = new();
        (await client.PostAsync(moto.Endpoint + "/moto-api/config", new StringContent("""{"stepfunctions":{"execute_state_machine":true}}"""), cancel)).EnsureSuccessStatusCode();
        foreach (string bucket in new[] { "imageflow-uploads", "imageflow-processed" })
        {
            await moto.Aws.RunAsync(cancel, "s3api", "create-bucket", "--bucket", bucket);
        }

        await moto.Aws.RunAsync(
            cancel, "dynamodb", "create-table", "--table-name", "imageflow-images", "--attribute-definitions", "AttributeName=id,AttributeType=S", "--key-schema", "AttributeName=id,KeyType=HASH", "--billing-mode", "PAY_PER_REQUEST");
        await moto.Aws.RunAsync(cancel, "sns", "create-topic", "--name", "imageflow-notifications");
    }

    [Fact]
    public async Task Parity_OfAResizedPicture_FindsNoDifference()
    {
        (int exitCode, string output, ObjectData report) = await CompareAsync(await JsonPathAsync("image-resize"), TestPicture.Gradient(600, 400));

        Assert.True(exitCode == ExitCode.Ok, output);
        Assert.Equal("SUCCEEDED", Text(report, "here", "status"));
    }

    [Fact]
    public async Task Parity_OfABrokenPicture_FindsNoDifference()
    {
        byte[] whole = TestPicture.Gradient(600, 400);

        (int exitCode, string output, ObjectData report) = await CompareAsync(await JsonPathAsync("image-resize"), whole[..(whole.Length / 2)]);

        Assert.True(exitCode == ExitCode.Ok, output);
        Assert.Equal("FAILED", Text(report, "here", "status"));
    }

    [Fact]
    public async Task Parity_OfBranchesIterationsRetriesAndCatches_FindsNoDifference()
    {
        (int exitCode, string output, ObjectData report) = await CompareAsync(Machine, TestPicture.Gradient(60, 40), """{"sizes":[64,256,1024]}""", "service-cause");

        Assert.True(exitCode == ExitCode.Ok, output);
        Assert.Equal("FAILED", Text(report, "here", "status"));
        Assert.Contains(((ArrayData)report["ignored"]!).Cast<ObjectData>(), rule => ((StringData)rule["rule"]!).Value == "service-cause");
    }

    [Fact]
    public async Task Parity_OfAFunctionThatAnswersOtherwise_FindsItAndWhatFollows()
    {
        router!.Alter = answer => answer.Replace("\"ok\":true", "\"ok\":false", StringComparison.Ordinal);

        (int exitCode, string output, ObjectData report) = await CompareAsync(await JsonPathAsync("image-resize"), TestPicture.Gradient(600, 400));

        Assert.Equal(ExitCode.Findings, exitCode);
        Assert.Contains("TaskSucceeded: output", output, StringComparison.Ordinal);
        Assert.Contains("SucceedStateEntered 'Resized'", output, StringComparison.Ordinal);
        Assert.Equal("FAILED", Text(report, "there", "status"));
    }

    [Fact]
    public async Task Export_OfTheUploadPipelineInJsonPath_SaysWhatStandsInTheWay()
    {
        FlowDocument document = await FlowDocument.LoadAsync(Sample("upload-pipeline"), QueryLanguage.JsonPath);

        Assert.Null(document.Definition);
        Assert.Contains(document.Diagnostics, finding => finding.Code == "FLOW0206");
    }

    public async ValueTask DisposeAsync()
    {
        if (router is not null)
        {
            await router.DisposeAsync();
        }

        if (moto is not null)
        {
            await moto.DisposeAsync();
        }

        folder.Dispose();
    }

    private static string Sample(string name) => Path.Combine(SharedData.RepositoryRoot, "stepfunctions", name, "workflow.json");

    private static async Task<string> JsonPathAsync(string sample) => (await FlowDocument.LoadAsync(Sample(sample), QueryLanguage.JsonPath)).RequireDefinition();

    private static string Text(ObjectData report, string side, string member) => ((StringData)((ObjectData)report[side]!)[member]!).Value;

    private async Task<(int ExitCode, string Output, ObjectData Report)> CompareAsync(string definition, byte[] picture, string? input = null, params string[] ignore)
    {
        File.WriteAllText(folder.File("flow.asl.json"), definition);
        File.WriteAllBytes(folder.File("picture.jpg"), picture);
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await new ParityCommand(new Terminal(output, error)) { AwsSettings = MotoServer.Credentials }.RunAsync(
            new ParityRequest
            {
                File = folder.File("flow.asl.json"),
                Image = folder.File("picture.jpg"),
                Input = input,
                Endpoint = moto!.Endpoint,
                Region = "us-east-1",
                Ignore = ignore,
                Timeout = TimeSpan.FromMinutes(2),
                Json = true,
            },
            TestContext.Current.CancellationToken);
        return (exitCode, output + error.ToString(), (ObjectData)JsonData.Parse(output.ToString()));
    }
}
