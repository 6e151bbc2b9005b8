using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Tests.Engine;

/// <summary>
/// Journals that earlier versions left behind in the middle of their work. Today's engine takes every execution up and brings
/// it to the end that a new run has. <c>IMAGEFLOW_RECORD_JOURNAL=FILE</c> records one with the present version.
/// </summary>
public sealed class OldJournalTests
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:";

    public static TheoryData<string> Journals => [.. Directory.GetFiles(Folder, "*.db").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Engine", "Journals");

    [Theory]
    [MemberData(nameof(Journals))]
    public async Task Open_JournalOfAnEarlierVersion_FinishesWhatItHolds(string journal)
    {
        await using EngineHost host = new() { Handler = RecordedRuns.Handler(hangs: false) };
        File.Copy(Path.Combine(Folder, journal), Path.Combine(host.Folder, "engine.db"));
        JsonNode before = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, Path.ChangeExtension(journal, ".json")), TestContext.Current.CancellationToken))!;
        StepFunctionsEngine engine = await host.OpenAsync();

        foreach (string name in before.AsObject().Select(member => member.Key))
        {
            string arn = ArnOf(name);
            IReadOnlyList<HistoryEvent> soFar = engine.GetExecutionHistory(arn);
            string last = (string)before[name]!;
            Assert.Equal(last, Show(soFar[int.Parse(last.AsSpan(0, last.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture) - 1]));
            if (name == "failed")
            {
                await engine.RedriveExecutionAsync(arn);
            }
            else if (name == "token")
            {
                StringData parameters = (StringData)soFar.Single(e => e.Type == "TaskScheduled").Details!["parameters"]!;
                await engine.SendTaskSuccessAsync((string)JsonNode.Parse(parameters.Value)!["t"]!, "\"yes\"");
            }

            ExecutionDescription end = await host.EndAsync(arn);
            Assert.Equal($"{name}: {Expected[name]}", $"{name}: {end.Status} {end.Output ?? end.Error}");
            IReadOnlyList<HistoryEvent> whole = engine.GetExecutionHistory(arn);
            Assert.Equal(Enumerable.Range(1, whole.Count).Select(id => (long)id), whole.Select(e => e.Id));
        }
    }

    [Fact]
    public async Task Record_WithThePresentVersion_WritesAJournal()
    {
        string? file = Environment.GetEnvironmentVariable("IMAGEFLOW_RECORD_JOURNAL");
        Assert.SkipWhen(file is null, "Records a journal only when IMAGEFLOW_RECORD_JOURNAL names the file.");
        await using EngineHost host = new() { Handler = RecordedRuns.Handler(hangs: true), TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        engine.CreateStateMachine("child", EngineHost.Expand(RecordedRuns.Child));
        foreach ((string name, string definition) in RecordedRuns.Machines)
        {
            engine.CreateStateMachine(NameOf(name), EngineHost.Expand(definition));
            if (name != "loop")
            {
                await engine.StartExecutionAsync(Machine + NameOf(name), NameOf(name), RecordedRuns.Input);
            }
        }

        await Task.Delay(2000, TestContext.Current.CancellationToken);
        engine = await host.OpenAsync(new JournalFault(AtCommit: 4, AfterIt: false));
        await Assert.ThrowsAsync<SimulatedCrashException>(async () =>
        {
            ExecutionDescription loop = await engine.StartExecutionAsync(Machine + "loop", "loop", RecordedRuns.Input);
            await host.EndAsync(loop.ExecutionArn);
        });
        await host.CloseAsync();

        JsonObject histories = [];
        using (SqliteConnection connection = SqliteDatabase.Open(Path.Combine(host.Folder, "engine.db")))
        {
            SqliteDatabase.Execute(connection, $"VACUUM INTO '{file}'");
            JournalReader reader = new(connection);
            foreach (string name in RecordedRuns.Machines.Keys)
            {
                ExecutionRow row = reader.Executions(new ExecutionFilter(), long.MaxValue, 1000).Single(row => row.Name == NameOf(name));
                histories[name] = Show(reader.History(row.Id, 0, int.MaxValue)[^1]);
            }
        }

        await File.WriteAllTextAsync(Path.ChangeExtension(file, ".json"), histories.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), TestContext.Current.CancellationToken);
    }

    private static IReadOnlyDictionary<string, string> Expected { get; } = new Dictionary<string, string>
    {
        ["wait"] = """SUCCEEDED {"n":1,"items":[1,2,3],"a":{"x":1}}""",
        ["task"] = """SUCCEEDED {"n":12}""",
        ["backoff"] = """SUCCEEDED {"n":1,"items":[1,2,3]}""",
        ["token"] = """SUCCEEDED {"n":1,"items":[1,2,3],"approval":"yes"}""",
        ["parallel"] = """SUCCEEDED ["done",{"n":2,"items":[1,2,3]},{"n":11,"items":[1,2,3]}]""",
        ["map one at a time"] = """SUCCEEDED [{"n":11},{"n":12},{"n":13}]""",
        ["map all at a time"] = """SUCCEEDED [{"n":11},{"n":12},{"n":13}]""",
        ["map in parallel in map"] = """SUCCEEDED [[[{"n":11},{"n":12}],[{"n":1},{"n":2}]],[[{"n":11},{"n":12}],[{"n":1},{"n":2}]],[[{"n":11},{"n":12}],[{"n":1},{"n":2}]]]""",
        ["distributed map"] = """SUCCEEDED [{"n":11},{"n":12},{"n":13}]""",
        ["nested execution"] = """SUCCEEDED {"o":{"n":2,"items":[1,2,3]}}""",
        ["variables"] = """SUCCEEDED {"x":1,"d":{"a":[1,{"b":null}]}}""",
        ["machine timeout"] = "TIMED_OUT States.Timeout",
        ["failed"] = """SUCCEEDED [{"n":2,"items":[1,2,3]},{"n":1,"items":[1,2,3]}]""",
        ["succeeded"] = """SUCCEEDED {"n":2,"items":[1,2,3]}""",
        ["loop"] = """SUCCEEDED {"n":600}""",
        ["wide map"] = "SUCCEEDED 410",
    };

    private static string NameOf(string machine) => machine.Replace(' ', '-');

    private static string ArnOf(string machine) => $"arn:aws:states:us-east-1:123456789012:execution:{NameOf(machine)}:{NameOf(machine)}";

    private static string Show(HistoryEvent e) =>
        string.Create(CultureInfo.InvariantCulture, $"{e.Id} {e.PreviousEventId} {e.Timestamp:O} {e.Type} {e.Details?.ToJson()}");
}
