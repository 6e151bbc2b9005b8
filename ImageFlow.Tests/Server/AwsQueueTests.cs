using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary><c>aws sqs …</c> against the server.</summary>
public sealed class AwsQueueTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task CommandLine_SendReceiveDelete_WorkUnchanged()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        string url = (string)(await aws.AskAsync("sqs", "create-queue", "--queue-name", "photos"))["QueueUrl"]!;
        Assert.Equal($"{server.AwsUrl}123456789012/photos", url);

        await aws.AskAsync("sqs", "send-message", "--queue-url", url, "--message-body", "hello", "--message-attributes", """{"a":{"DataType":"String","StringValue":"b"}}""");
        JsonNode message = (await aws.AskAsync("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "5", "--message-attribute-names", "All"))["Messages"]![0]!;

        Assert.Equal(("hello", "b"), ((string?)message["Body"], (string?)message["MessageAttributes"]!["a"]!["StringValue"]));
        await aws.AskAsync("sqs", "delete-message", "--queue-url", url, "--receipt-handle", (string)message["ReceiptHandle"]!);
        Assert.Empty(server.App.Cloud.Queues.Messages("photos"));
        (int code, _, string error) = await aws.TryAsync("sqs", "get-queue-url", "--queue-name", "none");
        Assert.NotEqual(0, code);
        Assert.Contains("AWS.SimpleQueueService.NonExistentQueue", error, StringComparison.Ordinal);
    }
}
