using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>Two people on one flow, and publishing what does not compile: nothing is overwritten unseen, nothing is lost.</summary>
public class ElsaConflictTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Api = "/elsa/api/workflow-definitions";

    [Fact]
    public async Task Save_NamingTheRevisionThatIsStored_IsTaken()
    {
        var (first, _) = await SaveAsync(Flows.Waiting("alone"), null);
        var (second, status) = await SaveAsync(Flows.Waiting("alone", "00:00:02"), first);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(first, second);
        using var read = await server.Client.GetAsync($"{Api}/by-definition-id/alone?versionOptions=Latest", TestContext.Current.CancellationToken);
        Assert.Equal(second, read.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task Save_AfterSomebodyElseSaved_IsRefusedAndOverwritesNothing()
    {
        var (begun, _) = await SaveAsync(Flows.Waiting("shared"), null);
        var (theirs, _) = await SaveAsync(Flows.Waiting("shared", "00:00:02"), begun);

        var (told, status) = await SaveAsync(Flows.Waiting("shared", "00:00:03"), begun);

        Assert.Equal((HttpStatusCode.Conflict, theirs), (status, told));
        Assert.Contains("00:00:02", (await server.GetAsync($"{Api}/by-definition-id/shared?versionOptions=Latest")).ToJsonString(), StringComparison.Ordinal);
        // Whoever has seen the other's drawing may keep their own.
        Assert.Equal(HttpStatusCode.OK, (await SaveAsync(Flows.Waiting("shared", "00:00:03"), told)).Status);
    }

    [Fact]
    public async Task Publish_FlowThatDoesNotCompile_IsRefusedWithItsFindingsAndKeepsTheDraft()
    {
        var flow = Flows.Flowchart("unready", [Flows.Activity("odd", "Acme.Unknown", 0)], []);

        using var response = await server.Client.PostAsJsonAsync(Api, new JsonObject { ["model"] = flow, ["publish"] = true }, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains("FLOW", (string)problem["errors"]!["generalErrors"]![0]!, StringComparison.Ordinal);
        var stored = await server.GetAsync($"{Api}/by-definition-id/unready?versionOptions=Latest");
        Assert.False((bool)stored["isPublished"]!);
    }

    [Fact]
    public async Task Read_ActivitiesWithoutNodeIds_HaveThoseOfTheirPlaces()
    {
        var inner = Flows.Flowchart("x", [], [])["root"]!.DeepClone().AsObject();
        inner["id"] = "inner";
        inner.Remove("nodeId");
        var loop = Flows.Activity("loop", "Elsa.ParallelForEach", 0, new JsonObject { ["body"] = inner });
        loop["nodeId"] = "Workflow2:stale";
        await server.PostAsync("/api/workflows", Flows.Flowchart("numberless", [loop], []));

        var read = (await server.GetAsync($"{Api}/by-definition-id/numberless?versionOptions=Latest"))["root"]!["activities"]![0]!;

        Assert.Equal(("Workflow1:chart:loop", "Workflow1:chart:loop:inner"), ((string)read["nodeId"]!, (string)read["body"]!["nodeId"]!));
    }

    [Fact]
    public async Task Consumers_FlowThatRunsAnother_IsNamed()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("used"));
        await server.PostAsync("/api/workflows", Flows.Flowchart("user", [Flows.Activity("run", "Elsa.ExecuteWorkflow", 0, new JsonObject { ["workflowDefinitionId"] = Flows.Input("String", "Literal", "used") })], []));

        var consumers = await server.GetAsync($"{Api}/used/consumers");

        Assert.Equal(["user"], consumers["consumingWorkflowDefinitionIds"]!.AsArray().Select(id => (string)id!));
    }

    private async Task<(string? Revision, HttpStatusCode Status)> SaveAsync(JsonObject model, string? revision)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Api) { Content = JsonContent.Create(new JsonObject { ["model"] = model, ["publish"] = false }) };
        if (revision is not null)
            request.Headers.TryAddWithoutValidation("If-Match", revision);
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.Headers.ETag?.Tag, response.StatusCode);
    }
}
