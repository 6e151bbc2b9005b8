using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Cli;

namespace ImageFlow.Tests.Cli;

/// <summary>A process that is killed loses nothing: the next one goes on where it was.</summary>
public sealed class KilledRunTests : IDisposable
{
    private readonly CliFixture cli = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_KilledInTheMiddleOfTheUploadPipeline_IsFinishedOnceByTheNextRun()
    {
        string image = SharedData.Require("images/exif-orientation-examples__Landscape_6.jpg");
        string flow = cli.Write("workflow.json", WithDelay(TimeSpan.FromSeconds(3)));
        string[] line = ["run", flow, "--image", image, "--data", cli.DataDirectory, "--json"];

        using (CliProcess first = new(line))
        {
            await first.WaitForLineAsync("▸ Pause", Cancel);
            await first.KillAsync(Cancel);
        }

        using CliProcess second = new(line);
        CliResult result = await second.EndAsync(Cancel);

        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        Assert.Contains("it goes on where it was", result.Error, StringComparison.Ordinal);
        Assert.Equal("SUCCEEDED", ((StringData)result.Json["status"]!).Value);
        Assert.Equal(3, ((ArrayData)result.Json["files"]!).Count);
        AssertEachTaskRanOnce(result.Json);
        CliResult list = await cli.RunAsync("executions", "--json");
        Assert.Single((ArrayData)list.Json["executions"]!);
    }

    [Fact]
    public async Task Executions_AfterAKill_WithWaitFinishTheExecution()
    {
        const string machine = """
            { "StartAt": "Count", "States": {
              "Count": { "Type": "Task", "Resource": "arn:aws:states:::dynamodb:updateItem", "ResultPath": null, "Next": "Pause", "Parameters": {
                "TableName": "imageflow-images", "Key": { "id": { "S": "counter" } }, "UpdateExpression": "ADD hits :one", "ExpressionAttributeValues": { ":one": { "N": "1" } } } },
              "Pause": { "Type": "Wait", "Seconds": 2, "End": true } } }
            """;
        string file = cli.Write("count.asl.json", machine);
        using (CliProcess first = new("run", file, "--data", cli.DataDirectory))
        {
            await first.WaitForLineAsync("▸ Pause", Cancel);
            await first.KillAsync(Cancel);
        }

        CliResult list = await cli.RunAsync("executions", "--wait", "--json");

        ObjectData execution = (ObjectData)Assert.Single((ArrayData)list.Json["executions"]!);
        Assert.Equal("SUCCEEDED", ((StringData)execution["status"]!).Value);
        await using ImageFlow.LocalCloud.LocalCloudHost cloud = await ImageFlow.LocalCloud.LocalCloudHost.OpenAsync(new() { DataDirectory = cli.DataDirectory }, Cancel);
        Assert.Equal("""{"id":{"S":"counter"},"hits":{"N":"1"}}""", Assert.Single(cloud.Tables.Items("imageflow-images")).ToJson());
    }

    [Fact]
    public async Task Run_Interrupted_EndsAtOnceAndLeavesTheExecutionForLater()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGINT to send on Windows.");
        string file = cli.Write("long.asl.json", """{"StartAt":"Pause","States":{"Pause":{"Type":"Wait","Seconds":600,"End":true}}}""");
        using CliProcess run = new("run", file, "--data", cli.DataDirectory);
        await run.WaitForLineAsync("▸ Pause", Cancel);

        await run.InterruptAsync(Cancel);
        CliResult result = await run.EndAsync(Cancel);

        Assert.Equal(ExitCode.Interrupted, result.ExitCode);
        Assert.Contains("Interrupted.", result.Error, StringComparison.Ordinal);
        Assert.Contains("RUNNING", (await cli.RunAsync("executions")).Output, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private static void AssertEachTaskRanOnce(ObjectData document)
    {
        ObjectData[] history = [.. ((ArrayData)document["history"]!).Cast<ObjectData>()];
        int Count(string type) => history.Count(e => ((StringData)e["type"]!).Value == type);

        Assert.Equal(Count("TaskStateEntered"), Count("TaskScheduled"));
        Assert.Equal(Count("TaskScheduled"), Count("TaskSucceeded"));
        Assert.Equal(1, Count("WaitStateEntered"));
        Assert.Equal(history.Length, history.Select(e => ((NumberData)e["id"]!).Value).Distinct().Count());
    }

    /// <summary>The sample with a pause between the resized pictures and the record.</summary>
    private static string WithDelay(TimeSpan duration)
    {
        JsonNode flow = JsonNode.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "stepfunctions", "upload-pipeline", "workflow.json")))!;
        JsonArray activities = flow["root"]!["activities"]!.AsArray();
        JsonArray connections = flow["root"]!["connections"]!.AsArray();
        string record = activities.First(a => (string?)a!["type"] == "ImageFlow.SaveRecord" && a["item"]!["expression"]!["value"]!.ToString().Contains("\"processed\"", StringComparison.Ordinal))!["id"]!.ToString();
        JsonNode into = connections.First(c => (string?)c!["target"]!["activity"] == record)!;
        into["target"]!["activity"] = "pause";
        connections.Add(JsonNode.Parse($$$"""{"source":{"activity":"pause","port":"Done"},"target":{"activity":"{{{record}}}","port":"In"}}"""));
        activities.Add(JsonNode.Parse($$$"""
            {"id":"pause","nodeId":"pause","name":"Pause","type":"Elsa.Delay","version":1,"timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"{{{duration:c}}}"}},"customProperties":{},"metadata":{}}
            """));
        return flow.ToJsonString();
    }
}
