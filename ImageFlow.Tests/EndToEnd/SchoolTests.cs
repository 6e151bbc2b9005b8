using System.Text.Json.Nodes;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// The samples student-events and nightly-ranking on a server as a process, driven over HTTP alone and killed in the middle of both: nothing is lost, nothing is done twice.
/// </summary>
public sealed class SchoolTests : IDisposable
{
    private const string Account = "us-east-1:123456789012";
    private const string Machine = $"arn:aws:states:{Account}:stateMachine:";

    private readonly string _data = Directory.CreateTempSubdirectory("imageflow-school-").FullName;
    private readonly AwsHttp _aws = new(new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}"));
    private readonly HttpClient _web = new() { BaseAddress = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}") };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task School_KilledTwice_EnrolsMailsRanksAndRecommendsOnce()
    {
        (string Student, string Class)[] enrolments = [("s1", "art"), ("s1", "biology"), ("s2", "art"), ("s2", "biology"), ("s3", "art"), ("s4", "chemistry"), ("s5", "chemistry"), ("s6", "chemistry")];
        await using (ServerProcess first = await StartAsync())
        {
            await SetUpAsync();
            foreach ((string student, string @class) in enrolments)
                await SendAsync("api.student", "student.enrolled", new JsonObject { ["studentId"] = student, ["classId"] = @class, ["email"] = $"{student}@example.com" });
            await first.KillAsync();
        }

        string running;
        await using (ServerProcess second = await StartAsync())
        {
            Assert.All(await EndedAsync("student-events", enrolments.Length), execution => Assert.Equal("SUCCEEDED", (string?)execution!["status"]));
            Assert.Equal(enrolments.Length, (await ItemsAsync("Interactions")).Count);
            JsonArray mails = await MailsAsync();
            Assert.Equal(enrolments.Length, mails.Count);
            JsonNode art = mails.First(mail => (string?)mail!["subject"] == "Welcome to class art")!;
            Assert.Contains(Convert.ToBase64String("you have enrolled in class art"u8), await _web.GetStringAsync((string)art["url"]!, Cancel), StringComparison.Ordinal);

            await SendAsync("api.ranking", "ranking.requestUpdate", new JsonObject { ["trigger"] = "test", ["waitSeconds"] = 1 });
            await EndedAsync("student-events", enrolments.Length + 1);
            running = (string)(await ExecutionsAsync("nightly-ranking"))[0]!["executionArn"]!;
            await ReachedAsync(running, "Import: wait");
            await second.KillAsync();
        }

        await using ServerProcess third = await StartAsync();
        JsonObject report = await OutputAsync(running);
        Assert.Equal(("FULL", enrolments.Length, true), ((string?)report["mode"], (int)report["rows"]!, (bool)report["updated"]!));
        JsonNode ranking = JsonNode.Parse(await _web.GetStringAsync("/ranking/s3", Cancel))!;
        Assert.Equal(["biology", "chemistry"], Ids(ranking["recommendations"]!));
        Assert.Equal("biology", Ids(ranking["ranking"]!).First(item => item != "art"));
        Assert.Single((await _aws.CallAsync("AmazonPersonalize.ListDatasetGroups", []))["datasetGroups"]!.AsArray());
        Assert.Equal(3, (await _aws.CallAsync("AmazonPersonalize.ListDatasetImportJobs", []))["datasetImportJobs"]!.AsArray().Count);
        Assert.Single(await InboxAsync("messages"), message => (string?)message!["subject"] == "Nightly ranking");

        // Again with what is new: an enrolment, which counts, and a submission, which is nothing to recommend.
        await SendAsync("api.student", "student.enrolled", new JsonObject { ["studentId"] = "s3", ["classId"] = "chemistry", ["email"] = "s3@example.com" });
        await SendAsync("api.assignment", "student.submitAssignment", new JsonObject { ["studentId"] = "s3", ["fileUrl"] = "https://example.com/essay.pdf" });
        await EndedAsync("student-events", enrolments.Length + 3);
        report = await OutputAsync((string)(await _aws.CallAsync("AWSStepFunctions.StartExecution", new JsonObject { ["stateMachineArn"] = Machine + "nightly-ranking", ["input"] = """{"waitSeconds":1}""" }))["executionArn"]!);
        Assert.Equal(("INCREMENTAL", 1), ((string?)report["mode"], (int)report["rows"]!));
        report = await OutputAsync((string)(await _aws.CallAsync("AWSStepFunctions.StartExecution", new JsonObject { ["stateMachineArn"] = Machine + "nightly-ranking", ["input"] = """{"waitSeconds":1}""" }))["executionArn"]!);
        Assert.Equal((0, false), ((int)report["rows"]!, (bool)report["updated"]!));
    }

    [Fact]
    public async Task School_AssignmentsAndAnnouncements_AreValidatedAndReachTheEnrolled()
    {
        await using ServerProcess server = await StartAsync();
        await SetUpAsync();
        await _aws.PutObjectAsync("imageflow-uploads", "a/broken.png", "no picture"u8.ToArray());
        foreach (string student in new[] { "s1", "s2" })
            await SendAsync("api.student", "student.enrolled", new JsonObject { ["studentId"] = student, ["classId"] = "art", ["email"] = $"{student}@example.com" });
        await EndedAsync("student-events", 2);

        await SendAsync("api.assignment", "student.submitAssignment", new JsonObject { ["studentId"] = "s1", ["fileUrl"] = "s3://imageflow-uploads/a/broken.png" });
        await SendAsync("api.teacher", "teacher.sendAnnouncement", new JsonObject { ["teacherId"] = "t1", ["content"] = "No school tomorrow" });
        Assert.All(await EndedAsync("student-events", 4), execution => Assert.Equal("SUCCEEDED", (string?)execution!["status"]));

        JsonNode submitted = (await ItemsAsync("Interactions")).Single(item => (string?)item!["event"]!["S"] == "submitted")!;
        Assert.Equal("InvalidImageFormatError", (string?)submitted["validation"]!["S"]);
        JsonArray messages = await InboxAsync("messages");
        Assert.Equal(["Announcement", "Assignment refused"], messages.Select(message => (string?)message!["subject"]).Order());
        Assert.Equal(["s1@example.com", "s2@example.com"], (await MailsAsync()).Where(mail => ((string)mail!["subject"]!).StartsWith("Announcement", StringComparison.Ordinal)).Select(mail => (string?)mail!["recipients"]![0]).Order());
        Assert.Equal(404, (int)(await _web.GetAsync("/ranking/s1", Cancel)).StatusCode);
    }

    public void Dispose()
    {
        _aws.Dispose();
        _web.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<ServerProcess> StartAsync()
    {
        ServerProcess server = ServerProcess.Start("--url", _web.BaseAddress!.ToString(), "--aws-url", _aws.Endpoint.ToString(), "--data", _data);
        await server.WaitUntilHealthyAsync(_web.BaseAddress!);
        return server;
    }

    /// <summary>What the template makes on AWS, and the samples' READMEs make with the command line.</summary>
    private async Task SetUpAsync()
    {
        foreach ((string table, string[] keys) in new (string, string[])[] { ("Interactions", ["userId", "key"]), ("Students", ["classId", "studentId"]), ("ClassActivity", ["id"]) })
        {
            await _aws.CallAsync("DynamoDB_20120810.CreateTable", new JsonObject
            {
                ["TableName"] = table,
                ["BillingMode"] = "PAY_PER_REQUEST",
                ["KeySchema"] = new JsonArray([.. keys.Select((key, i) => new JsonObject { ["AttributeName"] = key, ["KeyType"] = i == 0 ? "HASH" : "RANGE" })]),
                ["AttributeDefinitions"] = new JsonArray([.. keys.Select(key => new JsonObject { ["AttributeName"] = key, ["AttributeType"] = "S" })]),
            });
        }

        foreach (string sample in new[] { "nightly-ranking", "student-events" })
        {
            string definition = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "stepfunctions", sample, "state-machine.asl.json"), Cancel);
            await _aws.CallAsync("AWSStepFunctions.CreateStateMachine", new JsonObject { ["name"] = sample, ["roleArn"] = "arn:aws:iam::123456789012:role/r", ["definition"] = definition });
        }

        await _aws.CallAsync("AWSEvents.CreateEventBus", new JsonObject { ["Name"] = "student-event-bus" });
        await _aws.CallAsync("AWSEvents.PutRule", new JsonObject
        {
            ["Name"] = "school",
            ["EventBusName"] = "student-event-bus",
            ["EventPattern"] = """{"source":["api.student","api.assignment","api.teacher","api.ranking"]}""",
        });
        await _aws.CallAsync("AWSEvents.PutTargets", new JsonObject
        {
            ["Rule"] = "school",
            ["EventBusName"] = "student-event-bus",
            ["Targets"] = new JsonArray(new JsonObject
            {
                ["Id"] = "flow",
                ["Arn"] = Machine + "student-events",
                ["RoleArn"] = "arn:aws:iam::123456789012:role/r",
                ["InputTransformer"] = new JsonObject
                {
                    ["InputPathsMap"] = new JsonObject { ["id"] = "$.id", ["time"] = "$.time", ["type"] = "$.detail-type", ["detail"] = "$.detail" },
                    ["InputTemplate"] = """{"id":<id>,"time":<time>,"type":<type>,"detail":<detail>}""",
                },
            }),
        });
    }

    private async Task SendAsync(string source, string type, JsonObject detail)
    {
        JsonObject answer = await _aws.CallAsync("AWSEvents.PutEvents", new JsonObject
        {
            ["Entries"] = new JsonArray(new JsonObject { ["EventBusName"] = "student-event-bus", ["Source"] = source, ["DetailType"] = type, ["Detail"] = detail.ToJsonString() }),
        });
        Assert.Equal(0, (int)answer["FailedEntryCount"]!);
    }

    private async Task<JsonArray> ExecutionsAsync(string machine) =>
        (await _aws.CallAsync("AWSStepFunctions.ListExecutions", new JsonObject { ["stateMachineArn"] = Machine + machine }))["executions"]!.AsArray();

    private Task<JsonArray> EndedAsync(string machine, int count) => UntilAsync(() => ExecutionsAsync(machine), executions =>
    {
        Assert.True(executions.Count <= count, $"{executions.Count} executions of {machine} where {count} were wanted.");
        return executions.Count == count && executions.All(execution => (string?)execution!["status"] != "RUNNING");
    });

    private async Task<JsonObject> OutputAsync(string execution)
    {
        JsonObject ended = await UntilAsync(() => _aws.CallAsync("AWSStepFunctions.DescribeExecution", new JsonObject { ["executionArn"] = execution }), e => (string?)e["status"] != "RUNNING");
        Assert.True((string?)ended["status"] == "SUCCEEDED", ended.ToJsonString());
        return (JsonObject)JsonNode.Parse((string)ended["output"]!)!;
    }

    private Task<JsonObject> ReachedAsync(string execution, string state) => UntilAsync(
        () => _aws.CallAsync("AWSStepFunctions.GetExecutionHistory", new JsonObject { ["executionArn"] = execution, ["maxResults"] = 1000 }),
        history => history["events"]!.AsArray().Any(e => (string?)e!["stateEnteredEventDetails"]?["name"] == state));

    private async Task<JsonArray> ItemsAsync(string table) => (await _aws.CallAsync("DynamoDB_20120810.Scan", new JsonObject { ["TableName"] = table }))["Items"]!.AsArray();

    private Task<JsonArray> MailsAsync() => InboxAsync("mails");

    private async Task<JsonArray> InboxAsync(string kind) => JsonNode.Parse(await _web.GetStringAsync($"/api/inbox/{kind}", Cancel))!["items"]!.AsArray();

    private static IEnumerable<string> Ids(JsonNode items) => items.AsArray().Select(item => (string)item!["itemId"]!);

    private static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        for (DateTime deadline = DateTime.UtcNow.AddSeconds(120); DateTime.UtcNow < deadline; await Task.Delay(100, Cancel))
        {
            T value = await ask();
            if (holds(value))
                return value;
        }

        throw new TimeoutException("It did not come about within two minutes.");
    }
}
