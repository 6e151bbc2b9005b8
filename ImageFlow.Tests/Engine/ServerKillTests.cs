using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Sqlite;
using ImageFlow.Tests.Server;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Tests.Engine;

/// <summary>
/// The server itself, with many executions in flight, killed with SIGKILL again and again at random. Each server gets as many
/// new ones as have ended. <c>IMAGEFLOW_TEST_KILLS=20</c> kills it so often, with 500 in flight.
/// </summary>
public sealed class ServerKillTests : IDisposable
{
    private const string Child = """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"work","Payload":{"n.$":"$.n","key.$":"States.Format('{}#child', $.name)"}},"OutputPath":"$.Payload","Next":"W"},
          "W":{"Type":"Wait","Seconds":2,"End":true}}}
        """;

    private const string Definition = """
        {"StartAt":"M","States":{
          "M":{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"n.$":"$$.Map.Item.Value","key.$":"States.Format('{}#map{}', $$.Execution.Name, $$.Map.Item.Index)"},"ResultPath":"$.sums","ItemProcessor":{"StartAt":"T","States":{
            "T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"work","Payload.$":"$"},"OutputPath":"$.Payload","End":true}}},"Next":"D"},
          "D":{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"n.$":"$$.Map.Item.Value","key.$":"States.Format('{}#part{}', $$.Execution.Name, $$.Map.Item.Index)"},"ResultPath":"$.parts","ItemProcessor":{
            "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"X","States":{"X":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"work","Payload.$":"$"},"OutputPath":"$.Payload","End":true}}},"Next":"W"},
          "W":{"Type":"Wait","SecondsPath":"$.wait","Next":"P"},
          "P":{"Type":"Parallel","ResultPath":"$.both","Branches":[
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"work","Payload":{"n.$":"$.n","key.$":"States.Format('{}#a', $$.Execution.Name)"}},"OutputPath":"$.Payload","End":true}}},
            {"StartAt":"V","States":{"V":{"Type":"Wait","Seconds":1,"Next":"B"},"B":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"work","Payload":{"n.$":"$.n","key.$":"States.Format('{}#b', $$.Execution.Name)"}},"OutputPath":"$.Payload","End":true}}}],"Next":"N"},
          "N":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn.$":"$.child","Input":{"n.$":"$.n","name.$":"$$.Execution.Name"}},"ResultSelector":{"o.$":"$.Output"},"ResultPath":"$.nested","End":true}}}
        """;

    private const int TasksEach = 9;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("IMAGEFLOW_TEST_KILLS") ?? "3", CultureInfo.InvariantCulture);
    private static readonly int InFlight = Kills >= 20 ? 500 : 60;

    private readonly string data = Directory.CreateTempSubdirectory("imageflow-kills-").FullName;
    private readonly LambdaStub lambda = new(TimeSpan.FromMilliseconds(30));
    private readonly HashSet<int> confirmed = [];
    private readonly HashSet<long> settled = [];

    /// <summary>The tasks that were committed as done when a server died, with the calls that there had been of each.</summary>
    private readonly Dictionary<string, int> committed = new(StringComparer.Ordinal);
    private int count;

    [Fact]
    public async Task Server_KilledAtRandomTimes_FinishesEachExecutionOnce()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}, {Kills} kills, {InFlight} executions in flight");
        Random random = new(seed);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using Victim victim = await Victim.StartAsync(data, lambda.Url);
            using CancellationTokenSource end = new();
            Task starting = TopUpAsync(victim, end.Token);
            await Task.Delay(random.Next(300, 2500), TestContext.Current.CancellationToken);
            await victim.Server.KillAsync();
            await end.CancelAsync();
            await starting;
            await UntilQuietAsync();
            NoteCommitted();
        }

        await using (Victim last = await Victim.StartAsync(data, lambda.Url))
        {
            await StartAsync(last, CancellationToken.None);
            await WaitUntilAllEndedAsync(last);
            last.Server.Terminate();
            Assert.Equal(0, await last.Server.WaitForExitAsync(TimeSpan.FromSeconds(5)));
        }

        await using StepFunctionsEngine engine = await StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = data, TaskHandler = new TestHandler() }, TestContext.Current.CancellationToken);
        IReadOnlyList<ExecutionDescription> all = engine.ListExecutions(max: int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} executions, {lambda.Calls.Values.Sum()} calls for {lambda.Calls.Count} tasks, {committed.Count} of them committed before a kill");
        Assert.NotEmpty(committed);
        Assert.Equal(2 * count, all.Count);
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"e{i}").Order(), all.Where(execution => execution.StateMachineArn.EndsWith("machine", StringComparison.Ordinal)).Select(execution => execution.Name).Order());
        Assert.All(all, execution => Check(engine, execution));
        Assert.Equal(TasksEach * count, lambda.Calls.Count);

        // What was committed as done when a server died never ran again.
        Assert.All(committed, task => Assert.Equal((task.Key, task.Value), (task.Key, lambda.Calls[task.Key])));
    }

    public void Dispose()
    {
        lambda.Dispose();
        Directory.Delete(data, recursive: true);
    }

    /// <summary>Lets the calls that the dead server made come in.</summary>
    private async Task UntilQuietAsync()
    {
        for (int before = -1, now = lambda.Calls.Values.Sum(); now != before; (before, now) = (now, lambda.Calls.Values.Sum()))
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Keeps how often each task that the dead server's journal calls done has been called by now.</summary>
    private void NoteCommitted()
    {
        SqliteConnection connection = SqliteDatabase.Open(Path.Combine(data, "engine.db"));
        using JournalReader reader = new(connection);
        List<long> ids = [];
        using (SqliteCommand all = connection.CreateCommand())
        {
            all.CommandText = "SELECT id FROM executions";
            using SqliteDataReader rows = all.ExecuteReader();
            while (rows.Read())
            {
                ids.Add(rows.GetInt64(0));
            }
        }

        foreach (long id in ids.Where(id => !settled.Contains(id)))
        {
            IReadOnlyList<HistoryEvent> history = reader.History(id, 0, int.MaxValue);
            foreach (HistoryEvent done in history.Where(e => e.Type == "TaskSucceeded"))
            {
                HistoryEvent scheduled = done;
                while (scheduled.Type != "TaskScheduled")
                {
                    scheduled = history[(int)scheduled.PreviousEventId - 1];
                }

                if ((string?)JsonNode.Parse(((StringData)scheduled.Details!["parameters"]!).Value)!["Payload"]?["key"] is string key)
                {
                    committed.TryAdd(key, lambda.Calls[key]);
                }
            }

            if (history is [.., { Type: "ExecutionSucceeded" }])
            {
                settled.Add(id);
            }
        }
    }

    private static void Check(StepFunctionsEngine engine, ExecutionDescription execution)
    {
        IReadOnlyList<HistoryEvent> history = engine.GetExecutionHistory(execution.ExecutionArn);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(id => (long)id), history.Select(e => e.Id));
        Assert.Equal(history.Count(e => e.Type == "TaskScheduled"), history.Count(e => e.Type == "TaskSucceeded"));
        Assert.All(engine.MapRuns.List(execution.ExecutionArn), run =>
            Assert.Equal(("SUCCEEDED", 3, 3), (run.MapRun.Status, (int)run.MapRun.Items.Succeeded, engine.MapRuns.Iterations(run.MapRun.MapRunArn).Count)));
        Assert.Equal("ExecutionSucceeded", history[^1].Type);
        Assert.Single(history, e => e.Type == "ExecutionSucceeded");
        JsonNode input = JsonNode.Parse(execution.Input!)!;
        int n = (int)input["n"]!;
        string expected = execution.StateMachineArn.EndsWith("child", StringComparison.Ordinal)
            ? (n * 10).ToString(CultureInfo.InvariantCulture)
            : $$$"""{{{execution.Input![..^1]}}},"sums":[10,20,30],"parts":[10,20,30],"both":[{{{n * 10}}},{{{n * 10}}}],"nested":{"o":{{{n * 10}}}}}""";
        Assert.Equal(expected, execution.Output);
    }

    /// <summary>Brings the number in flight up again, until the server dies.</summary>
    private async Task TopUpAsync(Victim victim, CancellationToken end)
    {
        try
        {
            string machine = await victim.CreateAsync("machine", Definition);
            JsonNode running = await victim.CallAsync("ListExecutions", new JsonObject { ["stateMachineArn"] = machine, ["statusFilter"] = "RUNNING", ["maxResults"] = 1000 });
            count += InFlight - running["executions"]!.AsArray().Count - (count - confirmed.Count);
            await StartAsync(victim, end);
        }
        catch (HttpRequestException)
        {
            // Killed in the middle of a request: the next server is asked again.
            return;
        }
    }

    /// <summary>Starts what has not been confirmed yet. A start whose answer was lost comes again under the same name.</summary>
    private async Task StartAsync(Victim victim, CancellationToken end)
    {
        string child = await victim.CreateAsync("child", Child);
        string machine = await victim.CreateAsync("machine", Definition);
        foreach (int i in Enumerable.Range(0, count).Except(confirmed).ToArray())
        {
            if (end.IsCancellationRequested)
            {
                return;
            }

            await victim.CallAsync("StartExecution", new JsonObject
            {
                ["stateMachineArn"] = machine,
                ["name"] = $"e{i}",
                ["input"] = $$"""{"n":{{i}},"items":[1,2,3],"wait":{{1 + (i % (Kills * 2))}},"child":"{{child}}"}""",
            });
            confirmed.Add(i);
        }
    }

    private static async Task WaitUntilAllEndedAsync(Victim victim)
    {
        string machine = await victim.CreateAsync("machine", Definition);
        for (DateTime deadline = DateTime.UtcNow.AddSeconds(180); DateTime.UtcNow < deadline; await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            JsonNode running = await victim.CallAsync("ListExecutions", new JsonObject { ["stateMachineArn"] = machine, ["statusFilter"] = "RUNNING" });
            if (running["executions"]!.AsArray().Count == 0)
            {
                return;
            }
        }

        Assert.Fail("Some executions did not end within three minutes.");
    }

    /// <summary>A server and a client of its AWS address.</summary>
    private sealed class Victim : IAsyncDisposable
    {
        private readonly HttpClient client;

        private Victim(ServerProcess server, HttpClient client)
        {
            Server = server;
            this.client = client;
        }

        public ServerProcess Server { get; }

        public static async Task<Victim> StartAsync(string data, Uri lambda)
        {
            Uri url = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
            Uri aws = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
            ServerProcess server = ServerProcess.Start(
                [("AWS_ENDPOINT_URL_LAMBDA", lambda.ToString())],
                ["--url", url.ToString(), "--aws-url", aws.ToString(), "--data", data]);
            await server.WaitUntilHealthyAsync(url);
            return new Victim(server, new HttpClient { BaseAddress = aws });
        }

        public async Task<string> CreateAsync(string name, string definition) => (string)(await CallAsync(
            "CreateStateMachine",
            new JsonObject { ["name"] = name, ["definition"] = definition, ["roleArn"] = "arn:aws:iam::123456789012:role/any-role" }))["stateMachineArn"]!;

        public async Task<JsonNode> CallAsync(string operation, JsonObject request)
        {
            using StringContent content = new(request.ToJsonString(), new MediaTypeHeaderValue("application/x-amz-json-1.0"));
            content.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{operation}");
            using HttpResponseMessage response = await client.PostAsync("/", content);
            string body = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{operation}: {body}");
            return JsonNode.Parse(body)!;
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await Server.DisposeAsync();
        }
    }
}
