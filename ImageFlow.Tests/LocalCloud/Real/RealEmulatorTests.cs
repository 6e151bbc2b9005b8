using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using ImageFlow.Activities;
using ImageFlow.Activities.Aws;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Real;
using ImageFlow.Tests.Deployment;

namespace ImageFlow.Tests.LocalCloud.Real;

/// <summary>Services of an emulator that knows nothing of ImageFlow in the place of the embedded ones, where moto_server is installed.</summary>
public sealed class RealEmulatorTests : IAsyncLifetime
{
    private MotoServer moto = null!;
    private RouterFixture cloud = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        moto = await MotoServer.StartAsync();
        cloud = new RouterFixture(real: Settings());
    }

    public async ValueTask DisposeAsync()
    {
        cloud?.Dispose();
        if (moto is not null)
        {
            await moto.DisposeAsync();
        }
    }

    [Fact]
    public async Task Tables_ThatAnotherServiceKeeps_AreWrittenReadAndRefused()
    {
        await cloud.SucceedAsync("arn:aws:states:::aws-sdk:dynamodb:createTable", """
            {"TableName":"photos","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}
            """);
        await cloud.SucceedAsync("arn:aws:states:::dynamodb:putItem", """{"TableName":"photos","Item":{"id":{"S":"a"},"width":{"N":"640"},"tags":{"SS":["x"]}}}""");

        ObjectData read = await cloud.SucceedAsync("arn:aws:states:::dynamodb:getItem", """{"TableName":"photos","Key":{"id":{"S":"a"}}}""");
        TaskResult.Failure twice = await cloud.FailAsync("arn:aws:states:::dynamodb:putItem", """{"TableName":"photos","Item":{"id":{"S":"a"}},"ConditionExpression":"attribute_not_exists(id)"}""");
        TaskResult.Failure absent = await cloud.FailAsync("arn:aws:states:::aws-sdk:dynamodb:getItem", """{"TableName":"none","Key":{"id":{"S":"a"}}}""");
        using AmazonDynamoDBClient client = new(SignedHttp.Keys("test", "test", null), new AmazonDynamoDBConfig { ServiceURL = moto.Endpoint, AuthenticationRegion = "us-east-1" });
        List<JsonObject> scanned = [];
        await foreach (JsonObject item in new DynamoTables(() => client).ScanAsync("photos", ["id", "tags"], Cancel))
        {
            scanned.Add(item);
        }

        Assert.Equal("\"640\"", ((ObjectData)((ObjectData)read["Item"]!)["width"]!)["N"]!.ToJson());
        Assert.Equal(("DynamoDB.ConditionalCheckFailedException", "DynamoDb.ResourceNotFoundException"), (twice.Error, absent.Error));
        Assert.Equal("""{"id":{"S":"a"},"tags":{"SS":["x"]}}""", Assert.Single(scanned).ToJsonString());
        await Assert.ThrowsAsync<TableNotFoundError>(async () =>
        {
            await foreach (JsonObject none in new DynamoTables(() => client).ScanAsync("none", ["id"], Cancel))
            {
                Assert.Fail(none.ToJsonString());
            }
        });
    }

    [Fact]
    public async Task MessagesAndEvents_OfAnotherService_ArriveThere()
    {
        ObjectData topic = await cloud.SucceedAsync("arn:aws:states:::aws-sdk:sns:createTopic", """{"Name":"notices"}""");
        ObjectData queue = await cloud.SucceedAsync("arn:aws:states:::aws-sdk:sqs:createQueue", """{"QueueName":"notices"}""");
        string arn = ((StringData)topic["TopicArn"]!).Value;
        string url = ((StringData)queue["QueueUrl"]!).Value;
        await cloud.SucceedAsync("arn:aws:states:::aws-sdk:sns:subscribe", $$$"""{"TopicArn":"{{{arn}}}","Protocol":"sqs","Endpoint":"arn:aws:sqs:us-east-1:123456789012:notices","Attributes":{"RawMessageDelivery":"true"}}""");

        ObjectData published = await cloud.SucceedAsync("arn:aws:states:::sns:publish", $$$$"""{"TopicArn":"{{{{arn}}}}","Subject":"Grüße & mehr","Message":{"id":"a b"},"MessageAttributes":{"kind":{"DataType":"String","StringValue":"photo"}}}""");
        ObjectData received = await cloud.SucceedAsync("arn:aws:states:::aws-sdk:sqs:receiveMessage", $$"""{"QueueUrl":"{{url}}"}""");
        TaskResult.Failure gone = await cloud.FailAsync("arn:aws:states:::aws-sdk:sns:publish", """{"TopicArn":"arn:aws:sns:us-east-1:123456789012:none","Message":"m"}""");
        ObjectData put = await cloud.SucceedAsync("arn:aws:states:::events:putEvents", """{"Entries":[{"Source":"app","DetailType":"made","Detail":{"n":1}}]}""");

        Assert.NotEmpty(((StringData)published["MessageId"]!).Value);
        Assert.Equal("""{"id":"a b"}""", ((StringData)((ObjectData)((ArrayData)received["Messages"]!)[0])["Body"]!).Value);
        Assert.Equal("Sns.NotFoundException", gone.Error);
        Assert.Equal("0", put["FailedEntryCount"]!.ToJson());
    }

    [Fact]
    public async Task Schedules_OfAnotherService_AreMadeReadAndDeletedByTheirPaths()
    {
        const string Schedule = """{"Name":"nightly","ScheduleExpression":"rate(1 day)","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{"Arn":"arn:aws:sqs:us-east-1:123456789012:q","RoleArn":"arn:aws:iam::123456789012:role/r"}}""";

        ObjectData made = await cloud.SucceedAsync("arn:aws:states:::aws-sdk:scheduler:createSchedule", Schedule);
        ObjectData read = await cloud.SucceedAsync("arn:aws:states:::aws-sdk:scheduler:getSchedule", """{"Name":"nightly"}""");
        await cloud.SucceedAsync("arn:aws:states:::aws-sdk:scheduler:deleteSchedule", """{"Name":"nightly"}""");
        TaskResult.Failure gone = await cloud.FailAsync("arn:aws:states:::aws-sdk:scheduler:getSchedule", """{"Name":"nightly"}""");

        Assert.EndsWith("schedule/default/nightly", ((StringData)made["ScheduleArn"]!).Value, StringComparison.Ordinal);
        Assert.Equal("\"rate(1 day)\"", read["ScheduleExpression"]!.ToJson());
        Assert.Equal("Scheduler.ResourceNotFoundException", gone.Error);
    }

    [Fact]
    public async Task Objects_OfAnotherService_AreStoredThere()
    {
        await moto.Aws.RunTextAsync(Cancel, "s3api", "create-bucket", "--bucket", "photos");
        S3ObjectStore store = RealObjects.Open(new Uri(moto.Endpoint), Settings());

        using MemoryStream content = new(Encoding.UTF8.GetBytes("picture"));
        await store.PutAsync("photos", "a b/ü.txt", content, new ObjectAttributes { ContentType = "text/plain" }, Cancel);

        await using StoredObject read = await store.GetAsync("photos", "a b/ü.txt", Cancel);
        using StreamReader reader = new(read.Content);
        Assert.Equal(("picture", "text/plain"), (await reader.ReadToEndAsync(Cancel), read.Info.Attributes.ContentType));
    }

    private RealSettings Settings() => RealSettings.Read(
        name => name.StartsWith(RealSettings.VariablePrefix, StringComparison.Ordinal) ? moto.Endpoint : name is "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" ? "test" : null, "us-east-1");
}
