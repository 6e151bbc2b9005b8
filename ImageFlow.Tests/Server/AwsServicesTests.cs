using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary><c>aws sns</c>, <c>aws scheduler</c>, <c>aws sesv2</c>, <c>aws dynamodb</c> and <c>aws personalize</c> against the server.</summary>
public sealed class AwsServicesTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task CommandLine_Topics_PublishToAQueue()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        string topic = (string)(await aws.AskAsync("sns", "create-topic", "--name", "news"))["TopicArn"]!;
        string queue = (string)(await aws.AskAsync("sqs", "create-queue", "--queue-name", "news"))["QueueUrl"]!;
        string subscription = (string)(await aws.AskAsync(
            "sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint", "arn:aws:sqs:us-east-1:123456789012:news", "--attributes", "RawMessageDelivery=true"))["SubscriptionArn"]!;

        await aws.AskAsync("sns", "publish", "--topic-arn", topic, "--message", "hello", "--message-attributes", """{"kind":{"DataType":"String","StringValue":"x"}}""");

        JsonNode received = await aws.AskAsync("sqs", "receive-message", "--queue-url", queue, "--wait-time-seconds", "5", "--message-attribute-names", "All");
        Assert.Equal(("hello", "x"), ((string?)received["Messages"]![0]!["Body"], (string?)received["Messages"]![0]!["MessageAttributes"]!["kind"]!["StringValue"]));
        JsonNode attributes = await aws.AskAsync("sns", "get-subscription-attributes", "--subscription-arn", subscription);
        Assert.Equal("true", (string?)attributes["Attributes"]!["RawMessageDelivery"]);
        Assert.Contains("(NotFound)", (await aws.TryAsync("sns", "get-topic-attributes", "--topic-arn", topic + "x")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_Schedules_AreMadeListedAndDeleted()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        JsonNode made = await aws.AskAsync(
            "scheduler", "create-schedule", "--name", "nightly", "--schedule-expression", "cron(0 2 * * ? *)", "--schedule-expression-timezone", "Asia/Ho_Chi_Minh", "--flexible-time-window", "Mode=OFF",
            "--target", """{"Arn":"arn:aws:sqs:us-east-1:123456789012:imageflow-jobs","RoleArn":"arn:aws:iam::123456789012:role/r","Input":"{}"}""");
        Assert.Equal("arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly", (string?)made["ScheduleArn"]);

        Assert.Equal("Asia/Ho_Chi_Minh", (string?)(await aws.AskAsync("scheduler", "get-schedule", "--name", "nightly"))["ScheduleExpressionTimezone"]);
        Assert.Equal("nightly", (string?)(await aws.AskAsync("scheduler", "list-schedules", "--name-prefix", "night"))["Schedules"]![0]!["Name"]);
        await aws.RunAsync("scheduler", "delete-schedule", "--name", "nightly");
        Assert.Contains("(ResourceNotFoundException)", (await aws.TryAsync("scheduler", "get-schedule", "--name", "nightly")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_Mail_LiesInTheInbox()
    {
        AwsCommand.Require();
        string id = (string)(await new AwsCommand(server.AwsUrl).AskAsync(
            "sesv2", "send-email", "--from-email-address", "a@example.com", "--destination", "ToAddresses=b@example.com",
            "--content", """{"Simple":{"Subject":{"Data":"Hello"},"Body":{"Text":{"Data":"World"}}}}"""))["MessageId"]!;

        JsonObject mails = await server.GetAsync("/api/inbox/mails");
        JsonNode mail = mails["items"]!.AsArray().Single(m => (string?)m!["id"] == id)!;
        Assert.Equal("Hello", (string?)mail["subject"]);
        string eml = await server.Client.GetStringAsync((string)mail["url"]!, TestContext.Current.CancellationToken);
        Assert.Contains("To: b@example.com\r\n", eml, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(server.DataDirectory, "mail", id + ".eml")));
    }

    [Fact]
    public async Task CommandLine_Tables_AreQueried()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        await aws.AskAsync(
            "dynamodb", "create-table", "--table-name", "songs", "--billing-mode", "PAY_PER_REQUEST", "--key-schema", "AttributeName=artist,KeyType=HASH", "AttributeName=year,KeyType=RANGE",
            "--attribute-definitions", "AttributeName=artist,AttributeType=S", "AttributeName=year,AttributeType=N");
        foreach (int year in new[] { 1999, 2003, 2010 })
        {
            await aws.AskAsync("dynamodb", "put-item", "--table-name", "songs", "--item", $$$"""{"artist":{"S":"A"},"year":{"N":"{{{year}}}"}}""");
        }

        JsonNode found = await aws.AskAsync(
            "dynamodb", "query", "--table-name", "songs", "--key-condition-expression", "artist = :a AND #y > :y", "--expression-attribute-names", """{"#y":"year"}""",
            "--expression-attribute-values", """{":a":{"S":"A"},":y":{"N":"2000"}}""", "--no-scan-index-forward");

        Assert.Equal(["2010", "2003"], found["Items"]!.AsArray().Select(item => (string?)item!["year"]!["N"]));
        Assert.Contains("songs", (await aws.AskAsync("dynamodb", "list-tables"))["TableNames"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_Personalize_DescribesWhatWasMade()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        string arn = (string)(await aws.AskAsync("personalize", "create-dataset-group", "--name", "group-1"))["datasetGroupArn"]!;

        JsonNode group = (await aws.AskAsync("personalize", "describe-dataset-group", "--dataset-group-arn", arn))["datasetGroup"]!;

        Assert.Equal(("group-1", "CREATE IN_PROGRESS"), ((string?)group["name"], (string?)group["status"]));
        (_, _, string error) = await aws.TryAsync("personalize-runtime", "get-recommendations", "--campaign-arn", "arn:aws:personalize:us-east-1:123456789012:campaign/none", "--user-id", "u");
        Assert.Contains("(ResourceNotFoundException)", error, StringComparison.Ordinal);
    }
}
