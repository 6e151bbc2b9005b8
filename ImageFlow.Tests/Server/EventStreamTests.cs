using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

public class EventStreamTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Events_OfARun_ComeLiveInOrderAndEndOnce()
    {
        var id = await ServerRequests.StartAsync(server.Client, Flows.Waiting("streamed"));

        var messages = await ReadAsync(id, null);

        Assert.Equal(Enumerable.Range(1, messages.Count - 1).Select(i => (long)i), messages.SkipLast(1).Select(m => m.Id!.Value));
        Assert.All(messages.SkipLast(1), m => Assert.Equal("history", m.Event));
        Assert.Equal("ExecutionSucceeded", (string?)messages[^2].Data["type"]);
        Assert.Equal(("end", "SUCCEEDED"), (messages[^1].Event, (string)messages[^1].Data["status"]!));
        var entered = messages.Single(m => (string?)m.Data["nodeId"] == "wait" && ((string)m.Data["type"]!).EndsWith("Entered", StringComparison.Ordinal));
        Assert.NotNull((string?)entered.Data["stateName"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_WithLastEventId_GoOnAfterIt(bool asHeader)
    {
        var id = await ServerRequests.StartAsync(server.Client, Flows.Waiting($"resumed-{asHeader}".ToLowerInvariant()));
        var all = await ReadAsync(id, null);

        var rest = await ReadAsync(id, 3, asHeader);

        Assert.Equal(all.Skip(3).Select(m => (m.Id, m.Event)), rest.Select(m => (m.Id, m.Event)));
        Assert.Equal(4, rest[0].Id);
    }

    [Fact]
    public async Task Events_ReaderThatLostItsConnection_MissesNothingAndSeesNothingTwice()
    {
        var id = await ServerRequests.StartAsync(server.Client, Flows.Waiting("lossy", "00:00:02"));
        List<Message> seen = [];
        await foreach (var message in StreamAsync(id, null, true))
        {
            seen.Add(message);
            if (seen.Count == 4)
                break; // the connection is dropped here, in the middle of the wait
        }

        await foreach (var message in StreamAsync(id, seen[^1].Id, true))
            seen.Add(message);

        Assert.Equal(Enumerable.Range(1, seen.Count - 1).Select(i => (long)i), seen.SkipLast(1).Select(m => m.Id!.Value));
        Assert.Equal("end", seen[^1].Event);
    }

    private async Task<List<Message>> ReadAsync(string id, long? lastEventId, bool asHeader = true)
    {
        List<Message> messages = [];
        await foreach (var message in StreamAsync(id, lastEventId, asHeader))
            messages.Add(message);
        return messages;
    }

    private async IAsyncEnumerable<Message> StreamAsync(string id, long? lastEventId, bool asHeader)
    {
        var path = $"/api/executions/{Uri.EscapeDataString(id)}/events";
        using HttpRequestMessage request = new(HttpMethod.Get, asHeader || lastEventId is null ? path : $"{path}?lastEventId={lastEventId}");
        if (asHeader && lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId.ToString());
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Dictionary<string, string> fields = [];
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                var parts = line.Split(": ", 2);
                fields[parts[0]] = parts[^1];
            }
            else if (fields.Remove("data", out var data))
            {
                yield return new Message(fields.TryGetValue("id", out var number) ? long.Parse(number) : null, fields["event"], JsonNode.Parse(data)!);
                fields = [];
            }
        }
    }

    private sealed record Message(long? Id, string Event, JsonNode Data);
}
