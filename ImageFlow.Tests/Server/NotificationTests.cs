using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>Messages as they are published, and approvals, over REST.</summary>
public sealed class NotificationTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_ReaderThatComesBack_GetsWhatItMissed()
    {
        using HttpResponseMessage first = await ListenAsync(null);
        await PublishAsync("one");
        (string id, string data) = await NextAsync(first);
        Assert.Equal("one", (string?)JsonNode.Parse(data)!["message"]);
        first.Dispose();
        await PublishAsync("two");
        await PublishAsync("three");

        using HttpResponseMessage again = await ListenAsync(id);
        using StreamReader reader = new(await again.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal("two", (string?)JsonNode.Parse((await NextAsync(reader)).Data)!["message"]);
        Assert.Equal("three", (string?)JsonNode.Parse((await NextAsync(reader)).Data)!["message"]);
    }

    [Fact]
    public async Task Socket_OfATopic_GetsItsMessagesAlone()
    {
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri($"ws://{server.WebUrl.Authority}/api/notifications/socket?topic=chosen"), Cancel);

        await PublishAsync("not this");
        await PublishAsync("this", "chosen");

        byte[] buffer = new byte[4096];
        WebSocketReceiveResult got = await socket.ReceiveAsync(buffer, Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        JsonNode message = JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, got.Count))!;
        Assert.Equal(("this", "chosen"), ((string?)message["message"]!["message"], (string?)message["message"]!["topic"]));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Fact]
    public async Task Approvals_ByRest_DecideOnceAndSayWhatIsWrong()
    {
        string id = await ServerRequests.StartAsync(server.Client, Flows.Flowchart("ask", [
            Flows.Activity("start", "Elsa.Start", 0),
            Flows.Activity("ask", "ImageFlow.WaitForApproval", 200, new JsonObject { ["title"] = Flows.Input("String", "Literal", "Publish?"), ["details"] = Flows.Input("Object", "Object", """{ "key": "a.jpg" }""") }),
            Flows.Activity("finish", "Elsa.Finish", 400),
        ], [("start", "Done", "ask"), ("ask", "Done", "finish")]));
        JsonNode waiting = await WaitingAsync();
        string approval = (string)waiting["id"]!;
        Assert.Equal(("Publish?", "a.jpg", "waiting"), ((string?)waiting["title"], (string?)waiting["details"]!["key"], (string?)waiting["status"]));

        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(approval, new JsonObject()));
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync("none", new JsonObject { ["approved"] = true }));
        Assert.Equal(HttpStatusCode.OK, await DecideAsync(approval, new JsonObject { ["approved"] = true, ["by"] = "Ada" }));
        Assert.Equal(HttpStatusCode.OK, await DecideAsync(approval, new JsonObject { ["approved"] = true }));
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(approval, new JsonObject { ["approved"] = false }));

        Assert.Equal("SUCCEEDED", (string?)(await server.WaitForEndAsync(id))["status"]);
    }

    private async Task<JsonNode> WaitingAsync()
    {
        for (DateTime deadline = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < deadline; await Task.Delay(50, Cancel))
        {
            if ((await server.GetAsync("/api/approvals"))["items"]!.AsArray() is [{ } only])
            {
                return only;
            }
        }

        throw new TimeoutException("Nothing waits for approval.");
    }

    private async Task<HttpStatusCode> DecideAsync(string id, JsonObject decision)
    {
        using HttpResponseMessage answer = await server.Client.PostAsJsonAsync($"/api/approvals/{id}", decision, Cancel);
        if (!answer.IsSuccessStatusCode)
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> ListenAsync(string? lastEventId)
    {
        HttpRequestMessage request = new(HttpMethod.Get, "/api/notifications/events?topic=imageflow-notifications");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    private static async Task<(string Id, string Data)> NextAsync(HttpResponseMessage response) => await NextAsync(new StreamReader(await response.Content.ReadAsStreamAsync(Cancel)));

    private static async Task<(string Id, string Data)> NextAsync(StreamReader reader)
    {
        string id = "";
        while (await reader.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel) is { } line)
        {
            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (id, line[6..]);
            }
        }

        throw new EndOfStreamException("The stream ended.");
    }

    private async Task PublishAsync(string message, string topic = "imageflow-notifications")
    {
        using FormUrlEncodedContent form = new(new Dictionary<string, string>
        {
            ["Action"] = "Publish", ["Version"] = "2010-03-31", ["TopicArn"] = $"arn:aws:sns:us-east-1:123456789012:{topic}", ["Message"] = message,
        });
        using HttpResponseMessage answer = await server.Client.PostAsync(server.AwsUrl, form, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
