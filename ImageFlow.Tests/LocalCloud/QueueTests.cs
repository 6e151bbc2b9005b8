using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>Queues over their protocol's operations, and as a task.</summary>
public sealed class QueueTests
{
    private const string Url = "http://127.0.0.1:5081/123456789012/";

    [Fact]
    public async Task Receive_SentMessage_HidesItUntilItsTimeAndDeletesByReceipt()
    {
        SettableClock clock = new();
        await using CloudFixture cloud = await QueueAsync(clock, "{}");
        ObjectData sent = await cloud.CallAsync("AmazonSQS.SendMessage", $$$$"""{"QueueUrl":"{{{{Url}}}}q","MessageBody":"hello","MessageAttributes":{"a":{"DataType":"String","StringValue":"b"}}}""");
        Assert.Equal("5d41402abc4b2a76b9719d911017c592", Text(sent, "MD5OfMessageBody"));

        ObjectData first = Assert.Single(await ReceiveAsync(cloud));
        Assert.Equal(("hello", Text(sent, "MessageId"), Text(sent, "MD5OfMessageAttributes")), (Text(first, "Body"), Text(first, "MessageId"), Text(first, "MD5OfMessageAttributes")));
        Assert.Empty(await ReceiveAsync(cloud));
        clock.Now += TimeSpan.FromSeconds(31);
        ObjectData again = Assert.Single(await ReceiveAsync(cloud));
        Assert.Equal("2", Text((ObjectData)again["Attributes"]!, "ApproximateReceiveCount"));

        await cloud.CallAsync("AmazonSQS.DeleteMessage", $$"""{"QueueUrl":"{{Url}}q","ReceiptHandle":"{{Text(first, "ReceiptHandle")}}"}""");
        Assert.Single(cloud.Host.Queues.Messages("q"));
        await cloud.CallAsync("AmazonSQS.DeleteMessage", $$"""{"QueueUrl":"{{Url}}q","ReceiptHandle":"{{Text(again, "ReceiptHandle")}}"}""");
        Assert.Empty(cloud.Host.Queues.Messages("q"));
    }

    [Fact]
    public async Task Receive_MessageThatFailsTooOften_GoesToTheDeadLetterQueue()
    {
        SettableClock clock = new();
        await using CloudFixture cloud = await QueueAsync(clock, """{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:imageflow-jobs\",\"maxReceiveCount\":2}"}""");
        await cloud.CallAsync("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{Url}}q","MessageBody":"bad"}""");

        for (int i = 0; i < 2; i++)
        {
            Assert.Single(await ReceiveAsync(cloud));
            clock.Now += TimeSpan.FromSeconds(31);
        }

        Assert.Empty(await ReceiveAsync(cloud));
        IReadOnlyList<QueueOverview> queues = cloud.Host.Queues.Overview(5);
        Assert.Equal(("imageflow-jobs", "q", 1L, "bad"), (queues[0].Name, Assert.Single(queues[0].DeadLettersOf), queues[0].Visible, Assert.Single(queues[0].Messages).Body));
        Assert.Equal((0L, 0L), (queues.Single(queue => queue.Name == "q").Visible, queues.Single(queue => queue.Name == "q").InFlight));
        ObjectData letter = Assert.Single(await ReceiveAsync(cloud, "imageflow-jobs"));
        Assert.Equal("arn:aws:sqs:us-east-1:123456789012:q", Text((ObjectData)letter["Attributes"]!, "DeadLetterQueueSourceArn"));
    }

    [Fact]
    public async Task Receive_DelayAndChangedVisibility_AreKept()
    {
        SettableClock clock = new();
        await using CloudFixture cloud = await QueueAsync(clock, """{"DelaySeconds":"5"}""");
        await cloud.CallAsync("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{Url}}q","MessageBody":"later"}""");
        Assert.Empty(await ReceiveAsync(cloud));
        ObjectData counts = (ObjectData)(await cloud.CallAsync("AmazonSQS.GetQueueAttributes", $$"""{"QueueUrl":"{{Url}}q","AttributeNames":["All"]}"""))["Attributes"]!;
        Assert.Equal(("1", "0"), (Text(counts, "ApproximateNumberOfMessagesDelayed"), Text(counts, "ApproximateNumberOfMessages")));

        clock.Now += TimeSpan.FromSeconds(6);
        ObjectData message = Assert.Single(await ReceiveAsync(cloud));
        await cloud.CallAsync("AmazonSQS.ChangeMessageVisibility", $$"""{"QueueUrl":"{{Url}}q","ReceiptHandle":"{{Text(message, "ReceiptHandle")}}","VisibilityTimeout":0}""");
        Assert.Single(await ReceiveAsync(cloud));
    }

    [Fact]
    public async Task Receive_LongPoll_GetsWhatArrivesMeanwhile()
    {
        await using CloudFixture cloud = await QueueAsync(TimeProvider.System, "{}");
        Task<ObjectData> poll = cloud.CallAsync("AmazonSQS.ReceiveMessage", $$"""{"QueueUrl":"{{Url}}q","WaitTimeSeconds":20}""");
        await cloud.CallAsync("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{Url}}q","MessageBody":"hello"}""");

        Assert.Contains("hello", (await poll.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_FifoQueue_KeepsTheOrderOfAGroupAndTakesNothingTwice()
    {
        SettableClock clock = new();
        await using CloudFixture cloud = await CloudFixture.OpenAsync(clock);
        await cloud.CallAsync("AmazonSQS.CreateQueue", """{"QueueName":"q.fifo","Attributes":{"FifoQueue":"true","ContentBasedDeduplication":"true"}}""");
        foreach (string body in new[] { "one", "two", "one" })
        {
            await cloud.CallAsync("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{Url}}q.fifo","MessageBody":"{{body}}","MessageGroupId":"g"}""");
        }

        Assert.Equal(2, cloud.Host.Queues.Messages("q.fifo").Count);
        ObjectData first = Assert.Single(await ReceiveAsync(cloud, "q.fifo"));
        Assert.Equal("one", Text(first, "Body"));
        Assert.Empty(await ReceiveAsync(cloud, "q.fifo"));
        await cloud.CallAsync("AmazonSQS.DeleteMessage", $$"""{"QueueUrl":"{{Url}}q.fifo","ReceiptHandle":"{{Text(first, "ReceiptHandle")}}"}""");
        Assert.Equal("two", Text(Assert.Single(await ReceiveAsync(cloud, "q.fifo")), "Body"));
    }

    [Fact]
    public async Task SendBatch_EntryThatIsRefused_IsToldBesideTheOthers()
    {
        await using CloudFixture cloud = await QueueAsync(TimeProvider.System, "{}");

        ObjectData answer = await cloud.CallAsync("AmazonSQS.SendMessageBatch", $$"""{"QueueUrl":"{{Url}}q","Entries":[{"Id":"a","MessageBody":"x"},{"Id":"b","MessageBody":"y","DelaySeconds":9999}]}""");

        Assert.Equal(("a", "b"), (Text((ObjectData)((ArrayData)answer["Successful"]!)[0], "Id"), Text((ObjectData)((ArrayData)answer["Failed"]!)[0], "Id")));
        Assert.Single(cloud.Host.Queues.Messages("q"));
    }

    [Theory]
    [InlineData("AmazonSQS.GetQueueUrl", """{"QueueName":"none"}""", "QueueDoesNotExist", "The specified queue does not exist.")]
    [InlineData("AmazonSQS.CreateQueue", """{"QueueName":"no spaces"}""", "InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")]
    [InlineData("AmazonSQS.CreateQueue", """{"QueueName":"n","Attributes":{"Nonsense":"1"}}""", "InvalidAttributeName", "Unknown Attribute Nonsense.")]
    [InlineData("AmazonSQS.CreateQueue", """{"QueueName":"n","Attributes":{"VisibilityTimeout":"-1"}}""", "InvalidAttributeValue", "Invalid value for the parameter VisibilityTimeout.")]
    [InlineData("AmazonSQS.DeleteMessage", """{"QueueUrl":"x/imageflow-jobs","ReceiptHandle":"?"}""", "ReceiptHandleIsInvalid", "The input receipt handle \"?\" is not a valid receipt handle.")]
    public async Task Operations_WrongRequest_IsRefusedInWords(string target, string request, string code, string message)
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();

        ServiceRefusal refusal = await cloud.RefusalAsync(target, request);

        Assert.Equal((code, message), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task SendMessageTask_SentAgain_IsInTheQueueOnce()
    {
        using RouterFixture cloud = new();
        cloud.Embedded.Queues.Create("jobs");
        const string Input = """{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/jobs","MessageBody":{"n":1}}""";

        ObjectData first = await cloud.SucceedAsync("arn:aws:states:::sqs:sendMessage", Input, "task");
        ObjectData again = await cloud.SucceedAsync("arn:aws:states:::sqs:sendMessage.waitForTaskToken", Input, "task");

        Assert.Equal(first, again);
        Assert.Equal("""{"n":1}""", Assert.Single(cloud.Embedded.Queues.Messages("jobs")).Body);
        TaskResult.Failure failure = await cloud.FailAsync("arn:aws:states:::sqs:sendMessage", """{"QueueUrl":"x/none","MessageBody":"m"}""");
        Assert.Equal("SQS.QueueDoesNotExistException", failure.Error);
    }

    private static async Task<CloudFixture> QueueAsync(TimeProvider clock, string attributes)
    {
        CloudFixture cloud = await CloudFixture.OpenAsync(clock);
        await cloud.CallAsync("AmazonSQS.CreateQueue", ObjectData.Of(("QueueName", "q"), ("Attributes", JsonData.Parse(attributes))).ToJson());
        return cloud;
    }

    private static async Task<IReadOnlyList<ObjectData>> ReceiveAsync(CloudFixture cloud, string queue = "q") =>
        (await cloud.CallAsync("AmazonSQS.ReceiveMessage", $$"""{"QueueUrl":"{{Url}}{{queue}}","AttributeNames":["All"],"MessageAttributeNames":["All"]}"""))["Messages"] is ArrayData messages
            ? [.. messages.Cast<ObjectData>()]
            : [];

    private static string Text(ObjectData json, string name) => ((StringData)json[name]!).Value;

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
