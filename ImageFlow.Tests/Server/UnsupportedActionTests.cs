using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>An action that nothing here implements is told of when the flow is validated, and keeps it from starting.</summary>
public sealed class UnsupportedActionTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Simulate_ActionThatNothingImplements_IsRefusedBeforeTheRunWithItsName()
    {
        JsonNode machine = JsonNode.Parse("""
            {"StartAt":"Labels","States":{"Labels":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rekognition:detectLabels","Parameters":{"Image":{}},"End":true}}}
            """)!;
        string id = (string)(await server.PostAsync("/api/workflows?name=labels", machine))["id"]!;

        using HttpResponseMessage answer = await server.Client.PostAsync($"/api/workflows/{id}/validate", null, TestContext.Current.CancellationToken);
        JsonNode validated = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        using HttpResponseMessage started = await server.Client.PostAsJsonAsync($"/api/workflows/{id}/simulate", new JsonObject { ["input"] = new JsonObject() }, TestContext.Current.CancellationToken);

        JsonNode finding = Assert.Single(validated["diagnostics"]!.AsArray(), d => (string?)d!["code"] == "AWS0101")!;
        Assert.Contains("detectLabels", (string)finding["message"]!, StringComparison.Ordinal);
        Assert.Contains("Mock it", (string)finding["hint"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, started.StatusCode);
        Assert.Contains("detectLabels", await started.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
