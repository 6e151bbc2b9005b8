using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>What several tests ask of a server by REST.</summary>
internal static class ServerRequests
{
    /// <summary>Saves the flow, starts it and gives the execution's id.</summary>
    public static async Task<string> StartAsync(HttpClient client, JsonObject flow, JsonObject? input = null)
    {
        using var saved = await client.PostAsJsonAsync("/api/workflows", flow, TestContext.Current.CancellationToken);
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await SimulateAsync(client, (string)flow["definitionId"]!, input);
    }

    public static async Task<string> SimulateAsync(HttpClient client, string flowId, JsonObject? input = null)
    {
        using var started = await client.PostAsJsonAsync($"/api/workflows/{flowId}/simulate", new JsonObject { ["input"] = input ?? [] }, TestContext.Current.CancellationToken);
        var text = await started.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(started.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }
}
