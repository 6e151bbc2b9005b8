using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>Trying flows by REST: mocks, faults, skipped waits, one step alone, saved cases; Map Runs; import and export of many files.</summary>
public class TrialTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Simulate_SkippingWaits_TakesNoTimeAndShowsTheTimesOfTheWaits()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("long-wait", "01:00:00"));

        var started = await server.PostAsync("/api/workflows/long-wait/simulate", new JsonObject { ["input"] = new JsonObject(), ["trial"] = new JsonObject { ["skipWaits"] = true } });

        var execution = await server.WaitForEndAsync((string)started["id"]!);
        Assert.Equal("SUCCEEDED", (string?)execution["status"]);
        Assert.True((DateTimeOffset)execution["stopDate"]! - (DateTimeOffset)execution["startDate"]! >= TimeSpan.FromHours(1));
        Assert.True((bool)execution["trial"]!["skipWaits"]!);
    }

    [Fact]
    public async Task Simulate_MockedStep_AnswersInItsPlaceForThisExecutionAlone()
    {
        await server.PostAsync("/api/workflows", Deleting("mocked"));
        JsonObject trial = new() { ["mocks"] = new JsonObject { ["delete"] = new JsonArray(new JsonObject { ["Throw"] = new JsonObject { ["Error"] = "Made.Up", ["Cause"] = "on purpose" } }) } };

        var mocked = await server.PostAsync("/api/workflows/mocked/simulate", new JsonObject { ["input"] = new JsonObject(), ["trial"] = trial });
        var plain = await server.PostAsync("/api/workflows/mocked/simulate", new JsonObject { ["input"] = new JsonObject() });

        var failed = await server.WaitForEndAsync((string)mocked["id"]!);
        Assert.Equal(("FAILED", "Made.Up", "on purpose"), ((string)failed["status"]!, (string)failed["error"]!, (string)failed["cause"]!));
        Assert.Equal("SUCCEEDED", (string?)(await server.WaitForEndAsync((string)plain["id"]!))["status"]);
    }

    [Theory]
    [InlineData("""{"mocks": {"nowhere": [{"Return": 1}]}}""", "nowhere")]
    [InlineData("""{"mocks": {"delete": [{"Give": 1}]}}""", "Return")]
    [InlineData("""{"faults": [{"target": "delete"}]}""", "either an error or a delay")]
    [InlineData("""{"faults": [{"target": "delete", "delaySeconds": -1}]}""", "delay")]
    public async Task Simulate_TrialThatDoesNotFit_IsRefusedWithTheReason(string trial, string reason)
    {
        await server.PostAsync("/api/workflows", Deleting("misfit"));

        using var response = await server.Client.PostAsJsonAsync("/api/workflows/misfit/simulate", new JsonObject { ["input"] = new JsonObject(), ["trial"] = JsonNode.Parse(trial) }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("TrialInvalid", (string?)problem["code"]);
        Assert.Contains(reason, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_OnlyOneStep_RunsItAlone()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("partly", "00:10:00"));

        var started = await server.PostAsync("/api/workflows/partly/simulate", new JsonObject { ["input"] = new JsonObject(), ["onlyNode"] = "finish" });

        var execution = await server.WaitForEndAsync((string)started["id"]!);
        Assert.Equal("SUCCEEDED", (string?)execution["status"]);
        Assert.Equal("partly: finish alone", (string?)execution["workflowName"]);
        Assert.Empty((await server.GetAsync("/api/workflows/partly"))["lastRuns"]!.AsArray());
    }

    [Fact]
    public async Task Cases_SavedAndReplacedAndDeleted_AreTheFlows()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("cased"));
        const string Path = "/api/workflows/cased/cases/after%20an%20hour";
        JsonObject wanted = new() { ["input"] = new JsonObject { ["a"] = 1 }, ["trial"] = new JsonObject { ["skipWaits"] = true }, ["expectedStatus"] = "SUCCEEDED" };

        using var first = await server.Client.PutAsJsonAsync(Path, new JsonObject { ["input"] = 1 }, TestContext.Current.CancellationToken);
        using var second = await server.Client.PutAsJsonAsync(Path, wanted, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        var saved = Assert.Single((await server.GetAsync("/api/workflows/cased/cases"))["items"]!.AsArray())!;
        Assert.Equal(("after an hour", "SUCCEEDED", true), ((string)saved["name"]!, (string)saved["expectedStatus"]!, (bool)saved["trial"]!["skipWaits"]!));
        using var deleted = await server.Client.DeleteAsync(Path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty((await server.GetAsync("/api/workflows/cased/cases"))["items"]!.AsArray());
    }

    [Fact]
    public async Task MapRuns_OfADistributedMap_HaveTheirIterations()
    {
        var machine = JsonNode.Parse("""
            {"StartAt": "Each", "QueryLanguage": "JSONata", "States": {"Each": {"Type": "Map", "Items": [1, 2, 3], "ToleratedFailureCount": 1, "End": true,
             "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Odd?", "States": {
              "Odd?": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input = 2 %}", "Next": "No"}], "Default": "Yes"},
              "Yes": {"Type": "Succeed"}, "No": {"Type": "Fail", "Error": "Even", "Cause": "two"}}}}}}
            """)!;
        var imported = await server.PostAsync("/api/workflows?name=mapped", machine);
        var started = await server.PostAsync($"/api/workflows/{imported["id"]}/simulate", new JsonObject { ["input"] = new JsonObject() });
        var execution = await server.WaitForEndAsync((string)started["id"]!);
        Assert.True((string?)execution["status"] == "SUCCEEDED", execution.ToJsonString());

        var run = Assert.Single((await server.GetAsync($"/api/executions/{Uri.EscapeDataString((string)started["id"]!)}/map-runs"))["items"]!.AsArray())!;
        Assert.Equal(("Each", "SUCCEEDED", 3, 1), ((string)run["stateName"]!, (string)run["status"]!, (int)run["items"]!["total"]!, (int)run["items"]!["failed"]!));
        var path = $"/api/map-runs/{Uri.EscapeDataString((string)run["id"]!)}";
        Assert.Equal((string?)run["mapRunArn"], (string?)(await server.GetAsync(path))["mapRunArn"]);
        var failed = Assert.Single((await server.GetAsync($"{path}/iterations?status=FAILED"))["items"]!.AsArray())!;
        Assert.Equal("Even", (string?)failed["error"]);
        var iteration = await server.GetAsync($"/api/executions/{Uri.EscapeDataString((string)failed["id"]!)}");
        Assert.Equal("2", iteration["input"]!.ToJsonString());
        using var late = await server.Client.PatchAsJsonAsync(path, new { maxConcurrency = 2 }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
    }

    [Fact]
    public async Task Import_FilesOfEveryKind_TellsWhatBecameOfEach()
    {
        using MultipartFormDataContent form = new();
        Add(form, "flow.json", Encoding.UTF8.GetBytes("\uFEFF" + Flows.Waiting("from-file").ToJsonString()));
        Add(form, "machine.asl.json", """{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"""u8.ToArray());
        Add(form, "bad.json", "{"u8.ToArray());
        Add(form, "other.json", "{}"u8.ToArray());
        Add(form, "broken.zip", "PK-no"u8.ToArray());
        Add(form, "flows.zip", Zip(("a/one.json", Flows.Waiting("from-zip").ToJsonString()), ("a/readme.txt", "x"), ("__MACOSX/a/one.json", "junk")));

        using var response = await server.Client.PostAsync("/api/workflows/import", form, TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        var items = JsonNode.Parse(text)!["items"]!.AsArray();
        Assert.Equal(
            [("flow.json", "from-file"), ("machine.asl.json", "machine"), ("bad.json", null), ("other.json", null), ("broken.zip", null), ("flows.zip/a/one.json", "from-zip")],
            items.Select(i => ((string)i!["file"]!, (string?)i["workflow"]?["name"])));
        Assert.All(items.Where(i => i!["workflow"] is null), i => Assert.NotEqual("", (string)i!["error"]!));
    }

    [Fact]
    public async Task ExportFolder_OfASample_IsAnArchiveThatImportsAgain()
    {
        var bytes = await server.Client.GetByteArrayAsync("/api/workflows/image-resize/export.zip", TestContext.Current.CancellationToken);
        using ZipArchive archive = new(new MemoryStream(bytes));
        Assert.Superset(new HashSet<string> { "workflow.json", "state-machine.asl.json", "source-map.json", "template.yaml", "functions.json", "sample-input.json" }, archive.Entries.Select(e => e.FullName).ToHashSet());
        Assert.Equal(bytes, await server.Client.GetByteArrayAsync("/api/workflows/image-resize/export.zip", TestContext.Current.CancellationToken));
        using MultipartFormDataContent form = new();
        Add(form, "export.zip", bytes);

        using var response = await server.Client.PostAsync("/api/workflows/import", form, TestContext.Current.CancellationToken);

        var items = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["items"]!.AsArray();
        Assert.Equal("image-resize", (string?)Assert.Single(items)!["workflow"]!["id"]);
    }

    private static JsonObject Deleting(string id) => Flows.Flowchart(id, [
        Flows.Activity("start", "Elsa.Start", 0),
        Flows.Activity("delete", "ImageFlow.DeleteObject", 300, new JsonObject { ["bucket"] = Flows.Input("String", "Literal", "imageflow-uploads"), ["key"] = Flows.Input("String", "Literal", "not-there.png") }),
    ], [("start", "Done", "delete")]);

    private static void Add(MultipartFormDataContent form, string name, byte[] content) => form.Add(new ByteArrayContent(content), "files", name);

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using MemoryStream buffer = new();
        using (ZipArchive archive = new(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return buffer.ToArray();
    }
}
