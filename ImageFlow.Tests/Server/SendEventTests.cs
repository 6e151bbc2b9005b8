using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Tests.Conformance.StepFunctions;

namespace ImageFlow.Tests.Server;

/// <summary><c>sendEventPostUri</c>.</summary>
public sealed class SendEventTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>What an <c>Elsa.Event</c> compiles to, after a wait of so many seconds.</summary>
    internal static string Definition(int seconds) => $$$$"""
        {"QueryLanguage":"JSONata","StartAt":"W","States":{"W":{"Type":"Wait","Seconds":{{{{seconds}}}},"Next":"E"},"E":{"Type":"Task","Resource":"arn:aws:states:::events:putEvents.waitForTaskToken",
          "Arguments":{"Entries":[{"Source":"imageflow","DetailType":"Waiting for an event","Detail":{"eventName":"Photo approved","taskToken":"{% $states.context.Task.Token %}","executionArn":"{% $states.context.Execution.Id %}"}}]},
          "End":true}}}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendEvent_BeforeAndWhileTheTaskWaits_CompletesIt()
    {
        string early = await StartAsync(1, "early");
        Assert.Equal((HttpStatusCode.Accepted, "kept"), await SendAsync(early, "Photo%20approved", """{"by":"anna"}"""));
        Assert.Equal("anna", (string?)(await server.WaitForEndAsync(early))["output"]!["by"]);

        string late = await StartAsync(0, "late");
        Assert.Equal((HttpStatusCode.Accepted, "kept"), await SendAsync(late, "other", "1"));
        await WaitForAsync(late, "TaskSubmitted");
        Assert.Equal((HttpStatusCode.Accepted, "delivered"), await SendAsync(late, "Photo%20approved", "[1]", "text/plain"));
        Assert.Equal("[1]", (await server.WaitForEndAsync(late))["output"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.Gone, (await SendAsync(late, "Photo%20approved", "2")).Status);
    }

    [Theory]
    [InlineData("events-none:such", "{}", HttpStatusCode.NotFound)]
    [InlineData(null, "not JSON", HttpStatusCode.BadRequest)]
    [InlineData(null, "\"\u00e9", HttpStatusCode.BadRequest)]
    public async Task SendEvent_WrongRequest_IsAProblemThatSaysSo(string? execution, string body, HttpStatusCode status)
    {
        string id = execution ?? await StartAsync(600, Guid.NewGuid().ToString());

        using HttpResponseMessage response = await server.Client.PostAsync(Uri(id, "e"), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(status, response.StatusCode);
        JsonObject problem = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
        Assert.NotEmpty((string?)problem["detail"] ?? "");
    }

    [Fact]
    public async Task SendEvent_TooLarge_IsRefused()
    {
        string id = await StartAsync(600, "large");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(id, "e", $"\"{new string('x', 300_000)}\"")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(id, "e", $"\"{new string('x', 1_200_000)}\"")).Status);
    }

    [Fact]
    public async Task Links_OfAStartAndOfAnExecution_HaveAllSix()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("linked"));
        JsonObject started = await server.PostAsync("/api/workflows/linked/simulate", new JsonObject { ["input"] = new JsonObject() });
        JsonObject links = (JsonObject)(await server.GetAsync((string)started["statusQueryGetUri"]!))["links"]!;

        Assert.Equal(["statusQueryGetUri", "eventsGetUri", "sendEventPostUri", "terminatePostUri", "redrivePostUri", "purgeDeleteUri"], links.Select(link => link.Key));
        Assert.All(links, link => Assert.Equal((string?)link.Value, (string?)started[link.Key]));
        Assert.Equal($"{(string?)links["statusQueryGetUri"]}/events/{{eventName}}", (string?)links["sendEventPostUri"]);
    }

    [Fact]
    public async Task SendEvent_ServerIsKilledBeforeTheWait_TheNextDeliversIt()
    {
        string data = Directory.CreateTempSubdirectory("imageflow-events-").FullName;
        try
        {
            Uri web = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
            Uri aws = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
            string[] args = ["--url", web.ToString(), "--aws-url", aws.ToString(), "--data", data];
            using HttpClient client = new() { BaseAddress = web };
            await using (ServerProcess first = ServerProcess.Start(args))
            {
                await first.WaitUntilHealthyAsync(web);
                await StartAsync(aws, 4, "killed");
                using HttpResponseMessage kept = await client.PostAsync(Uri("events:killed", "Photo%20approved"), new StringContent("\"survived\""), Cancel);
                Assert.Equal(HttpStatusCode.Accepted, kept.StatusCode);
                await first.KillAsync();
            }

            await using ServerProcess second = ServerProcess.Start(args);
            await second.WaitUntilHealthyAsync(web);
            JsonObject execution;
            do
            {
                await Task.Delay(100, Cancel);
                execution = (await client.GetFromJsonAsync<JsonObject>("/api/executions/events:killed", Cancel))!;
            }
            while ((string?)execution["status"] == "RUNNING");

            Assert.Equal(("SUCCEEDED", "survived"), ((string?)execution["status"], (string?)execution["output"]));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static string Uri(string id, string name) => $"/api/executions/{System.Uri.EscapeDataString(id)}/events/{name}";

    private static async Task<string> StartAsync(Uri aws, int seconds, string name)
    {
        using HttpClient client = new() { BaseAddress = aws };
        string machine = seconds == 4 ? "events" : $"events-{seconds}";
        ObjectData create = ObjectData.Of(("name", machine), ("roleArn", "arn:aws:iam::123456789012:role/r"), ("definition", Definition(seconds)));
        (_, ObjectData created) = await StepFunctionsClient.CallAsync(client, "CreateStateMachine", create.ToJson());
        (int status, _) = await StepFunctionsClient.CallAsync(client, "StartExecution", ObjectData.Of(("stateMachineArn", created["stateMachineArn"]!), ("name", name)).ToJson());
        Assert.Equal(200, status);
        return $"{machine}:{name}";
    }

    private Task<string> StartAsync(int seconds, string name) => StartAsync(server.AwsUrl, seconds, name);

    private async Task<(HttpStatusCode Status, string? Outcome)> SendAsync(string id, string name, string body, string type = "application/json")
    {
        using HttpResponseMessage response = await server.Client.PostAsync(Uri(id, name), new StringContent(body, Encoding.UTF8, type), Cancel);
        JsonObject answer = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
        return (response.StatusCode, (string?)(answer["status"]!.GetValueKind() == System.Text.Json.JsonValueKind.String ? answer["status"] : null));
    }

    private async Task WaitForAsync(string id, string type)
    {
        for (DateTime deadline = DateTime.UtcNow.AddSeconds(20); DateTime.UtcNow < deadline; await Task.Delay(20, Cancel))
        {
            if ((await server.GetAsync($"/api/executions/{System.Uri.EscapeDataString(id)}/history"))["items"]!.AsArray().Any(e => (string?)e!["type"] == type))
            {
                return;
            }
        }

        throw new TimeoutException($"There was no {type} within 20 seconds.");
    }
}
