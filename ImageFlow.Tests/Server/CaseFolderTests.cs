using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImageFlow.Tests.Cli;

namespace ImageFlow.Tests.Server;

/// <summary>What is tried in the page runs on the command line too; and mocks reach the iterations of a distributed Map.</summary>
public class CaseFolderTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task CasesZip_RunByTheCommandLine_EndsAsItDidHere()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("repeated", [
            Flows.Activity("start", "Elsa.Start", 0),
            Flows.Activity("wait", "Elsa.Delay", 100, new JsonObject { ["timeSpan"] = Flows.Input("TimeSpan", "Literal", "01:00:00") }),
            Flows.Activity("delete", "ImageFlow.DeleteObject", 240, new JsonObject { ["bucket"] = Flows.Input("String", "Literal", "imageflow-uploads"), ["key"] = Flows.Input("String", "Literal", "a.png") }),
        ], [("start", "Done", "wait"), ("wait", "Done", "delete")]));
        await SaveAsync("it fails", """{"input": {"a": 1}, "trial": {"skipWaits": true, "mocks": {"delete": [{"Throw": {"Error": "Made.Up", "Cause": "on purpose"}}]}}}""");
        await SaveAsync("it fails!", """{"input": {}, "trial": {"skipWaits": true, "faults": [{"target": "delete", "error": "Other.Error"}]}}""");

        using ZipArchive archive = new(new MemoryStream(await server.Client.GetByteArrayAsync("/api/workflows/repeated/cases.zip", TestContext.Current.CancellationToken)));
        using CliFixture cli = new();
        archive.ExtractToDirectory(cli.Folder);
        var commands = (await File.ReadAllLinesAsync(Path.Combine(cli.Folder, "commands.txt"), TestContext.Current.CancellationToken)).Where(line => line.Length > 0).Select(line => Words(line, cli.Folder)).ToArray();

        Assert.Equal(2, commands.Length);
        var mocked = (await cli.RunAsync([.. commands[0], "--json"])).Json;
        var faulty = (await cli.RunAsync([.. commands[1], "--json"])).Json;
        Assert.Contains("Made.Up", mocked.ToJson(), StringComparison.Ordinal);
        Assert.Contains("on purpose", mocked.ToJson(), StringComparison.Ordinal);
        Assert.Contains("Other.Error", faulty.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CasesZip_OfACaseThatFitsNoMore_SaysWhich()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("unfit"));
        using var saved = await server.Client.PutAsJsonAsync("/api/workflows/unfit/cases/old", JsonNode.Parse("""{"input": {}, "trial": {"mocks": {"gone": [{"Return": 1}]}}}"""), TestContext.Current.CancellationToken);

        using var response = await server.Client.GetAsync("/api/workflows/unfit/cases.zip", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("'gone'", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_MockedStepInADistributedMap_AnswersForItsIterations()
    {
        var machine = JsonNode.Parse("""
            {"StartAt": "Each", "QueryLanguage": "JSONata", "States": {"Each": {"Type": "Map", "Items": [1, 2, 3], "End": true,
             "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Ask", "States": {
              "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "elsewhere", "Payload": "{% $states.input %}"}, "Output": "{% $states.result.Payload %}", "End": true}}}}}}
            """)!;
        var imported = await server.PostAsync("/api/workflows?name=mocked-map", machine);
        JsonObject trial = new() { ["mocks"] = new JsonObject { ["Ask"] = new JsonArray(new JsonObject { ["Return"] = new JsonObject { ["StatusCode"] = 200, ["Payload"] = "mocked" } }) } };

        var started = await server.PostAsync($"/api/workflows/{imported["id"]}/simulate", new JsonObject { ["input"] = new JsonObject(), ["trial"] = trial });

        var execution = await server.WaitForEndAsync((string)started["id"]!);
        Assert.True((string?)execution["status"] == "SUCCEEDED", execution.ToJsonString());
        Assert.Equal("""["mocked","mocked","mocked"]""", execution["output"]!.ToJsonString());
    }

    private async Task SaveAsync(string name, string content)
    {
        using var response = await server.Client.PutAsJsonAsync($"/api/workflows/repeated/cases/{Uri.EscapeDataString(name)}", JsonNode.Parse(content), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    // As a shell would split the line, with the files found in their folder.
    private static string[] Words(string line, string folder) =>
        [.. line.Split(' ').Skip(1).Select(word => word.Trim('"')).Select(word => File.Exists(Path.Combine(folder, word.Split('#')[0])) ? Path.Combine(folder, word) : word)];
}
