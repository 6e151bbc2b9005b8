using System.Text.Json.Nodes;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Deployment;
using ImageFlow.Deployment.Permissions;
using ImageFlow.Deployment.Triggers;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Deployment;

/// <summary>Roles allow what the flow needs, and nothing else.</summary>
public sealed class PermissionTests
{
    public static TheoryData<string> All => [.. DeploymentCase.Samples.Concat(DeploymentCase.Synthetic.Keys)];

    [Theory]
    [MemberData(nameof(All))]
    public void Build_OfAnyFlow_AllowsNoWildcardAction(string name)
    {
        foreach ((string role, JsonObject statement) in Statements(DeploymentCase.Template(DeploymentCase.Request(name))))
        {
            Assert.All(statement["Action"]!.AsArray(), action => Assert.DoesNotContain("*", (string)action!, StringComparison.Ordinal));
            Assert.True(role.Length > 0);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Build_OfAnyFlow_AllowsEveryResourceOnlyWhereAwsHasNoOther(string name)
    {
        string[] withoutResource =
        [
            "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries",
            "logs:PutResourcePolicy", "logs:UpdateLogDelivery", "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
            "rekognition:DetectFaces", "rekognition:DetectLabels", "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
        ];
        DeploymentResult result = DeploymentTemplate.Build(DeploymentCase.Request(name));
        JsonObject[] open = [.. Statements(JsonNode.Parse(result.TemplateJson)!.AsObject()).Select(s => s.Statement).Where(s => s["Resource"] is JsonValue)];

        Assert.All(open.SelectMany(s => s["Action"]!.AsArray()), action => Assert.Contains((string)action!, withoutResource));
        Assert.Equal(open.Length, result.TemplateYaml.Split("Every resource, because ").Length - 1);
    }

    [Fact]
    public void Grant_WithAWildcard_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Grant("s3:*", "arn", "test"));
        Assert.Throws<ArgumentException>(() => new Grant("s3:GetObject", "*", "test"));
    }

    [Fact]
    public void Build_OfADistributedMap_AllowsItsChildrenAndTheirRedrive()
    {
        string role = Role(DeploymentCase.Template(DeploymentCase.Request("distributed-map")), "StateMachineRole");

        Assert.Contains("""{"Effect":"Allow","Action":["states:StartExecution"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}"}]}""", role, StringComparison.Ordinal);
        Assert.Contains("""{"Effect":"Allow","Action":["states:DescribeExecution","states:StopExecution"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${StateMachineName}:*"}]}""", role, StringComparison.Ordinal);
        Assert.Contains("""{"Effect":"Allow","Action":["states:RedriveExecution"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${StateMachineName}/*:*"}]}""", role, StringComparison.Ordinal);
        Assert.Contains("""{"Effect":"Allow","Action":["s3:ListBucket"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:s3:::${UploadsBucketName}"}]}""", role, StringComparison.Ordinal);
        Assert.Contains("s3:ListMultipartUploadParts", role, StringComparison.Ordinal);
        Assert.Contains("stateMachine:${StateMachineName}/*", role, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OfASyncCall_AllowsTheManagedRule()
    {
        string role = Role(DeploymentCase.Template(DeploymentCase.Request("nested")), "StateMachineRole");

        Assert.Contains("""["events:DescribeRule","events:PutRule","events:PutTargets"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"}]""", role, StringComparison.Ordinal);
        Assert.Contains("""["states:StartExecution"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:child"}]""", role, StringComparison.Ordinal);
        Assert.Contains("execution:child:*", role, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OfAnHttpCall_AllowsItsMethodAddressAndConnectionAlone()
    {
        string role = Role(DeploymentCase.Template(DeploymentCase.Request("http")), "StateMachineRole");

        Assert.Contains("""["states:InvokeHTTPEndpoint"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}"}],"Condition":{"StringEquals":{"states:HTTPMethod":"POST"},"StringLike":{"states:HTTPEndpoint":"https://example.org/hook"}}""", role, StringComparison.Ordinal);
        Assert.Contains("""["events:RetrieveConnectionCredentials"],"Resource":["arn:aws:events:us-east-1:123456789012:connection/hook/0a1b"]""", role, StringComparison.Ordinal);
        Assert.Contains("""["secretsmanager:DescribeSecret","secretsmanager:GetSecretValue"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:events!connection/hook/*"}]""", role, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OfAnHttpCallWithUnknownConnection_AsksForItsName()
    {
        JsonObject template = DeploymentCase.Template(DeploymentCase.Request("http-unknown"));
        string role = Role(template, "StateMachineRole");

        Assert.NotNull(template["Parameters"]!["CallConnectionName"]);
        Assert.Contains(":connection/${CallConnectionName}/*", role, StringComparison.Ordinal);
        Assert.Contains(":secret:events!connection/${CallConnectionName}/*", role, StringComparison.Ordinal);
        Assert.DoesNotContain("states:HTTPEndpoint\"", role, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_InTheFormOfSam_NamesFilesOfTheFolder()
    {
        DeploymentResult result = DeploymentTemplate.Build(DeploymentCase.Request("sam"));
        JsonObject resources = JsonNode.Parse(result.TemplateJson)!["Resources"]!.AsObject();
        JsonNode machine = resources["StateMachine"]!["Properties"]!;

        Assert.Contains("\nTransform: AWS::Serverless-2016-10-31\n", result.TemplateYaml, StringComparison.Ordinal);
        Assert.Equal("AWS::Serverless::Function", (string)resources["ResizeImageFunction"]!["Type"]!);
        Assert.Equal("lambda-arm64.zip", (string)resources["ResizeImageFunction"]!["Properties"]!["CodeUri"]!);
        Assert.Equal("deployed-definition.asl.json", (string)machine["DefinitionUri"]!);
        Assert.Contains("${ProcessedBucketName}", result.DefinitionApart, StringComparison.Ordinal);
        Assert.Null(JsonNode.Parse(result.TemplateJson)!["Parameters"]!["CodeKey"]);
    }

    [Fact]
    public void Build_OfAPipeline_GivesEachFunctionWhatItsInputsName()
    {
        JsonObject template = DeploymentCase.Template(DeploymentCase.Sample("upload-pipeline"));

        string reader = Role(template, "ValidateImageFunctionRole");
        string writer = Role(template, "ResizeImageFunctionRole");

        Assert.DoesNotContain("s3:PutObject", reader, StringComparison.Ordinal);
        Assert.Contains("""["s3:DeleteObject","s3:GetObject","s3:PutObject"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:s3:::${ProcessedBucketName}/*"}]""", writer, StringComparison.Ordinal);
        Assert.Contains("log-group:/aws/lambda/${ResizeImageFunctionName}:*", writer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trigger-upload", "UploadRuleRole", "rule/${StateMachineName}-uploads")]
    [InlineData("trigger-event", "EventRuleRole", "rule/${EventsBusName}/${StateMachineName}-event")]
    [InlineData("trigger-times", "ScheduleRole", "schedule-group/${StateMachineName}-times")]
    [InlineData("trigger-queue", "PipeRole", "pipe/${StateMachineName}-queue")]
    [InlineData("trigger-upload", "StateMachineRole", "stateMachine:${StateMachineName}")]
    public void Build_OfATrigger_LetsOnlyItsOwnResourceTakeTheRole(string name, string role, string source)
    {
        JsonObject trust = DeploymentCase.Template(DeploymentCase.Request(name))["Resources"]![role]!["Properties"]!["AssumeRolePolicyDocument"]!["Statement"]![0]!.AsObject();

        Assert.Equal("AWS::AccountId", (string)trust["Condition"]!["StringEquals"]!["aws:SourceAccount"]!["Ref"]!);
        Assert.EndsWith(source, (string)trust["Condition"]!["ArnLike"]!["aws:SourceArn"]!["Fn::Sub"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OfAFunction_PutsNoConditionOnItsTrust()
    {
        JsonNode trust = DeploymentCase.Template(DeploymentCase.Request("lambda"))["Resources"]!["ValidateImageFunctionRole"]!["Properties"]!["AssumeRolePolicyDocument"]!["Statement"]![0]!;

        Assert.Equal("lambda.amazonaws.com", (string)trust["Principal"]!["Service"]!);
        Assert.Null(trust["Condition"]);
    }

    [Fact]
    public void Build_OfAnUnknownCall_SaysSo()
    {
        Diagnostic finding = Assert.Single(DeploymentTemplate.Build(DeploymentCase.Task("aws-sdk:quantum:entangle", "{}")).Findings);

        Assert.Equal("AWS0201", finding.Code);
        Assert.Contains("'Call' calls quantum:entangle", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0 6 * * *", "cron(0 6 * * ? *)")]
    [InlineData("0 */5 * * * 1-5", "cron(*/5 * ? * 2-6 *)")]
    [InlineData("30 2 1 * *", "cron(30 2 1 * ? *)")]
    [InlineData("01:00:00", "rate(60 minutes)")]
    [InlineData("00:01:00", "rate(1 minute)")]
    [InlineData("rate(1 day)", "rate(1 day)")]
    public void Parse_OfTimes_GivesTheSchedulersForm(string times, string expression) =>
        Assert.Equal(new Trigger.Times(expression), TriggerReader.Parse("times:" + times));

    [Theory]
    [InlineData("times:10 * * * * *", "seconds")]
    [InlineData("times:00:00:30", "whole minutes")]
    [InlineData("times:0 0 1 * 1", "one of the two")]
    [InlineData("times:* *", "five fields")]
    [InlineData("sometimes", "is no trigger")]
    [InlineData("http:", "is no trigger")]
    public void Parse_OfWhatAwsHasNot_SaysWhy(string trigger, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => TriggerReader.Parse(trigger)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OfATimerBelowAMinute_IsAFinding()
    {
        WorkflowDefinition workflow = WorkflowReader.Read("""
            {"id":"1","definitionId":"d","name":"n","version":1,"root":{"id":"r","type":"Elsa.Flowchart","version":1,"connections":[],"activities":[
            {"id":"t","type":"Elsa.Timer","version":1,"customProperties":{"canStartWorkflow":true},
             "interval":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"00:00:10"}}}]}}
            """).Definition!;
        List<Diagnostic> findings = [];

        Assert.Empty(TriggerReader.Read(workflow, findings));

        Assert.Equal(("AWS0202", "t"), (findings.Single().Code, findings.Single().NodeId));
    }

    private static string Role(JsonObject template, string id) => template["Resources"]![id]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static IEnumerable<(string Role, JsonObject Statement)> Statements(JsonObject template) =>
        from resource in template["Resources"]!.AsObject()
        where (string)resource.Value!["Type"]! == "AWS::IAM::Role"
        from policy in resource.Value["Properties"]!["Policies"]!.AsArray()
        from statement in policy!["PolicyDocument"]!["Statement"]!.AsArray()
        select (resource.Key, statement!.AsObject());
}
