using System.Text.Json.Nodes;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Deployment;
using ImageFlow.Deployment.Triggers;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Deployment;

/// <summary>The HTTP and WebSocket APIs of a template, and what a flow says of its own deployment.</summary>
public sealed class ApiTemplateTests
{
    [Fact]
    public void Build_WithTheApi_HasARouteForEverythingThatTheFlowHas()
    {
        JsonObject resources = Resources(DeploymentCase.Request("api"));

        Assert.Equal(
            ["DELETE /api/images/{id}", "GET /api/images", "GET /api/images/{id}", "POST /api/images", "POST /api/uploads", "PUT /api/images/{id}"],
            Keys(resources, "HttpApi"));
        Assert.Equal(["$connect", "$default", "$disconnect"], Keys(resources, "SocketApi"));
        Assert.Equal(["GET /api/approvals", "GET /api/approvals/{id}", "POST /api/approvals/{id}"], Keys(Resources(DeploymentCase.Request("api-approvals")), "HttpApi"));
        Assert.Equal(["GET /ranking/{userId}"], Keys(Resources(DeploymentCase.Request("api-ranking")), "HttpApi"));
        Assert.DoesNotContain("HttpApi", Resources(DeploymentCase.Sample("upload-pipeline")).Select(resource => resource.Key));
        Assert.DoesNotContain("HttpApi", Resources(DeploymentCase.Pass() with { Api = true }).Select(resource => resource.Key));
    }

    [Fact]
    public void Build_WithTheApi_OpensToEverybodyOnlyWhatAPageNeeds()
    {
        DeploymentResult result = DeploymentTemplate.Build(DeploymentCase.Request("api"));
        JsonObject template = JsonNode.Parse(result.TemplateJson)!.AsObject();

        string[] open = [.. Routes(template["Resources"]!.AsObject(), "HttpApi").Where(route => (string?)route["AuthorizationType"]!["Ref"] == "PublicAccess").Select(route => (string)route["RouteKey"]!).Order(StringComparer.Ordinal)];
        Assert.Equal(["GET /api/images", "GET /api/images/{id}", "POST /api/uploads"], open);
        Assert.Equal(("NONE", "AWS_IAM", "AWS_IAM"), (Standard("PublicAccess"), Standard("MemberAccess"), Standard("SocketAccess")));

        string? Standard(string parameter) => (string?)template["Parameters"]![parameter]!["Default"];
    }

    [Theory]
    [InlineData("CreateUploadFunctionRole", "s3:PutObject")]
    [InlineData("RecordsFunctionRole", "dynamodb:DeleteItem,dynamodb:GetItem,dynamodb:PutItem,dynamodb:Scan,dynamodb:UpdateItem,s3:DeleteObject,s3:GetObject,s3:ListBucket,sqs:SendMessage")]
    [InlineData("SocketFunctionRole", "dynamodb:DeleteItem,dynamodb:PutItem,dynamodb:Scan,execute-api:ManageConnections")]
    public void Build_WithTheApi_GivesEachFunctionItsOwnRights(string role, string actions)
    {
        JsonNode policy = Resources(DeploymentCase.Request("api"))[role]!["Properties"]!["Policies"]![0]!["PolicyDocument"]!;

        string[] allowed = [.. policy["Statement"]!.AsArray().SelectMany(statement => statement!["Action"]!.AsArray()).Select(action => (string)action!).Where(action => !action.StartsWith("logs:", StringComparison.Ordinal) && !action.StartsWith("xray:", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(actions.Split(','), allowed);
    }

    [Fact]
    public void Build_WithApprovals_AnswersTheTasksOfItsOwnMachineAlone()
    {
        string role = Resources(DeploymentCase.Request("api-approvals"))["ApproveFunctionRole"]!.ToJsonString();

        Assert.Contains("""["states:SendTaskFailure","states:SendTaskSuccess"],"Resource":[{"Fn::Sub":"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}"}]""", role, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_WithTheApi_AreListedAsBackends()
    {
        JsonArray functions = JsonNode.Parse(DeploymentTemplate.Build(DeploymentCase.Request("api")).FunctionsJson())!["functions"]!.AsArray();

        Assert.Equal(["CreateUpload", "Records", "Socket"], functions.Select(function => (string?)function!["backend"]).Where(name => name is not null));
    }

    [Fact]
    public void Build_OfATableOfTheFlowsOwn_ReplacesItsNameWhereACallNamesItAndNowhereElse()
    {
        DeploymentRequest request = DeploymentCase.Task("dynamodb:putItem", """{"TableName":"Interactions","Item":{"id":{"S":"Interactions"}}}""") with { Tables = [new("Interactions", "userId", "key")] };

        JsonObject resources = Resources(request);

        string definition = (string)resources["StateMachine"]!["Properties"]!["DefinitionString"]!;
        Assert.Contains("\"TableName\":\"${InteractionsTableName}\"", definition, StringComparison.Ordinal);
        Assert.Contains("{\"S\":\"Interactions\"}", definition, StringComparison.Ordinal);
        JsonNode table = resources["InteractionsTable"]!["Properties"]!;
        Assert.Equal("""[{"AttributeName":"userId","KeyType":"HASH"},{"AttributeName":"key","KeyType":"RANGE"}]""", table["KeySchema"]!.ToJsonString());
    }

    [Fact]
    public void Build_OfNightlyRanking_LimitsPersonalizeAsFarAsNamesAreKnown()
    {
        JsonObject resources = Resources(DeploymentCase.Sample("nightly-ranking"));
        string role = resources["StateMachineRole"]!.ToJsonString();

        foreach (string known in new[] { ":dataset-group/student-ranking\"", ":schema/student-ranking-*\"", ":dataset/student-ranking/*\"", ":dataset-import-job/*\"", ":solution/*\"", ":campaign/*\"" })
        {
            Assert.Contains(known, role, StringComparison.Ordinal);
        }

        Assert.Contains("""{"StringEquals":{"iam:PassedToService":"personalize.amazonaws.com"}}""", role, StringComparison.Ordinal);
        JsonNode schedule = resources["Schedule"]!["Properties"]!;
        Assert.Equal(("cron(0 2 * * ? *)", "Asia/Ho_Chi_Minh"), ((string?)schedule["ScheduleExpression"], (string?)schedule["ScheduleExpressionTimezone"]));
    }

    [Theory]
    [InlineData("""[]""", "it is no object")]
    [InlineData("""{"tables":{}}""", "'tables' must be a list")]
    [InlineData("""{"tables":[{"name":"T"}]}""", "'partitionKey' is missing")]
    [InlineData("""{"tables":[{"name":"T","partitionKey":"k","indexes":[{"name":"i"}]}]}""", "'partitionKey' is missing")]
    [InlineData("""{"triggers":[{"kind":"moon"}]}""", "'moon' is no kind of trigger")]
    [InlineData("""{"triggers":[{"kind":"rule","bus":"b"}]}""", "'pattern' of a rule must be an object")]
    [InlineData("""{"triggers":[{"kind":"times","expression":"whenever"}]}""", "'whenever'")]
    [InlineData("""{"datasetGroup":3}""", "'datasetGroup' must be a text")]
    public void Read_SettingsThatAreWrong_SaysWhat(string settings, string sentence)
    {
        List<Diagnostic> findings = [];
        WorkflowDefinition workflow = WorkflowReader.Read($$$"""{"definitionId":"f","name":"f","root":{"type":"Elsa.Flowchart","id":"r","activities":[],"connections":[]},"customProperties":{"imageflow:deployment":{{{settings}}}}}""").Definition!;

        FlowSettings.Read(workflow, findings);

        Diagnostic finding = Assert.Single(findings);
        Assert.Equal(TriggerReader.BadTriggerCode, finding.Code);
        Assert.Contains(sentence, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Template_TableWithAnIndex_DefinesTheKeysOfBoth()
    {
        DeploymentRequest request = DeploymentCase.Sample("nightly-ranking") with
        {
            Tables = [new TableSettings("Interactions", "userId", "key") { Indexes = [new IndexSettings("by-item", "itemId", "key")] }],
        };

        JsonNode table = Resources(request).Select(resource => resource.Value!).Single(resource => (string)resource["Type"]! == "AWS::DynamoDB::Table" && resource.ToJsonString().Contains("by-item", StringComparison.Ordinal))["Properties"]!;

        Assert.Equal(["userId", "key", "itemId"], table["AttributeDefinitions"]!.AsArray().Select(attribute => (string?)attribute!["AttributeName"]));
        Assert.Equal(
            """[{"IndexName":"by-item","KeySchema":[{"AttributeName":"itemId","KeyType":"HASH"},{"AttributeName":"key","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}]""",
            table["GlobalSecondaryIndexes"]!.ToJsonString());
    }

    private static JsonObject Resources(DeploymentRequest request) => DeploymentCase.Template(request)["Resources"]!.AsObject();

    private static IEnumerable<string> Keys(JsonObject resources, string api) => Routes(resources, api).Select(route => (string)route["RouteKey"]!).Order(StringComparer.Ordinal);

    private static IEnumerable<JsonNode> Routes(JsonObject resources, string api) =>
        resources.Select(resource => resource.Value!).Where(resource => (string)resource["Type"]! == "AWS::ApiGatewayV2::Route").Select(resource => resource["Properties"]!).Where(route => (string?)route["ApiId"]!["Ref"] == api);
}
