using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageFlow.Deployment;
using ImageFlow.Deployment.Packages;
using ImageFlow.Deployment.Stacks;
using ImageFlow.Deployment.Triggers;
using ImageFlow.Tests.LocalCloud;

namespace ImageFlow.Tests.Deployment;

/// <summary>Deploys the samples to moto, an emulator of AWS in Python, and removes them again. Skips where it is not installed.</summary>
public sealed class EmulatorTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>What moto knows no resource for; it makes the stack without them.</summary>
    private static readonly string[] Ignored = ["AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::CloudWatch::Alarm", "AWS::SNS::TopicPolicy", "AWS::Pipes::Pipe", "AWS::Scheduler::ScheduleGroup", "AWS::Scheduler::Schedule", "AWS::Rekognition::Collection", "AWS::ApiGateway::RequestValidator"];

    private readonly TemporaryFolder folder = new();
    private MotoServer? moto;

    private AwsCommand Aws => moto!.Aws;

    public static TheoryData<string> Samples => [.. DeploymentCase.Samples];

    public async ValueTask InitializeAsync() => moto = await MotoServer.StartAsync();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Deploy_OfASample_MakesItsResourcesAndDestroyRemovesThem(string sample)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        DeploymentResult template = DeploymentTemplate.Build(WithoutRestApi(DeploymentCase.Sample(sample)));
        File.WriteAllText(folder.File("template.yaml"), template.TemplateYaml);
        Directory.CreateDirectory(folder.File("package"));
        File.WriteAllText(Path.Combine(folder.File("package"), "ImageFlow.Lambda.dll"), "stands for the functions");
        ReproducibleZip.Write(folder.File("package"), folder.File(LambdaPackage.FileName(LambdaPackage.Arm)));

        // moto gives no outputs of a stack that a change set made; the stack's contents say the names.
        await new StackDeployment(Aws, output.WriteLine).DeployAsync(
            folder.Path, sample, LambdaPackage.Arm, new Dictionary<string, string>(Needed(template)) { ["LogRetentionDays"] = "7" }, cancel);

        StackRemoval removal = new(Aws, output.WriteLine);
        ILookup<string, string> made = (await removal.ContentsAsync(sample, cancel))!;
        string[] wanted = [.. JsonNode.Parse(template.TemplateJson)!["Resources"]!.AsObject().Select(r => (string)r.Value!["Type"]!).Distinct()];
        string[] ignored = [.. wanted.Except(made.Select(group => group.Key))];
        output.WriteLine($"moto ignores: {string.Join(", ", ignored)}");
        Assert.Subset(Ignored.ToHashSet(), ignored.ToHashSet());
        string uploads = Assert.Single(made["AWS::S3::Bucket"], bucket => bucket == "imageflow-uploads-123456789012-us-east-1");
        await AssertDefinitionAsync(Assert.Single(made["AWS::StepFunctions::StateMachine"]), template, cancel);

        // Two versions of an object, and the mark of a deleted one: a bucket with any of them cannot be deleted.
        foreach (string key in new[] { "a.jpg", "a.jpg", "b.jpg" })
        {
            await Aws.RunAsync(cancel, "s3api", "put-object", "--bucket", uploads, "--key", key, "--body", folder.File("template.yaml"));
        }

        await Aws.RunAsync(cancel, "s3api", "delete-object", "--bucket", uploads, "--key", "b.jpg");
        await removal.RemoveAsync(sample, made, cancel);

        Assert.Null(await removal.ContentsAsync(sample, cancel));
        await Assert.ThrowsAsync<AwsCommandException>(() => Aws.RunAsync(cancel, "s3api", "head-bucket", "--bucket", uploads));
        await removal.RemoveAsync(sample, made, cancel);
    }

    [Fact]
    public async Task Deploy_OfADefinitionTooLargeForTheTemplate_UploadsItWithPlaceholders()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        DeploymentResult template = DeploymentTemplate.Build(DeploymentCase.Request("large-definition"));
        File.WriteAllText(folder.File("template.yaml"), template.TemplateYaml);
        StackDeployment deployment = new(Aws, output.WriteLine);

        DeploymentException absent = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync());
        File.WriteAllText(folder.File(StackDeployment.DefinitionApartFile), template.DefinitionApart);
        await DeployAsync();

        Assert.Contains(StackDeployment.DefinitionApartFile, absent.Message, StringComparison.Ordinal);
        string key = $"definitions/{ReproducibleZip.Hash(folder.File(StackDeployment.DefinitionApartFile))}.json";
        await Aws.RunAsync(cancel, "s3api", "get-object", "--bucket", "imageflow-artifacts-123456789012-us-east-1", "--key", key, folder.File("stored"));
        Assert.Contains("\"TableName\":\"${ImagesTableName}\"", File.ReadAllText(folder.File("stored")), StringComparison.Ordinal);

        Task DeployAsync() => deployment.DeployAsync(folder.Path, "large", LambdaPackage.Arm, new Dictionary<string, string>(), cancel);
    }

    [Fact]
    public async Task Deploy_WithoutAPackageOrWithAnUnknownParameter_SaysWhatToDo()
    {
        File.WriteAllText(folder.File("template.yaml"), DeploymentTemplate.Build(DeploymentCase.Sample("image-resize")).TemplateYaml);
        StackDeployment deployment = new(Aws, output.WriteLine);

        DeploymentException package = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync([]));
        DeploymentException parameter = await Assert.ThrowsAsync<DeploymentException>(() => DeployAsync(new() { ["Nonsense"] = "1" }));

        Assert.Contains("imageflow package -o", package.Message, StringComparison.Ordinal);
        Assert.Contains("no parameter 'Nonsense'", parameter.Message, StringComparison.Ordinal);

        Task DeployAsync(Dictionary<string, string> given) => deployment.DeployAsync(folder.Path, "s", LambdaPackage.Arm, given, TestContext.Current.CancellationToken);
    }

    /// <summary>moto 5.2.1 asks a mock integration of API Gateway, which answers OPTIONS, for an address that none has, and ends with an error of its own.</summary>
    private DeploymentRequest WithoutRestApi(DeploymentRequest request)
    {
        Trigger[] others = [.. request.Triggers.Where(trigger => trigger is not Trigger.HttpRequest)];
        if (others.Length < request.Triggers.Count)
        {
            output.WriteLine("moto cannot make the REST API; the rest is deployed without it");
        }

        return request with { Triggers = others };
    }

    /// <summary>Names that only whoever deploys knows, such as the address that sends mail.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Needed(DeploymentResult template) => JsonNode.Parse(template.TemplateJson)!["Parameters"]!.AsObject()
        .Where(parameter => parameter.Value!["Default"] is null && !parameter.Key.StartsWith("Code", StringComparison.Ordinal))
        .Select(parameter => KeyValuePair.Create(parameter.Key, "given-name"));

    public async ValueTask DisposeAsync()
    {
        if (moto is not null)
        {
            await moto.DisposeAsync();
        }

        folder.Dispose();
    }

    /// <summary>moto puts no names in the placeholders' places (DefinitionSubstitutions), so each of them must have its substitution in the template.</summary>
    private async Task AssertDefinitionAsync(string machineArn, DeploymentResult template, CancellationToken cancel)
    {
        JsonNode machine = (await Aws.RunAsync(cancel, "stepfunctions", "describe-state-machine", "--state-machine-arn", machineArn))!;

        JsonObject substitutions = JsonNode.Parse(template.TemplateJson)!["Resources"]!["StateMachine"]!["Properties"]!["DefinitionSubstitutions"]!.AsObject();
        string[] placeholders = [.. Regex.Matches((string)machine["definition"]!, @"\$\{(\w+)\}").Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
        Assert.NotEmpty(placeholders);
        Assert.Equal(substitutions.Select(substitution => substitution.Key).Order(StringComparer.Ordinal), placeholders);
    }
}
