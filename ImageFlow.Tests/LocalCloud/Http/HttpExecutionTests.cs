using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Testing;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Http;

namespace ImageFlow.Tests.LocalCloud.Http;

/// <summary>HTTP tasks in executions and in TestState, over a whole local machine.</summary>
public sealed class HttpExecutionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Execution_WithRetry_WritesTheHistoryOfAws()
    {
        int calls = 0;
        using HttpStub api = new(_ => ++calls < 3 ? HttpStub.Answer("", status: "503 Busy") : HttpStub.Answer("""{"ok":true}"""));
        await using LocalCloudHost cloud = await OpenAsync();
        string definition = Machine(api.Url, """ "Retry": [ { "ErrorEquals": ["States.Http.StatusCode.503"], "IntervalSeconds": 1 } ],""");

        (ExecutionDescription execution, IReadOnlyList<HistoryEvent> history) = await RunAsync(cloud, definition);

        Assert.Equal(("SUCCEEDED", """{"ok":true}"""), (execution.Status, execution.Output));
        Assert.Equal(
            ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskFailed", "TaskScheduled", "TaskStarted", "TaskFailed", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited", "SucceedStateEntered", "SucceedStateExited", "ExecutionSucceeded"],
            history.Select(e => e.Type.ToString()));
        ObjectData scheduled = history[2].Details!;
        Assert.Equal(((JsonData)"http", (JsonData)"invoke", (JsonData)"us-east-1"), (scheduled["resourceType"], scheduled["resource"], scheduled["region"]));
        Assert.Equal(JsonData.Parse(Parameters(api.Url)), JsonData.Parse(((StringData)scheduled["parameters"]!).Value));
        Assert.Equal(((JsonData)"States.Http.StatusCode.503", (JsonData)"Busy"), (history[4].Details!["error"], history[4].Details!["cause"]));
        ObjectData output = (ObjectData)JsonData.Parse(((StringData)history[10].Details!["output"]!).Value);
        Assert.Equal(((JsonData)"http", NumberData.Of(200)), (history[10].Details!["resourceType"], output["StatusCode"]));
    }

    [Fact]
    public async Task Execution_WithCatch_GoesOnWithTheErrorsName()
    {
        using HttpStub api = new(HttpStub.Answer("", status: "404 Not Found"));
        await using LocalCloudHost cloud = await OpenAsync();

        (ExecutionDescription execution, _) = await RunAsync(cloud, Machine(api.Url, """ "Catch": [ { "ErrorEquals": ["States.Http.StatusCode.404"], "Next": "Done" } ],"""));

        Assert.Equal(("SUCCEEDED", """{"Error":"States.Http.StatusCode.404","Cause":"Not Found"}"""), (execution.Status, execution.Output));
    }

    [Fact]
    public async Task Execution_Ended_LeavesNoSecretInTheEnginesFiles()
    {
        using HttpStub api = new(HttpStub.Answer("", status: "500 No"));
        await using (LocalCloudHost cloud = await OpenAsync())
        {
            (ExecutionDescription execution, _) = await RunAsync(cloud, Machine(api.Url, ""));
            Assert.Equal(("FAILED", "key-secret"), (execution.Status, api.Only["X-Key"]));
        }

        foreach (string file in Directory.EnumerateFiles(folder.Path, "engine.db*"))
        {
            Assert.DoesNotContain("key-secret", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Xunit.TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Execution_WhoseProcessEndedDuringTheCall_CallsAgainWithTheSameTask()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using HttpStub api = new(async _ =>
        {
            if (asked.TrySetResult())
            {
                await Task.Delay(Timeout.Infinite, Xunit.TestContext.Current.CancellationToken);
            }

            return HttpStub.Answer("""{"ok":true}""");
        });
        string arn;
        await using (LocalCloudHost first = await OpenAsync())
        {
            (string machine, _) = first.PutStateMachine("m", Machine(api.Url, ""));
            arn = (await first.Engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn;
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Xunit.TestContext.Current.CancellationToken);
        }

        await using LocalCloudHost second = await OpenAsync(connect: false);
        ExecutionDescription execution = await second.Engine.WaitForCompletionAsync(arn, Xunit.TestContext.Current.CancellationToken);

        Assert.Equal(("SUCCEEDED", 2), (execution.Status, api.Requests.Count));
        Assert.Single(second.Engine.GetExecutionHistory(arn), e => e.Type.ToString() == "TaskScheduled");
    }

    [Fact]
    public async Task TestState_Traced_ShowsRequestAndResponseWithoutWhatTheConnectionAdds()
    {
        using HttpStub api = new(HttpStub.Answer("""{"ok": true}""", headers: "X-Answer: a"));
        await using LocalCloudHost cloud = await OpenAsync();

        TestStateResult result = await TestAsync(cloud, api.Url, isTraced: true, revealSecrets: false);

        Assert.Equal("SUCCEEDED", result.Status);
        Assert.Equal(
            ObjectData.Of(
                ("protocol", "http"),
                ("method", "POST"),
                ("url", $"{api.Url}/x?own=1"),
                ("headers", "[definitionHeader: h1, User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144]"),
                ("body", """{"message":"hello"}""")),
            result.Inspection["request"]);
        Assert.Equal(
            ObjectData.Of(
                ("protocol", "http"),
                ("statusCode", "200"),
                ("statusMessage", "OK"),
                ("headers", "[connection: close, x-answer: a, content-type: application/json, content-length: 12]"),
                ("body", """{"ok": true}""")),
            result.Inspection["response"]);
        Assert.DoesNotContain("secret", result.Inspection.ToJson(), StringComparison.Ordinal);
        Assert.Contains("body-secret", api.Only.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestState_TracedWithSecretsRevealed_ShowsAllThatWasSent()
    {
        using HttpStub api = new(HttpStub.Answer("{}"));
        await using LocalCloudHost cloud = await OpenAsync();

        TestStateResult result = await TestAsync(cloud, api.Url, isTraced: true, revealSecrets: true);

        ObjectData request = (ObjectData)result.Inspection["request"]!;
        Assert.Equal((JsonData)$"{api.Url}/x?own=1&q=query-secret", request["url"]);
        Assert.Equal((JsonData)"[definitionHeader: h1, X-Key: key-secret, X-More: header-secret, User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144]", request["headers"]);
        Assert.Equal((JsonData)"""{"message":"hello","overwritten":"body-secret"}""", request["body"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TestState_NotTraced_ShowsNeither(bool revealSecrets)
    {
        using HttpStub api = new(HttpStub.Answer("{}"));
        await using LocalCloudHost cloud = await OpenAsync();

        TestStateResult result = await TestAsync(cloud, api.Url, isTraced: false, revealSecrets);

        Assert.Equal(("SUCCEEDED", false, false), (result.Status, result.Inspection.Contains("request"), result.Inspection.Contains("response")));
    }

    [Fact]
    public async Task TestState_WithoutAnAnswer_ShowsTheRequestAndTheError()
    {
        string url;
        using (HttpStub gone = new([]))
        {
            url = gone.Url;
        }

        await using LocalCloudHost cloud = await OpenAsync();

        TestStateResult result = await TestAsync(cloud, url, isTraced: true, revealSecrets: false);

        Assert.Equal(("FAILED", "States.Http.Socket"), (result.Status, result.Error));
        Assert.Equal((true, false), (result.Inspection.Contains("request"), result.Inspection.Contains("response")));
    }

    [Fact]
    public async Task TestState_WithAMock_CallsNobody()
    {
        using HttpStub api = new(HttpStub.Answer("{}"));
        await using LocalCloudHost cloud = await OpenAsync();

        TestStateResult result = await cloud.Engine.TestStateAsync(
            new TestStateRequest { Definition = State(api.Url), IsTraced = true, Mock = new StateMock("""{"StatusCode":201}""", null) }, Xunit.TestContext.Current.CancellationToken);

        Assert.Equal(("SUCCEEDED", """{"StatusCode":201}""", 0), (result.Status, result.Output, api.Requests.Count));
    }

    public void Dispose() => folder.Dispose();

    private async Task<LocalCloudHost> OpenAsync(bool connect = true)
    {
        LocalCloudHost cloud = await LocalCloudHost.OpenAsync(
            new LocalCloudOptions { DataDirectory = folder.Path, TimeSkip = true, Synchronous = false, PrivateHttpHosts = HostList.Parse(["127.0.0.1"])! },
            Xunit.TestContext.Current.CancellationToken);
        if (connect)
        {
            cloud.Connections.Invoke("CreateConnection", (ObjectData)JsonData.Parse("""
                {"Name":"c","AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"X-Key","ApiKeyValue":"key-secret"},
                  "InvocationHttpParameters":{"HeaderParameters":[{"Key":"X-More","Value":"header-secret"}],"QueryStringParameters":[{"Key":"q","Value":"query-secret"}],
                    "BodyParameters":[{"Key":"overwritten","Value":"body-secret"}]}}}
                """));
        }

        return cloud;
    }

    private static async Task<(ExecutionDescription Execution, IReadOnlyList<HistoryEvent> History)> RunAsync(LocalCloudHost cloud, string definition)
    {
        (string machine, _) = cloud.PutStateMachine("m", definition);
        string arn = (await cloud.Engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn;
        ExecutionDescription execution = await cloud.Engine.WaitForCompletionAsync(arn, Xunit.TestContext.Current.CancellationToken);
        return (execution, cloud.Engine.GetExecutionHistory(arn));
    }

    private static Task<TestStateResult> TestAsync(LocalCloudHost cloud, string url, bool isTraced, bool revealSecrets) => cloud.Engine.TestStateAsync(
        new TestStateRequest { Definition = State(url), IsTraced = isTraced, RevealSecrets = revealSecrets }, Xunit.TestContext.Current.CancellationToken);

    private static string State(string url) => $$"""{ "Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {{Parameters(url)}}, "End": true }""";

    private static string Parameters(string url) => $$"""
        { "ApiEndpoint": "{{url}}/x", "Method": "POST", "Headers": { "definitionHeader": "h1" }, "QueryParameters": { "own": "1" },
          "RequestBody": { "message": "hello", "overwritten": "by the connection" },
          "Authentication": { "ConnectionArn": "arn:aws:events:eu-west-1:999999999999:connection/c/81210c42-8af1-456b-9c4a-6ff02fc664ac" } }
        """;

    private static string Machine(string url, string recovery) => $$"""
        { "StartAt": "Call", "States": {
          "Call": { "Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {{Parameters(url)}},{{recovery}} "OutputPath": "$.ResponseBody", "Next": "Done" },
          "Done": { "Type": "Succeed" } } }
        """;
}
