using System.Text.Json.Nodes;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>The server is killed with SIGKILL in the middle of an execution; the next one finishes it, exactly once.</summary>
public sealed class KilledServerTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("imageflow-kill-").FullName;

    [Fact]
    public async Task Kill_InTheMiddleOfAnExecution_TheNextServerFinishesItExactlyOnce()
    {
        Uri url = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
        string[] args = ["--url", url.ToString(), "--aws-url", "http://127.0.0.1:0", "--data", _data];
        using HttpClient client = new() { BaseAddress = url };
        string id;
        List<long> before;
        await using (var first = ServerProcess.Start(args))
        {
            await first.WaitUntilHealthyAsync(url);
            id = await ServerRequests.StartAsync(client, Flow());
            await WaitForStateAsync(client, id, "wait");
            before = await EventIdsAsync(client, id);
            await first.KillAsync();
        }

        await using var second = ServerProcess.Start(args);
        await second.WaitUntilHealthyAsync(url);
        var execution = await WaitForEndAsync(client, id);

        Assert.True((string?)execution["status"] == "SUCCEEDED", execution.ToJsonString());
        var events = await EventIdsAsync(client, id);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events);
        Assert.True(events.Count > before.Count, "The history did not go on.");
        Assert.All(execution["steps"]!.AsArray().GroupBy(s => (string)s!["state"]!), state => Assert.Single(state));
        var messages = execution["steps"]!.AsArray().Single(s => (string?)s!["nodeId"] == "tell")!;
        Assert.Equal((1, "done"), ((int)messages["attempts"]!, (string)messages["status"]!));
    }

    [Fact]
    public async Task Kill_InTheMiddleOfAMapThatIsTriedWithMocks_TheNextServerGoesOnWithThem()
    {
        Uri url = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
        string[] args = ["--url", url.ToString(), "--aws-url", "http://127.0.0.1:0", "--data", _data];
        using HttpClient client = new() { BaseAddress = url };
        string id;
        await using (var first = ServerProcess.Start(args))
        {
            await first.WaitUntilHealthyAsync(url);
            var flow = await PostAsync(client, "/api/workflows?name=mapped", JsonNode.Parse(MapOfWaits)!);
            var mocks = new JsonObject { ["Check"] = new JsonArray(new JsonObject { ["Return"] = new JsonObject { ["Payload"] = new JsonObject { ["mocked"] = true } } }) };
            var started = await PostAsync(client, $"/api/workflows/{flow["id"]}/simulate", new JsonObject
            {
                ["input"] = new JsonObject(), ["trial"] = new JsonObject { ["skipWaits"] = false, ["mocks"] = mocks },
            });
            id = (string)started["id"]!;
            await WaitForIterationsAsync(client, id, 3);
            await first.KillAsync();
        }

        await using var second = ServerProcess.Start(args);
        await second.WaitUntilHealthyAsync(url);
        var execution = await WaitForEndAsync(client, id);

        // Nobody but the mock answers for that function.
        Assert.True((string?)execution["status"] == "SUCCEEDED", execution.ToJsonString());
        Assert.Equal(3, execution["output"]!.AsArray().Count);
        Assert.All(execution["output"]!.AsArray(), output => Assert.True((bool)output!["Payload"]!["mocked"]!));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private const string MapOfWaits = """
        {"StartAt": "Each", "QueryLanguage": "JSONata", "States": {"Each": {"Type": "Map", "Items": [1, 2, 3], "End": true,
         "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Pause", "States": {
          "Pause": {"Type": "Wait", "Seconds": 4, "Next": "Check"},
          "Check": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "of-nobody"}, "End": true}}}}}}
        """;

    private static async Task WaitForIterationsAsync(HttpClient client, string id, int running)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < deadline; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            var runs = (await GetAsync(client, $"/api/executions/{Uri.EscapeDataString(id)}/map-runs"))["items"]!.AsArray();
            if (runs.Count > 0 && (int)runs[0]!["items"]!["running"]! == running)
                return;
        }

        throw new TimeoutException($"No {running} iterations ran at once.");
    }

    private static async Task<JsonObject> PostAsync(HttpClient client, string path, JsonNode body)
    {
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return (JsonObject)JsonNode.Parse(text)!;
    }

    // A message before the wait and one after it: neither may be sent twice.
    private static JsonObject Flow() => Flows.Flowchart("survivor", [
        Flows.Activity("start", "Elsa.Start", 0),
        Flows.Activity("tell", "ImageFlow.Notify", 200, Message("before")),
        Flows.Activity("wait", "Elsa.Delay", 400, new JsonObject { ["timeSpan"] = Flows.Input("TimeSpan", "Literal", "00:00:04") }),
        Flows.Activity("tellAgain", "ImageFlow.Notify", 600, Message("after")),
        Flows.Activity("finish", "Elsa.Finish", 800),
    ], [("start", "Done", "tell"), ("tell", "Done", "wait"), ("wait", "Done", "tellAgain"), ("tellAgain", "Done", "finish")]);

    private static JsonObject Message(string text) => new()
    {
        ["topic"] = Flows.Input("String", "Literal", "imageflow-notifications"),
        ["message"] = Flows.Input("Object", "Object", $$"""{ "text": "{{text}}" }"""),
    };

    private static async Task WaitForStateAsync(HttpClient client, string id, string nodeId)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < deadline; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            var execution = await GetAsync(client, $"/api/executions/{Uri.EscapeDataString(id)}");
            if (execution["steps"]!.AsArray().Any(s => (string?)s!["nodeId"] == nodeId))
                return;
        }

        throw new TimeoutException($"The execution did not reach '{nodeId}'.");
    }

    private static async Task<JsonObject> WaitForEndAsync(HttpClient client, string id)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < deadline; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var execution = await GetAsync(client, $"/api/executions/{Uri.EscapeDataString(id)}");
            if (execution["stopDate"] is not null)
                return execution;
        }

        throw new TimeoutException("The execution did not end within a minute.");
    }

    private static async Task<List<long>> EventIdsAsync(HttpClient client, string id) =>
        [.. (await GetAsync(client, $"/api/executions/{Uri.EscapeDataString(id)}/history"))["items"]!.AsArray().Select(e => (long)e!["id"]!)];

    private static async Task<JsonObject> GetAsync(HttpClient client, string path) =>
        (JsonObject)JsonNode.Parse(await client.GetStringAsync(path, TestContext.Current.CancellationToken))!;
}
