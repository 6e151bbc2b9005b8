using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Machines;

namespace ImageFlow.Tests.Engine;

/// <summary>Local logs by <c>loggingConfiguration</c>.</summary>
public sealed class LogTests
{
    private const string Flow = """
        {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"T"},"T":{"Type":"Task","Resource":"fn:F","Catch":[{"ErrorEquals":["Bad"],"Next":"W"}],"End":true},
          "W":{"Type":"Wait","Seconds":1,"Next":"X"},"X":{"Type":"Fail","Error":"Worse","Cause":"secret"}}}
        """;

    [Theory]
    [InlineData("STANDARD")]
    [InlineData("EXPRESS")]
    public async Task Log_LevelAllWithData_HasTheHistoryInTheFormOfCloudWatch(string type)
    {
        await using EngineHost host = Host();
        ExecutionDescription end = await RunAsync(host, type, "ALL", hasData: true);
        IReadOnlyList<HistoryEvent> history = host.Engine.GetExecutionHistory(end.ExecutionArn);
        await host.CloseAsync();

        JsonObject[] lines = Lines(host);

        Assert.Equal(history.Select(e => $"{e.Id} {e.PreviousEventId} {e.Type}"), lines.Select(line => $"{line["id"]} {line["previous_event_id"]} {line["type"]}"));
        Assert.Equal(["id", "type", "details", "previous_event_id", "event_timestamp", "execution_arn", "redrive_count"], lines[0].Select(member => member.Key));
        Assert.Equal((end.ExecutionArn, "0", end.StartDate.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture)), ((string?)lines[0]["execution_arn"], (string?)lines[0]["redrive_count"], (string?)lines[0]["event_timestamp"]));
        Assert.Equal("""{"n":1}""", (string?)lines[0]["details"]!["input"]);
        Assert.Equal("A", (string?)lines[1]["details"]!["name"]);
    }

    [Theory]
    [InlineData("ERROR", "LambdaFunctionFailed FailStateEntered ExecutionFailed")]
    [InlineData("FATAL", "ExecutionFailed")]
    [InlineData("OFF", "")]
    public async Task Log_OtherLevel_HasItsEventsAlone(string level, string types)
    {
        await using EngineHost host = Host();
        await RunAsync(host, "STANDARD", level, hasData: true);
        await host.CloseAsync();

        Assert.Equal(types, string.Join(' ', Lines(host).Select(line => (string?)line["type"])));
    }

    [Fact]
    public async Task Log_WithoutData_HasNoInputsAndOutputs()
    {
        await using EngineHost host = Host();
        await RunAsync(host, "EXPRESS", "ALL", hasData: false);
        await host.CloseAsync();

        string[] texts = [.. Files(host).SelectMany(File.ReadAllLines)];
        Assert.Contains(texts, line => line.Contains("PassStateEntered", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, line => line.Contains("\"input\"", StringComparison.Ordinal) || line.Contains("output", StringComparison.Ordinal) || line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_StoppedAtEachWrite_HasEachEventAtLeastOnceInTheEnd()
    {
        int commits;
        await using (EngineHost counted = Host())
        {
            await RunAsync(counted, "STANDARD", "ALL", hasData: true);
            commits = counted.Engine.Commits;
        }

        for (int at = 2; at <= commits; at++)
        {
            foreach (bool afterIt in (bool[])[false, true])
            {
                await using EngineHost host = Host();
                await host.OpenAsync(new JournalFault(at, afterIt));
                try
                {
                    await RunAsync(host, "STANDARD", "ALL", hasData: true);
                }
                catch (SimulatedCrashException)
                {
                    await host.OpenAsync();
                    await RunAsync(host, "STANDARD", "ALL", hasData: true);
                }

                string arn = "arn:aws:states:us-east-1:123456789012:execution:m:one";
                long last = host.Engine.GetExecutionHistory(arn)[^1].Id;
                await host.OpenAsync();
                await host.CloseAsync();

                Assert.Equal(Enumerable.Range(1, (int)last), Lines(host).Select(line => int.Parse((string)line["id"]!, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order());
            }
        }
    }

    [Fact]
    public async Task Log_FolderThatCannotBeWritten_DelaysTheLinesAndNothingElse()
    {
        await using EngineHost host = Host();
        string blocked = Path.Combine(host.Folder, "logs");
        await File.WriteAllTextAsync(blocked, "in the way", TestContext.Current.CancellationToken);
        ExecutionDescription end = await RunAsync(host, "STANDARD", "FATAL", hasData: true);
        Assert.Equal("FAILED", end.Status);
        await host.CloseAsync();

        File.Delete(blocked);
        await host.OpenAsync();
        await host.CloseAsync();

        Assert.Equal("ExecutionFailed", (string?)Assert.Single(Lines(host))["type"]);
    }

    [Theory]
    [InlineData("arn:aws:s3:::bucket")]
    [InlineData("arn:aws:logs:us-east-1:123456789012:log-group:")]
    public async Task Create_DestinationThatIsNoLogGroup_IsRefused(string arn)
    {
        await using EngineHost host = Host();
        StepFunctionsEngine engine = await host.OpenAsync();
        EngineException refusal = Assert.Throws<EngineException>(() => engine.StateMachines.Create("m", EngineHost.Expand(Flow), "STANDARD", Settings("ALL", true, arn), []));
        Assert.Equal("InvalidLoggingConfiguration", refusal.Code);
    }

    [Fact]
    public async Task Log_GroupWithDotsInItsName_StaysInItsFolder()
    {
        await using EngineHost host = Host();
        await RunAsync(host, "STANDARD", "FATAL", true, "arn:aws:logs:us-east-1:123456789012:log-group:/../../x/..:*");
        await host.CloseAsync();

        Assert.StartsWith(Path.Combine(host.Folder, "logs", "_", "_", "x", "_", "states", "m"), Assert.Single(Files(host)), StringComparison.Ordinal);
    }

    private static EngineHost Host()
    {
        EngineHost host = new();
        host.Handler.Fails("F", "Bad", "no");
        return host;
    }

    private static StateMachineSettings Settings(string level, bool hasData, string arn) => new()
    {
        LoggingConfiguration = ObjectData.Of(
            ("level", level),
            ("includeExecutionData", hasData),
            ("destinations", new ArrayData(ObjectData.Of(("cloudWatchLogsLogGroup", ObjectData.Of(("logGroupArn", arn))))))),
    };

    private static async Task<ExecutionDescription> RunAsync(EngineHost host, string type, string level, bool hasData, string group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/photos:*")
    {
        if (!Directory.Exists(host.Folder) || !host.IsOpen)
        {
            await host.OpenAsync();
        }

        string machine = host.Engine.StateMachines.Create("m", EngineHost.Expand(Flow), type, Settings(level, hasData, group), []).Arn;
        ExecutionDescription? known = type == "STANDARD" ? host.Engine.ListExecutions(machine).SingleOrDefault() : null;
        return await host.EndAsync((known ?? await host.Engine.StartExecutionAsync(machine, "one", """{"n":1}""")).ExecutionArn);
    }

    private static string[] Files(EngineHost host) =>
        Directory.Exists(Path.Combine(host.Folder, "logs")) ? Directory.GetFiles(Path.Combine(host.Folder, "logs"), "*.jsonl", SearchOption.AllDirectories) : [];

    private static JsonObject[] Lines(EngineHost host) => [.. Files(host).Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).Select(line => (JsonObject)JsonNode.Parse(line)!)];
}
