using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>Starting, following and stopping flows by REST and by Elsa's API.</summary>
public class ExecutionTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Simulate_Flow_Answers202WithLinksAndEnds()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("quick"));

        using var response = await server.Client.PostAsJsonAsync("/api/workflows/quick/simulate", new { input = new { a = 1 }, name = "first" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/api/executions/quick%3Afirst", response.Headers.Location?.OriginalString);
        var execution = await server.WaitForEndAsync("quick:first");
        Assert.Equal("SUCCEEDED", (string?)execution["status"]);
        Assert.Equal(("quick", 1), ((string)execution["workflowId"]!, (int)execution["workflowVersion"]!));
        Assert.Contains("wait", execution["steps"]!.AsArray().Select(s => (string?)s!["nodeId"]));
        Assert.All(execution["steps"]!.AsArray(), step => Assert.Equal("done", (string?)step!["status"]));
    }

    [Fact]
    public async Task List_ByTextAndTime_FindsAmongAllAndNotAmongTheNewestAlone()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("searched", "00:00:00"));
        foreach (var name in new[] { "needle", "b", "c", "d" })
            await server.Client.PostAsJsonAsync("/api/workflows/searched/simulate", new { input = new { }, name }, TestContext.Current.CancellationToken);
        var last = await server.WaitForEndAsync("searched:d");

        var found = await server.GetAsync("/api/executions?workflowId=searched&text=NEEDLE&max=2");
        var recent = await server.GetAsync($"/api/executions?workflowId=searched&since={Uri.EscapeDataString((string)last["startDate"]!)}");
        var future = await server.GetAsync("/api/executions?since=2999-01-01T00:00:00Z");
        var nothing = await server.GetAsync("/api/executions?workflowId=searched&text=haystack");

        Assert.Equal("searched:needle", (string?)Assert.Single(found["items"]!.AsArray())!["id"]);
        Assert.Equal("searched:d", (string?)Assert.Single(recent["items"]!.AsArray())!["id"]);
        Assert.Empty(future["items"]!.AsArray());
        Assert.Empty(nothing["items"]!.AsArray());
    }

    [Fact]
    public async Task Simulate_FlowWithErrors_IsAProblemWithItsFindings()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("broken", [Flows.Activity("odd", "Acme.Unknown", 0)], []));

        using var response = await server.Client.PostAsJsonAsync("/api/workflows/broken/simulate", new { input = new { } }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains("odd", problem["diagnostics"]!.AsArray().Select(d => (string?)d!["nodeId"]));
    }

    [Fact]
    public async Task Validate_GoodAndBadFlow_TellsThemApart()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("fine"));

        Assert.True((bool)(await server.PostAsync("/api/workflows/fine/validate", Flows.Waiting("fine")))["valid"]!);
        Assert.False((bool)(await server.PostAsync("/api/workflows/fine/validate", Flows.Flowchart("x", [Flows.Activity("odd", "Acme.Unknown", 0)], [])))["valid"]!);
    }

    [Fact]
    public async Task Validate_WithoutABody_ChecksTheSavedFlow()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("saved-fine"));

        using var response = await server.Client.PostAsync("/api/workflows/saved-fine/validate", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Export_Flow_GivesTheDocumentAndItsMap()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("exported", "00:00:07"));

        var exported = await server.PostAsync("/api/workflows/exported/export?queryLanguage=jsonata");

        Assert.Contains("\"Seconds\": 7", (string)exported["asl"]!, StringComparison.Ordinal);
        Assert.EndsWith("\n", (string)exported["asl"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_RunningExecution_AbortsIt()
    {
        var id = await ServerRequests.StartAsync(server.Client, Flows.Waiting("long", "00:10:00"));

        using var stopped = await server.Client.PostAsJsonAsync($"/api/executions/{Uri.EscapeDataString(id)}/stop", new { error = "Enough", cause = "a test" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, stopped.StatusCode);
        var execution = await server.WaitForEndAsync(id);
        Assert.Equal(("ABORTED", "Enough"), ((string)execution["status"]!, (string)execution["error"]!));
    }

    [Theory]
    [InlineData("/api/executions/none:such")]
    [InlineData("/api/executions/none:such/history")]
    [InlineData("/api/executions/none:such/events")]
    [InlineData("/elsa/api/workflow-instances/none:such")]
    public async Task Get_UnknownExecution_IsNotFound(string path)
    {
        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task ElsaExecute_AsTheRunButtonSendsIt_StartsOurExecution()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("studio-run"));
        JsonObject request = new() { ["correlationId"] = null, ["triggerActivityId"] = null, ["versionOptions"] = "Latest", ["input"] = null };

        using var response = await server.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/studio-run/execute", request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var id = response.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        Assert.Equal("SUCCEEDED", (string?)(await server.WaitForEndAsync(id))["status"]);
        var instance = await server.GetAsync($"/elsa/api/workflow-instances/{id}");
        Assert.Equal(("Finished", "Finished"), ((string)instance["status"]!, (string)instance["subStatus"]!));
        var journal = await server.GetAsync($"/elsa/api/workflow-instances/{id}/journal");
        Assert.Contains(journal["items"]!.AsArray(), e => (string?)e!["activityId"] == "wait" && (string?)e["eventName"] == "Completed");
        var report = await server.PostAsync("/elsa/api/activity-executions/report", new JsonObject { ["workflowInstanceId"] = id, ["activityNodeIds"] = new JsonArray("Workflow1:chart:wait") });
        Assert.Equal(1, (int)report["stats"]!.AsArray().Single()!["completedCount"]!);
    }

    [Fact]
    public async Task ElsaExecute_FlowWithErrors_AnswersTheFindings()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("studio-broken", [Flows.Activity("odd", "Acme.Unknown", 0)], []));

        using var response = await server.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/studio-broken/execute", new JsonObject(), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("FLOW0", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
