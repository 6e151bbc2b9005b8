using System.Net;
using System.Text.Json.Nodes;
using ImageFlow.Lambda;
using ImageFlow.Tests.EndToEnd;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Backends;

/// <summary>Approvals as on AWS: the queue's messages go to the function, which keeps them in a table and answers the tasks.</summary>
public sealed class ApprovalBackendTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Table = "approvals";
    private readonly BackendRig rig = new(server);

    [Fact]
    public async Task Approve_MessageOfAWaitingTask_DecidesItOnce()
    {
        using AwsHttp aws = await SetUpAsync();
        Function function = rig.Open("Approve", ("IMAGEFLOW_TABLE", Table));
        string execution = await ServerRequests.StartAsync(server.Client, Flows.Flowchart("publish", [
            Flows.Activity("start", "Elsa.Start", 0),
            Flows.Activity("ask", "ImageFlow.WaitForApproval", 200, new JsonObject { ["title"] = Flows.Input("String", "Literal", "Publish?"), ["details"] = Flows.Input("Object", "Object", """{ "key": "a.jpg" }""") }),
            Flows.Activity("finish", "Elsa.Finish", 400),
        ], [("start", "Done", "ask"), ("ask", "Done", "finish")]));
        string body = await MessageAsync(aws);

        // A queue delivers at least once.
        Assert.Empty(BackendRig.Invoke(function, Messages(("m1", body), ("m2", body)))["batchItemFailures"]!.AsArray());

        JsonNode waiting = Assert.Single(Publications(function))!;
        JsonNode local = Assert.Single((await server.GetAsync("/api/approvals"))["items"]!.AsArray())!;
        foreach (string member in new[] { "title", "details", "status", "executionArn", "state", "decidedBy", "comment", "decidedAt" })
        {
            Assert.True(JsonNode.DeepEquals(local[member], waiting[member]), $"{member}: {local[member]} | {waiting[member]}");
        }

        string id = (string)waiting["id"]!;
        (HttpStatusCode none, JsonNode? why, _) = BackendRig.Call(function, "POST /api/approvals/{id}", new JsonObject(), ("id", id));
        Assert.Equal((HttpStatusCode.BadRequest, "DecisionMissing"), (none, (string?)why!["code"]));
        (HttpStatusCode status, JsonNode? decided, _) = BackendRig.Call(function, "POST /api/approvals/{id}", new JsonObject { ["approved"] = true, ["by"] = "Ann", ["comment"] = "fine" }, ("id", id));
        Assert.Equal((HttpStatusCode.OK, "approved", "Ann"), (status, (string?)decided!["status"], (string?)decided["decidedBy"]));
        Assert.Equal("SUCCEEDED", (string?)(await server.WaitForEndAsync(execution))["status"]);

        Assert.Equal(HttpStatusCode.OK, BackendRig.Call(function, "POST /api/approvals/{id}", new JsonObject { ["approved"] = true }, ("id", id)).Status);
        (HttpStatusCode conflict, JsonNode? problem, _) = BackendRig.Call(function, "POST /api/approvals/{id}", new JsonObject { ["approved"] = false }, ("id", id));
        Assert.Equal((HttpStatusCode.Conflict, "ApprovalDecided"), (conflict, (string?)problem!["code"]));
        Assert.Empty(Publications(function));
        Assert.Single(Publications(function, new JsonObject { ["all"] = "true" }));
        Assert.Equal(HttpStatusCode.NotFound, BackendRig.Call(function, "POST /api/approvals/{id}", new JsonObject { ["approved"] = true }, ("id", "none")).Status);
    }

    [Fact]
    public async Task Approve_TokenThatNothingWaitsFor_IsExpired()
    {
        using AwsHttp aws = await SetUpAsync();
        Function function = rig.Open("Approve", ("IMAGEFLOW_TABLE", Table));
        BackendRig.Invoke(function, Messages(("m", """{"taskToken":"no such token","title":"Late"}""")));
        string id = (string)BackendRig.Call(function, "GET /api/approvals").Body!["items"]!.AsArray().Single(item => (string?)item!["title"] == "Late")!["id"]!;

        (HttpStatusCode status, JsonNode? problem, _) = BackendRig.Call(function, "POST /api/approvals/{id}", new JsonObject { ["approved"] = false, ["comment"] = "no" }, ("id", id));

        Assert.Equal((HttpStatusCode.Conflict, "ApprovalExpired"), (status, (string?)problem!["code"]));
        Assert.Equal("expired", (string?)BackendRig.Call(function, "GET /api/approvals/{id}", part: ("id", id)).Body!["status"]);
    }

    [Fact]
    public async Task Approve_MessageWithoutAToken_GoesBackToTheQueueAlone()
    {
        using AwsHttp aws = await SetUpAsync();

        JsonObject answer = BackendRig.Invoke(rig.Open("Approve", ("IMAGEFLOW_TABLE", Table)), Messages(("bad", "{}"), ("worse", "no json"), ("good", """{"taskToken":"t"}""")));

        Assert.Equal(["bad", "worse"], answer["batchItemFailures"]!.AsArray().Select(failure => (string?)failure!["itemIdentifier"]));
    }

    private static IEnumerable<JsonNode?> Publications(Function function, JsonObject? query = null) =>
        BackendRig.Call(function, "GET /api/approvals", query: query).Body!["items"]!.AsArray().Where(item => (string?)item!["title"] == "Publish?");

    private static JsonObject Messages(params (string Id, string Body)[] messages) => new()
    {
        ["Records"] = new JsonArray([.. messages.Select(message => new JsonObject { ["messageId"] = message.Id, ["eventSource"] = "aws:sqs", ["body"] = message.Body })]),
    };

    private async Task<AwsHttp> SetUpAsync()
    {
        AwsHttp aws = new(server.AwsUrl);
        if (!(await aws.CallAsync("DynamoDB_20120810.ListTables", []))["TableNames"]!.AsArray().Any(name => (string?)name == Table))
        {
            await aws.CallAsync("DynamoDB_20120810.CreateTable", JsonNode.Parse("""
                {"TableName":"approvals","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}
                """)!.AsObject());
        }

        return aws;
    }

    private async Task<string> MessageAsync(AwsHttp aws)
    {
        JsonObject request = new() { ["QueueUrl"] = new Uri(server.AwsUrl, "123456789012/imageflow-approvals").ToString(), ["WaitTimeSeconds"] = 20 };
        return (string)(await aws.CallAsync("AmazonSQS.ReceiveMessage", request))["Messages"]!.AsArray().Single()!["Body"]!;
    }
}
