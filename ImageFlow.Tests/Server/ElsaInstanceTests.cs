using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImageFlow.Tests.Activities;

namespace ImageFlow.Tests.Server;

/// <summary>Executions as Elsa's workflow instances, and the Test tab.</summary>
public class ElsaInstanceTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task TestActivity_ResizeOnTheNewestPicture_AnswersWithItsOutputs()
    {
        await server.UploadAsync(TestPicture.Gradient(320, 200), "photo.png");
        var definition = await server.GetAsync("/elsa/api/workflow-definitions/by-definition-id/image-resize?versionOptions=Latest");
        var resize = definition["root"]!["activities"]!.AsArray().Single(a => (string?)a!["type"] == "ImageFlow.ResizeImage")!;

        var tested = await server.PostAsync("/elsa/api/tests/activities", Handles((string)definition["id"]!, (string)resize["id"]!));

        Assert.Equal("Completed", (string?)tested["status"]);
        Assert.Null(tested["exception"]);
        Assert.Contains("thumbnail", tested["outputs"]!.ToJsonString(), StringComparison.Ordinal);
        var execution = await server.GetAsync($"/api/executions/{Uri.EscapeDataString((string)tested["payload"]!["executionId"]!)}");
        Assert.Equal("SUCCEEDED", (string?)execution["status"]);
    }

    [Fact]
    public async Task TestActivity_WithTestValuesOfVariables_UsesThem()
    {
        var set = Flows.Activity("set", "Elsa.SetVariable", 0, new JsonObject
        {
            ["variable"] = new JsonObject { ["id"] = "v2", ["name"] = "Total", ["typeName"] = "Int32" },
            ["value"] = Flows.Input("Object", "JavaScript", "getCount() * 2"),
        });
        var flow = Flows.Flowchart("tested", [set], []);
        flow["variables"] = new JsonArray(
            new JsonObject { ["id"] = "v1", ["name"] = "Count", ["typeName"] = "Int32", ["value"] = "1" }, new JsonObject { ["id"] = "v2", ["name"] = "Total", ["typeName"] = "Int32", ["value"] = "0" });
        flow["customProperties"] = new JsonObject { ["VariableTestValues"] = new JsonObject { ["v1"] = 21 } };
        await server.PostAsync("/api/workflows", flow);
        var id = (string)(await server.GetAsync("/elsa/api/workflow-definitions/by-definition-id/tested?versionOptions=Latest"))["id"]!;

        var tested = await server.PostAsync("/elsa/api/tests/activities", Handles(id, "set"));

        Assert.Equal("Completed", (string?)tested["status"]);
        var instance = (string)tested["payload"]!["executionId"]!;
        var variables = await server.GetAsync($"/elsa/api/workflow-instances/{Uri.EscapeDataString(instance)}/variables");
        var total = variables["items"]!.AsArray().Single(v => (string?)v!["name"] == "Total")!;
        Assert.Equal(("v2", 42), ((string)total["id"]!, (int)total["value"]!));
    }

    [Fact]
    public async Task TestActivity_ThatCannotRun_IsFaultedWithTheReason()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("untestable", [Flows.Activity("odd", "Acme.Unknown", 0)], []));
        var id = (string)(await server.GetAsync("/elsa/api/workflow-definitions/by-definition-id/untestable?versionOptions=Latest"))["id"]!;

        var tested = await server.PostAsync("/elsa/api/tests/activities", Handles(id, "odd"));

        Assert.Equal("Faulted", (string?)tested["status"]);
        Assert.Contains("Acme.Unknown", (string)tested["exception"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_WithAFilter_HasOnlyWhatItAsksFor()
    {
        var id = await RunAsync("journalled");

        var all = await server.PostAsync($"/elsa/api/workflow-instances/{id}/journal");
        var filtered = await server.PostAsync($"/elsa/api/workflow-instances/{id}/journal", new JsonObject { ["filter"] = new JsonObject { ["activityIds"] = new JsonArray("wait"), ["eventNames"] = new JsonArray("Completed") } });

        Assert.True((int)all["totalCount"]! > 1);
        var entry = Assert.Single(filtered["items"]!.AsArray())!;
        Assert.Equal(("wait", "Completed"), ((string)entry["activityId"]!, (string)entry["eventName"]!));
    }

    [Fact]
    public async Task Retries_OfATaskThatFailedTwice_AreTwoWithTheErrorBefore()
    {
        var flow = (await server.GetAsync("/api/workflows/image-resize"))["definition"]!.DeepClone().AsObject();
        flow.Remove("id");
        flow["definitionId"] = "retried";
        var resize = flow["root"]!["activities"]!.AsArray().Single(a => (string?)a!["type"] == "ImageFlow.ResizeImage")!;
        resize["maxAttempts"] = Flows.Input("Int32", "Literal", "2");
        resize["interval"] = Flows.Input("TimeSpan", "Literal", "00:00:01");
        await server.PostAsync("/api/workflows", flow);
        var (bucket, key) = await server.UploadAsync(TestPicture.Gradient(64, 64));
        var node = (string)resize["id"]!;
        JsonObject trial = new()
        {
            ["skipWaits"] = true,
            ["faults"] = new JsonArray(
                new JsonObject { ["target"] = node, ["attempt"] = 0, ["error"] = "Lambda.ServiceException" }, new JsonObject { ["target"] = node, ["attempt"] = 1, ["error"] = "Lambda.TooManyRequestsException" }),
        };
        var started = await server.PostAsync("/api/workflows/retried/simulate", new JsonObject { ["input"] = new JsonObject { ["bucket"] = bucket, ["key"] = key, ["size"] = 1 }, ["trial"] = trial });
        var execution = await server.WaitForEndAsync((string)started["id"]!);
        Assert.True((string?)execution["status"] == "SUCCEEDED", execution.ToJsonString());

        var records = await server.GetAsync($"/elsa/api/activity-executions/list?WorkflowInstanceId={Uri.EscapeDataString((string)started["id"]!)}");
        var record = records["items"]!.AsArray().Single(r => (string?)r!["activityId"] == node)!;
        var retries = await server.GetAsync($"/elsa/api/resilience/retries/{Uri.EscapeDataString((string)record["id"]!)}");

        Assert.Equal([1, 2], retries["items"]!.AsArray().Select(r => (int)r!["attemptNumber"]!));
        Assert.Equal(["Lambda.ServiceException", "Lambda.TooManyRequestsException"], retries["items"]!.AsArray().Select(r => (string)r!["details"]!["error"]!));
        Assert.All(retries["items"]!.AsArray(), r => Assert.True(TimeSpan.Parse((string)r!["retryDelay"]!, null) >= TimeSpan.FromSeconds(1)));
        Assert.Equal(2, (int)record["metadata"]!["RetryAttemptsCount"]!);
    }

    [Fact]
    public async Task BulkActions_OnEndedInstances_ExportThemAndDeleteThem()
    {
        string[] ids = [Uri.UnescapeDataString(await RunAsync("bulk-one")), Uri.UnescapeDataString(await RunAsync("bulk-two"))];
        JsonObject request = new() { ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };

        using var exported = await server.Client.PostAsJsonAsync("/elsa/api/bulk-actions/export/workflow-instances", request, TestContext.Current.CancellationToken);
        using ZipArchive archive = new(await exported.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, archive.Entries.Count);
        var deleted = await server.PostAsync("/elsa/api/bulk-actions/delete/workflow-instances/by-id", request.DeepClone());

        Assert.Equal(2, (int)deleted["deletedCount"]!);
        using var asked = await server.Client.GetAsync($"/elsa/api/workflow-instances/{Uri.EscapeDataString(ids[0])}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
    }

    [Fact]
    public async Task BulkDelete_WithOneThatRuns_DeletesNone()
    {
        var ended = Uri.UnescapeDataString(await RunAsync("stays-ended"));
        var running = await ServerRequests.StartAsync(server.Client, Flows.Waiting("still-runs", "00:10:00"));

        using var refused = await server.Client.PostAsJsonAsync(
            "/elsa/api/bulk-actions/delete/workflow-instances/by-id", new JsonObject { ["ids"] = new JsonArray(ended, running) }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.NotNull(await server.GetAsync($"/elsa/api/workflow-instances/{Uri.EscapeDataString(ended)}"));
        await server.PostAsync($"/elsa/api/cancel/workflow-instances/{Uri.EscapeDataString(running)}");
        Assert.Equal("Cancelled", (string?)(await server.GetAsync($"/elsa/api/workflow-instances/{Uri.EscapeDataString(running)}"))["subStatus"]);
    }

    [Fact]
    public async Task List_ByStatusAndIncidents_FindsThem()
    {
        await RunAsync("listed");
        await server.PostAsync("/api/workflows", Flows.Flowchart("fails", [Flows.Activity("fault", "Elsa.Fault", 0, new JsonObject { ["code"] = Flows.Input("String", "Literal", "E1"), ["message"] = Flows.Input("String", "Literal", "no") })], []));
        var started = await server.PostAsync("/api/workflows/fails/simulate", new JsonObject { ["input"] = new JsonObject() });
        await server.WaitForEndAsync((string)started["id"]!);

        var faulted = await server.PostAsync("/elsa/api/workflow-instances", new JsonObject { ["hasIncidents"] = true, ["subStatuses"] = new JsonArray("Faulted"), ["definitionIds"] = new JsonArray("fails", "listed") });
        var wrongVersion = await server.PostAsync("/elsa/api/workflow-instances", new JsonObject { ["definitionId"] = "listed", ["version"] = 7 });

        Assert.Equal([(string)started["id"]!], faulted["items"]!.AsArray().Select(i => (string)i!["id"]!));
        Assert.Equal(0, (int)wrongVersion["totalCount"]!);
    }

    [Fact]
    public async Task TypeDefinitions_OfAFlowWithSteps_NameTheirOutputs()
    {
        using var response = await server.Client.PostAsync("/elsa/api/scripting/javascript/type-definitions/image-resize", new StringContent("{}"), TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("declare function getOutputFrom(activityIdOrName: \"ResizeImage1\", outputName: ", text, StringComparison.Ordinal);
        Assert.Contains("type InputName = \"bucket\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/studio/viewer/a%3Ab", "elsa-workflow-instance-viewer")]
    [InlineData("/studio/definitions", "elsa-workflow-definition-list")]
    [InlineData("/studio/instances", "elsa-workflow-instance-list")]
    [InlineData("/studio/editor/%22%3E%3Cscript%3E", "elsa-workflow-definition-editor")]
    public async Task StudioPages_HoldTheirElementAndNoMarkupOfTheAddress(string path, string element)
    {
        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);

        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"<{element}", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\"><script>", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string flow)
    {
        var id = await ServerRequests.StartAsync(server.Client, Flows.Waiting(flow, "00:00:00"));
        await server.WaitForEndAsync(id);
        return Uri.EscapeDataString(id);
    }

    private static JsonObject Handles(string versionId, string activityId) => new()
    {
        ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = versionId },
        ["activityHandle"] = new JsonObject { ["activityId"] = activityId },
    };
}
