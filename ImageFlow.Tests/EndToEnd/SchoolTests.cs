using System.Text.Json.Nodes;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// The samples student-events and nightly-ranking on a server as a process, driven over HTTP alone and killed in the middle of both: nothing is lost, nothing is done twice.
/// </summary>
public sealed class SchoolTests : IAsyncLifetime
{
    private const string Ranking = "nightly-ranking";

    private SampleServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task School_KilledTwice_EnrolsMailsRanksAndRecommendsOnce()
    {
        (string Student, string Class)[] enrolments = [("s1", "art"), ("s1", "biology"), ("s2", "art"), ("s2", "biology"), ("s3", "art"), ("s4", "chemistry"), ("s5", "chemistry"), ("s6", "chemistry")];
        foreach ((string student, string @class) in enrolments)
            await SendAsync("api.student", "student.enrolled", new JsonObject { ["studentId"] = student, ["classId"] = @class, ["email"] = $"{student}@example.com" });
        await _server.KillAsync();

        await _server.StartAgainAsync();
        Assert.All(await _server.EndedAsync("student-events", enrolments.Length), execution => Assert.Equal("SUCCEEDED", (string?)execution!["status"]));
        Assert.Equal(enrolments.Length, (await _server.ItemsAsync("Interactions")).Count);
        JsonArray mails = await _server.InboxAsync("mails");
        Assert.Equal(enrolments.Length, mails.Count);
        JsonNode art = mails.First(mail => (string?)mail!["subject"] == "Welcome to class art")!;
        Assert.Contains(Convert.ToBase64String("you have enrolled in class art"u8), await _server.Web.GetStringAsync((string)art["url"]!, Cancel), StringComparison.Ordinal);

        await SendAsync("api.ranking", "ranking.requestUpdate", new JsonObject { ["trigger"] = "test", ["waitSeconds"] = 1 });
        await _server.EndedAsync("student-events", enrolments.Length + 1);
        string running = (string)(await _server.ExecutionsAsync(Ranking))[0]!["executionArn"]!;
        await ReachedAsync(running, "Import: wait");
        await _server.KillAsync();

        await _server.StartAgainAsync();
        JsonObject report = await OutputAsync(running);
        Assert.Equal(("FULL", enrolments.Length, true), ((string?)report["mode"], (int)report["rows"]!, (bool)report["updated"]!));
        JsonNode ranking = JsonNode.Parse(await _server.Web.GetStringAsync("/ranking/s3", Cancel))!;
        Assert.Equal(["biology", "chemistry"], Ids(ranking["recommendations"]!));
        Assert.Equal("biology", Ids(ranking["ranking"]!).First(item => item != "art"));
        Assert.Single((await _server.Aws.CallAsync("AmazonPersonalize.ListDatasetGroups", []))["datasetGroups"]!.AsArray());
        Assert.Equal(3, (await _server.Aws.CallAsync("AmazonPersonalize.ListDatasetImportJobs", []))["datasetImportJobs"]!.AsArray().Count);
        Assert.Single(await _server.InboxAsync("messages"), message => (string?)message!["subject"] == "Nightly ranking");

        // Again with what is new: an enrolment, which counts, and a submission, which is nothing to recommend.
        await SendAsync("api.student", "student.enrolled", new JsonObject { ["studentId"] = "s3", ["classId"] = "chemistry", ["email"] = "s3@example.com" });
        await SendAsync("api.assignment", "student.submitAssignment", new JsonObject { ["studentId"] = "s3", ["fileUrl"] = "https://example.com/essay.pdf" });
        await _server.EndedAsync("student-events", enrolments.Length + 3);
        report = await OutputAsync((string)(await _server.Aws.CallAsync("AWSStepFunctions.StartExecution", new JsonObject { ["stateMachineArn"] = SampleServer.Machine(Ranking), ["input"] = """{"waitSeconds":1}""" }))["executionArn"]!);
        Assert.Equal(("INCREMENTAL", 1), ((string?)report["mode"], (int)report["rows"]!));
        report = await OutputAsync((string)(await _server.Aws.CallAsync("AWSStepFunctions.StartExecution", new JsonObject { ["stateMachineArn"] = SampleServer.Machine(Ranking), ["input"] = """{"waitSeconds":1}""" }))["executionArn"]!);
        Assert.Equal((0, false), ((int)report["rows"]!, (bool)report["updated"]!));
    }

    [Fact]
    public async Task School_AssignmentsAndAnnouncements_AreValidatedAndReachTheEnrolled()
    {
        await _server.Aws.PutObjectAsync("imageflow-uploads", "a/broken.png", "no picture"u8.ToArray());
        foreach (string student in new[] { "s1", "s2" })
            await SendAsync("api.student", "student.enrolled", new JsonObject { ["studentId"] = student, ["classId"] = "art", ["email"] = $"{student}@example.com" });
        await _server.EndedAsync("student-events", 2);

        await SendAsync("api.assignment", "student.submitAssignment", new JsonObject { ["studentId"] = "s1", ["fileUrl"] = "s3://imageflow-uploads/a/broken.png" });
        await SendAsync("api.teacher", "teacher.sendAnnouncement", new JsonObject { ["teacherId"] = "t1", ["content"] = "No school tomorrow" });
        Assert.All(await _server.EndedAsync("student-events", 4), execution => Assert.Equal("SUCCEEDED", (string?)execution!["status"]));

        JsonNode submitted = (await _server.ItemsAsync("Interactions")).Single(item => (string?)item!["event"]!["S"] == "submitted")!;
        Assert.Equal("InvalidImageFormatError", (string?)submitted["validation"]!["S"]);
        JsonArray messages = await _server.InboxAsync("messages");
        Assert.Equal(["Announcement", "Assignment refused"], messages.Select(message => (string?)message!["subject"]).Order());
        Assert.Equal(["s1@example.com", "s2@example.com"], (await _server.InboxAsync("mails")).Where(mail => ((string)mail!["subject"]!).StartsWith("Announcement", StringComparison.Ordinal)).Select(mail => (string?)mail!["recipients"]![0]).Order());
        Assert.Equal(404, (int)(await _server.Web.GetAsync("/ranking/s1", Cancel)).StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        _server = await SampleServer.StartAsync();
        await SetUpAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>What the template makes on AWS, and the samples' READMEs make with the command line.</summary>
    private async Task SetUpAsync()
    {
        foreach ((string table, string[] keys) in new (string, string[])[] { ("Interactions", ["userId", "key"]), ("Students", ["classId", "studentId"]), ("ClassActivity", ["id"]) })
        {
            await _server.Aws.CallAsync("DynamoDB_20120810.CreateTable", new JsonObject
            {
                ["TableName"] = table,
                ["BillingMode"] = "PAY_PER_REQUEST",
                ["KeySchema"] = new JsonArray([.. keys.Select((key, i) => new JsonObject { ["AttributeName"] = key, ["KeyType"] = i == 0 ? "HASH" : "RANGE" })]),
                ["AttributeDefinitions"] = new JsonArray([.. keys.Select(key => new JsonObject { ["AttributeName"] = key, ["AttributeType"] = "S" })]),
            });
        }

        await _server.CreateMachineAsync(Ranking);
        await _server.CreateMachineAsync("student-events");
        await _server.Aws.CallAsync("AWSEvents.CreateEventBus", new JsonObject { ["Name"] = "student-event-bus" });
        await _server.PutRuleAsync(
            "student-events",
            """{"source":["api.student","api.assignment","api.teacher","api.ranking"]}""",
            [("id", "$.id"), ("time", "$.time"), ("type", "$.detail-type"), ("detail", "$.detail")],
            "student-event-bus");
    }

    private async Task SendAsync(string source, string type, JsonObject detail)
    {
        JsonObject answer = await _server.Aws.CallAsync("AWSEvents.PutEvents", new JsonObject
        {
            ["Entries"] = new JsonArray(new JsonObject { ["EventBusName"] = "student-event-bus", ["Source"] = source, ["DetailType"] = type, ["Detail"] = detail.ToJsonString() }),
        });
        Assert.Equal(0, (int)answer["FailedEntryCount"]!);
    }

    private async Task<JsonObject> OutputAsync(string execution)
    {
        JsonObject ended = await SampleServer.UntilAsync(() => _server.Aws.CallAsync("AWSStepFunctions.DescribeExecution", new JsonObject { ["executionArn"] = execution }), e => (string?)e["status"] != "RUNNING");
        Assert.True((string?)ended["status"] == "SUCCEEDED", ended.ToJsonString());
        return (JsonObject)JsonNode.Parse((string)ended["output"]!)!;
    }

    private Task<JsonObject> ReachedAsync(string execution, string state) => SampleServer.UntilAsync(
        () => _server.Aws.CallAsync("AWSStepFunctions.GetExecutionHistory", new JsonObject { ["executionArn"] = execution, ["maxResults"] = 1000 }),
        history => history["events"]!.AsArray().Any(e => (string?)e!["stateEnteredEventDetails"]?["name"] == state));

    private static IEnumerable<string> Ids(JsonNode items) => items.AsArray().Select(item => (string)item!["itemId"]!);
}
