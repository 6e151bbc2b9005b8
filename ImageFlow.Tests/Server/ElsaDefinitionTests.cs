using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>The life of a flow by Elsa's REST API, as Elsa Studio 3.8 calls it.</summary>
public class ElsaDefinitionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Api = "/elsa/api/workflow-definitions";

    [Fact]
    public async Task Save_NewDefinition_IsALatestDraftThatCanBeEdited()
    {
        var saved = await SaveAsync(Flows.Waiting("new-flow"), publish: false);

        Assert.Equal("new-flow", (string?)saved["definitionId"]);
        Assert.Equal(1, (int)saved["version"]!);
        Assert.True((bool)saved["isLatest"]!);
        Assert.False((bool)saved["isPublished"]!);
        Assert.Equal(["self", "publish", "retract", "delete"], saved["links"]!.AsArray().Select(l => (string)l!["rel"]!));
    }

    [Fact]
    public async Task Save_UnknownMembers_AreKept()
    {
        var flow = Flows.Waiting("unknown-members");
        flow["customProperties"]!["team"] = "blue";
        flow["root"]!["activities"]![1]!["metadata"]!["note"] = new JsonObject { ["colour"] = "#fff" };
        await SaveAsync(flow, publish: false);

        var loaded = await server.GetAsync($"{Api}/by-definition-id/unknown-members?versionOptions=Latest");

        Assert.Equal("blue", (string?)loaded["customProperties"]!["team"]);
        Assert.Equal("#fff", (string?)loaded["root"]!["activities"]![1]!["metadata"]!["note"]!["colour"]);
    }

    [Fact]
    public async Task Save_InputWithoutType_GetsTheTypeOfItsDescriptor()
    {
        var flow = Flows.Waiting("typeless");
        flow["root"]!["activities"]![1]!["timeSpan"] = new JsonObject { ["typeName"] = null, ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "00:00:09" }, ["memoryReference"] = null };

        var saved = await SaveAsync(flow, publish: false);

        var input = saved["root"]!["activities"]![1]!["timeSpan"]!.AsObject();
        Assert.Equal("TimeSpan", (string?)input["typeName"]);
        Assert.False(input.ContainsKey("memoryReference"));
    }

    [Fact]
    public async Task Save_AfterPublishing_BeginsANewVersionAndKeepsThePublishedOne()
    {
        var flow = Flows.Waiting("grows");
        Assert.True((bool)(await SaveAsync(flow, publish: true))["isPublished"]!);
        flow["description"] = "second";

        var draft = await SaveAsync(flow, publish: false);

        Assert.Equal((2, false), ((int)draft["version"]!, (bool)draft["isPublished"]!));
        var published = await server.GetAsync($"{Api}/by-definition-id/grows?versionOptions=Published");
        Assert.Equal((1, false), ((int)published["version"]!, (bool)published["isLatest"]!));
        var versions = await server.GetAsync($"{Api}/grows/versions");
        Assert.Equal([2, 1], versions["items"]!.AsArray().Select(v => (int)v!["version"]!));
    }

    [Fact]
    public async Task PublishThenRetract_MovesTheMark()
    {
        await SaveAsync(Flows.Waiting("marked"), publish: false);

        var published = await server.PostAsync($"{Api}/marked/publish");
        Assert.True((bool)published["workflowDefinition"]!["isPublished"]!);
        var retracted = await server.PostAsync($"{Api}/marked/retract");
        Assert.False((bool)retracted["isPublished"]!);
    }

    [Fact]
    public async Task Revert_OldVersion_MakesItsContentTheDraft()
    {
        var flow = Flows.Waiting("reverts");
        flow["description"] = "one";
        await SaveAsync(flow, publish: true);
        flow["description"] = "two";
        await SaveAsync(flow, publish: true);

        var reverted = await server.PostAsync($"{Api}/reverts/revert/1");

        Assert.Equal((3, "one"), ((int)reverted["version"]!, (string)reverted["description"]!));
    }

    [Fact]
    public async Task ExportThenImport_KnownDefinition_OverwritesItsDraft()
    {
        await SaveAsync(Flows.Waiting("travels"), publish: false);
        var file = await server.GetAsync($"{Api}/travels/export?versionOptions=Latest");
        Assert.Equal("$schema", file.First().Key);
        Assert.StartsWith("https://elsaworkflows.io/schemas/workflow-definition", (string?)file["$schema"], StringComparison.Ordinal);

        file["name"] = "Renamed";
        var imported = await server.PostAsync($"{Api}/import", file);

        Assert.Equal((1, "Renamed"), ((int)imported["version"]!, (string)imported["name"]!));
    }

    [Fact]
    public async Task List_SearchTerm_FindsByName()
    {
        await SaveAsync(Flows.Waiting("needle-in-hay"), publish: false);

        var found = await server.GetAsync($"{Api}?versionOptions=Latest&searchTerm=NEEDLE&page=0&pageSize=10");

        Assert.Equal(1, (int)found["totalCount"]!);
        Assert.Equal("needle-in-hay", (string?)found["items"]![0]!["definitionId"]);
    }

    [Fact]
    public async Task IsNameUnique_OwnAndOtherName()
    {
        await SaveAsync(Flows.Waiting("unique-name"), publish: false);

        Assert.False((bool)(await server.GetAsync($"{Api}/validation/is-name-unique?name=unique-name"))["isUnique"]!);
        Assert.True((bool)(await server.GetAsync($"{Api}/validation/is-name-unique?name=unique-name&definitionId=unique-name"))["isUnique"]!);
    }

    [Fact]
    public async Task Delete_Definition_IsGone()
    {
        await SaveAsync(Flows.Waiting("goes"), publish: false);

        using var deleted = await server.Client.DeleteAsync($"{Api}/goes", TestContext.Current.CancellationToken);
        using var asked = await server.Client.GetAsync($"{Api}/by-definition-id/goes", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, asked.StatusCode));
    }

    [Fact]
    public async Task Subgraph_OfABody_NamesItsPlace()
    {
        var body = Flows.Flowchart("x", [], [])["root"]!.DeepClone();
        body["id"] = "inner";
        var loop = Flows.Activity("loop", "Elsa.ParallelForEach", 0, new JsonObject { ["body"] = body });
        var saved = await SaveAsync(Flows.Flowchart("nested", [loop], []), publish: false);

        var found = await server.GetAsync($"{Api}/subgraph/segments/{saved["id"]}?childNodeId=Workflow1:chart:loop:inner");

        Assert.Equal(["chart", "loop"], found["pathSegments"]!.AsArray().Select(s => (string)s!["activityId"]!));
        Assert.Equal("body", (string?)found["pathSegments"]![1]!["portName"]);
        Assert.Equal("inner", (string?)found["childNode"]!["activity"]!["id"]);
    }

    [Fact]
    public async Task Save_NoModel_IsARefusalThatStudioShows()
    {
        using var response = await server.Client.PostAsJsonAsync(Api, new JsonObject(), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains("model", (string)body["errors"]!["generalErrors"]![0]!, StringComparison.Ordinal);
    }

    private async Task<JsonObject> SaveAsync(JsonObject model, bool publish) =>
        (await server.PostAsync(Api, new JsonObject { ["model"] = model.DeepClone(), ["publish"] = publish }))["workflowDefinition"]!.AsObject();
}
