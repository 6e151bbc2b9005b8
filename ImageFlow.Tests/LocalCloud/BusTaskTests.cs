using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Buses;

namespace ImageFlow.Tests.LocalCloud;

public sealed class BusTaskTests : IDisposable
{
    private const string PutEvents = "arn:aws:states:::events:putEvents";

    private readonly RouterFixture cloud = new();

    [Fact]
    public async Task PutEvents_SentAgainWithTheSameTaskId_AreRecordedOnce()
    {
        const string request = """{"Entries":[{"Source":"s","DetailType":"t","Detail":{"n":1}},{"Source":"s","DetailType":"t","Detail":"{\"n\":2}","EventBusName":"b"}]}""";

        ObjectData first = await cloud.SucceedAsync(PutEvents, request, taskId: "same");
        ObjectData again = await cloud.SucceedAsync(PutEvents + ".waitForTaskToken", request, taskId: "same");

        Assert.Equal(first, again);
        Assert.Equal([("b", """{"n":2}"""), ("default", """{"n":1}""")], cloud.Buses.List().Select(put => (put.Bus, put.Detail)));
        BusEvent kept = Assert.Single(cloud.Buses.List("b"));
        Assert.Equal(kept.Id, ((StringData)((ObjectData)((ArrayData)first["Entries"]!)[1])["EventId"]!).Value);
    }

    [Theory]
    [InlineData("""{"Entries":[]}""", "EventBridge.ValidationException", "greater than or equal to 1")]
    [InlineData("""{"Entries":[{"DetailType":"t","Detail":{}}]}""", "EventBridge.FailedEntry", "Source is a required argument")]
    [InlineData("""{"Entries":[{"Source":"s","DetailType":"t"}]}""", "EventBridge.FailedEntry", "Detail is a required argument")]
    [InlineData("""{"Entries":[{"Source":"s","DetailType":"t","Detail":"[1]"}]}""", "EventBridge.FailedEntry", "MalformedDetail")]
    [InlineData("""{"Entries":[{"Source":"s","DetailType":"t","Detail":"no"}]}""", "EventBridge.FailedEntry", "MalformedDetail")]
    [InlineData("""{"Entries":[{"Surce":"s"}]}""", "States.Runtime", "Surce")]
    [InlineData("""{"Entries":[1]}""", "States.Runtime", "Entries")]
    [InlineData("{}", "States.Runtime", "'Entries' is required")]
    public async Task PutEvents_WithABadRequest_FailsAndRecordsNothing(string input, string error, string cause)
    {
        TaskResult.Failure failure = await cloud.FailAsync(PutEvents, input);

        Assert.Equal(error, failure.Error);
        Assert.Contains(cause, failure.Cause, StringComparison.Ordinal);
        Assert.Empty(cloud.Buses.List());
    }

    public void Dispose() => cloud.Dispose();
}
