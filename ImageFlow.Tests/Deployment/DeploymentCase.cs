using System.Text.Json.Nodes;
using ImageFlow.Asl.Reading;
using ImageFlow.Deployment;
using ImageFlow.Deployment.Triggers;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Deployment;

/// <summary>Templates of the samples, and of small machines that use one service or trigger each.</summary>
internal static class DeploymentCase
{
    public static readonly string[] Samples = ["image-resize", "upload-pipeline", "avatar-pipeline", "photo-library", "student-events", "nightly-ranking"];

    /// <summary>One small flow per trigger, service and option that the template knows.</summary>
    public static IReadOnlyDictionary<string, Func<DeploymentRequest>> Synthetic { get; } = new Dictionary<string, Func<DeploymentRequest>>
    {
        ["trigger-upload"] = () => Pass(new Trigger.Upload()),
        ["trigger-http"] = () => Pass(new Trigger.HttpRequest("images/new"), new Trigger.HttpRequest("jobs")),
        ["trigger-http-express"] = () => Pass(new Trigger.HttpRequest("images")) with { IsExpress = true },
        ["trigger-event"] = () => Pass(new Trigger.BusEvent("Approved"), new Trigger.BusEvent("Refused")),
        ["trigger-times"] = () => Pass(new Trigger.Times("rate(5 minutes)"), new Trigger.Times("cron(0 6 * * ? *)")),
        ["trigger-queue"] = () => Pass(new Trigger.QueueMessage()),
        ["lambda"] = () => Task("lambda:invoke", """{"FunctionName":"imageflow-ValidateImage","Payload":{"bucket":"imageflow-uploads","key":"a"}}"""),
        ["script"] = () => Task("lambda:invoke", """{"FunctionName":"imageflow-EvaluateJavaScript","Payload":{"expression":"1 + 1","variables":{}}}"""),
        ["foreign-lambda"] = () => Task("lambda:invoke", """{"FunctionName":"other-function:live","Payload":{}}"""),
        ["table"] = () => Task("dynamodb:putItem", """{"TableName":"imageflow-images","Item":{"id":{"S":"1"}}}"""),
        ["foreign-table"] = () => Task("dynamodb:updateItem", """{"TableName":"orders","Key":{"id":{"S":"1"}}}"""),
        ["query"] = () => Task("aws-sdk:dynamodb:query", """{"TableName":"imageflow-images"}"""),
        ["topic"] = () => Task("sns:publish", """{"TopicArn":"arn:aws:sns:us-east-1:123456789012:imageflow-notifications","Message":"m"}"""),
        ["queue"] = () => Task("sqs:sendMessage.waitForTaskToken", """{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/imageflow-jobs","MessageBody":{"token.$":"$$.Task.Token"}}"""),
        ["bus"] = () => Task("events:putEvents", """{"Entries":[{"EventBusName":"imageflow-events","Source":"imageflow","DetailType":"Done","Detail":{}}]}"""),
        ["default-bus"] = () => Task("events:putEvents", """{"Entries":[{"Source":"imageflow","DetailType":"Done","Detail":{}}]}"""),
        ["mail"] = () => Task("aws-sdk:sesv2:sendEmail", """{"FromEmailAddress":"photos@example.org","Destination":{"ToAddresses":["a@example.org"]},"Content":{}}"""),
        ["faces"] = () => Task("aws-sdk:rekognition:indexFaces", """{"CollectionId":"imageflow-faces","Image":{"S3Object":{"Bucket.$":"$.bucket","Name.$":"$.key"}}}"""),
        ["labels"] = () => Task("aws-sdk:rekognition:detectLabels", """{"Image":{"S3Object":{"Bucket.$":"$.bucket","Name.$":"$.key"}}}"""),
        ["recommendations"] = () => Task("aws-sdk:personalizeruntime:getRecommendations", """{"CampaignArn":"arn:aws:personalize:us-east-1:123456789012:campaign/photos","UserId":"u"}"""),
        ["copy"] = () => Task("aws-sdk:s3:copyObject", """{"Bucket":"imageflow-processed","Key":"k","CopySource":"imageflow-uploads/k"}"""),
        ["delete"] = () => Task("aws-sdk:s3:deleteObject", """{"Bucket":"imageflow-processed","Key":"k"}"""),
        ["nested"] = () => Task("states:startExecution.sync:2", """{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Input":{}}"""),
        ["distributed-map"] = () => Machine(DistributedMap),
        ["website-cloudfront"] = () => Sample("image-resize") with { Website = WebsiteKind.CloudFront },
        ["website-s3"] = () => Pass() with { Website = WebsiteKind.S3 },
        ["http"] = () => Task("http:invoke", """{"ApiEndpoint":"https://example.org/hook","Method":"POST","InvocationConfig":{"ConnectionArn":"arn:aws:events:us-east-1:123456789012:connection/hook/0a1b"}}"""),
        ["http-unknown"] = () => Task("http:invoke", """{"ApiEndpoint.$":"$.url","Method":"GET","Authentication":{"ConnectionArn.$":"$.connection"}}"""),
        ["api"] = () => Sample("upload-pipeline") with { Api = true },
        ["api-sam"] = () => Sample("upload-pipeline") with { Api = true, Format = TemplateFormat.Sam },
        ["api-approvals"] = () => Task("sqs:sendMessage.waitForTaskToken", """{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/imageflow-approvals","MessageBody":{"taskToken.$":"$$.Task.Token"}}""") with { Api = true },
        ["api-ranking"] = () => Task("aws-sdk:personalizeruntime:getRecommendations", """{"CampaignArn":"arn:aws:personalize:us-east-1:123456789012:campaign/photos","UserId":"u"}""") with { Api = true },
        ["api-website"] = () => Sample("upload-pipeline") with { Website = WebsiteKind.CloudFront },
        ["sam"] = () => Sample("image-resize") with { Format = TemplateFormat.Sam },
        ["sam-script"] = () => Task("lambda:invoke", """{"FunctionName":"imageflow-EvaluateJavaScript","Payload":{"expression":"1 + 1","variables":{}}}""") with { Format = TemplateFormat.Sam },
        ["logs-to-bucket"] = () => Pass() with { LogsToBucket = true },
        ["private-client"] = () => Sample("image-resize") with { PrivateAccess = true, PrivateClient = true },
        ["private-access"] = () => Sample("image-resize") with { PrivateAccess = true },
        ["large-definition"] = () => Task("dynamodb:putItem", """{"TableName":"imageflow-images","Item":{"id":{"S":"LONG"}}}""".Replace("LONG", new string('x', 500_000), StringComparison.Ordinal)),
    };

    private const string PassMachine = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    private const string DistributedMap = """
        {"StartAt":"All","States":{"All":{"Type":"Map","Label":"each","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
        "StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},
        "ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":{"Bucket":"imageflow-uploads"}},
        "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"imageflow-processed","Prefix":"runs"}},"End":true}}}
        """;

    public static DeploymentRequest Sample(string name)
    {
        string file = Path.Combine(SharedData.RepositoryRoot, "stepfunctions", name, "workflow.json");
        WorkflowDefinition workflow = WorkflowReader.Read(File.ReadAllText(file)).Definition!;
        string manifest = ImageFlow.Activities.ActivityManifest.ToJson();
        CompileResult compiled = WorkflowCompiler.Compile(workflow, ActivityManifest.Parse(manifest));
        return new DeploymentRequest
        {
            Name = workflow.Name!.Replace(' ', '-'),
            Definition = compiled.AslJson!,
            Machine = compiled.StateMachine!,
            ManifestJson = manifest,
        }.With(Settings(workflow));
    }

    private static FlowSettings Settings(WorkflowDefinition workflow)
    {
        List<ImageFlow.Asl.Diagnostics.Diagnostic> findings = [];
        FlowSettings settings = FlowSettings.Read(workflow, findings);
        Assert.Empty(findings);
        return settings;
    }

    public static DeploymentRequest Request(string name) => Samples.Contains(name) ? Sample(name) : Synthetic[name]();

    public static DeploymentRequest Pass(params Trigger[] triggers) => Machine(PassMachine) with { Triggers = triggers };

    public static DeploymentRequest Task(string resource, string parameters) => Machine(
        """{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::RESOURCE","Parameters":PARAMETERS,"End":true}}}"""
            .Replace("RESOURCE", resource, StringComparison.Ordinal).Replace("PARAMETERS", parameters, StringComparison.Ordinal));

    public static DeploymentRequest Machine(string definition)
    {
        ReadResult read = StateMachineReader.Read(definition);
        Assert.True(read.StateMachine is not null, string.Join('\n', read.Diagnostics));
        return new DeploymentRequest
        {
            Name = "flow",
            Definition = definition,
            Machine = read.StateMachine,
            ManifestJson = ImageFlow.Activities.ActivityManifest.ToJson(),
        };
    }

    public static JsonObject Template(DeploymentRequest request) => JsonNode.Parse(DeploymentTemplate.Build(request).TemplateJson)!.AsObject();
}
