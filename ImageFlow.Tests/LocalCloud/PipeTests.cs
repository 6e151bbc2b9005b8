using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Queues;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>Messages of a queue start a state machine.</summary>
public sealed class PipeTests
{
    private const string Jobs = "arn:aws:sqs:us-east-1:123456789012:imageflow-jobs";
    private const string Url = "http://127.0.0.1:5081/123456789012/";

    /// <summary>Fails for a message with the text <c>bad</c>.</summary>
    private const string Machine = """
        {"StartAt":"Good?","States":{
          "Good?":{"Type":"Choice","Choices":[{"Variable":"$[0].body","StringEquals":"bad","Next":"Bad"}],"Default":"Good"},
          "Good":{"Type":"Pass","End":true},"Bad":{"Type":"Fail","Error":"Bad"}}}
        """;

    [Fact]
    public async Task Pipe_MessagesOfAQueue_StartExecutionsOnceAndLeave()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        string machine = cloud.Host.Engine.CreateStateMachine("m", Machine).Arn;
        await SendAsync(cloud, "imageflow-jobs", "early");
        await CreateAsync(cloud, machine, """{"SqsQueueParameters":{"BatchSize":1}}""", "FIRE_AND_FORGET");
        await SendAsync(cloud, "imageflow-jobs", "late");

        IReadOnlyList<ExecutionDescription> ended = await cloud.EndedAsync(machine, 2);
        await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs").Count, left => left == 0);
        await cloud.ReopenAsync();
        await SendAsync(cloud, "imageflow-jobs", "after a restart");

        Assert.Equal(["early", "late"], ended.Select(Body).Order());
        Assert.Contains("after a restart", (await cloud.EndedAsync(machine, 3)).Select(Body));
    }

    [Fact]
    public async Task Pipe_ThatWaitsForTheAnswer_LeavesAFailingMessageToTheDeadLetterQueue()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        string machine = cloud.Host.Engine.CreateStateMachine("m", Machine, "EXPRESS").Arn;
        await cloud.CallAsync("AmazonSQS.CreateQueue", """{"QueueName":"letters"}""");
        await cloud.CallAsync("AmazonSQS.SetQueueAttributes", $$$"""
            {"QueueUrl":"{{{Url}}}imageflow-jobs","Attributes":{"VisibilityTimeout":"1","RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:letters\",\"maxReceiveCount\":2}"}}
            """);
        await CreateAsync(cloud, machine, """{"SqsQueueParameters":{"BatchSize":1}}""", "REQUEST_RESPONSE");

        await SendAsync(cloud, "imageflow-jobs", "good");
        await SendAsync(cloud, "imageflow-jobs", "bad");

        IReadOnlyList<QueueMessage> letters = await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("letters"), messages => messages.Count == 1);
        Assert.Equal(("bad", Jobs), (letters[0].Body, letters[0].Source));
        Assert.Empty(cloud.Host.Queues.Messages("imageflow-jobs"));
    }

    [Fact]
    public async Task Pipe_WithATemplate_SendsWhatItMakesOfEachMessage()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        string machine = cloud.Host.Engine.CreateStateMachine("m", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""").Arn;
        await SendAsync(cloud, "imageflow-jobs", "{\\\"id\\\":7,\\\"name\\\":\\\"a \\\\\\\"b\\\\\\\"\\\"}");
        JsonNode request = JsonNode.Parse($$"""{"Name":"p","Source":"{{Jobs}}","Target":"{{machine}}","RoleArn":"arn:aws:iam::123456789012:role/r"}""")!;
        request["TargetParameters"] = new JsonObject
        {
            ["InputTemplate"] = """{"id":<$.body.id>,"text":"<$.body.name> by <aws.pipes.pipe-name>","none":<$.body.missing>}""",
            ["StepFunctionStateMachineParameters"] = new JsonObject { ["InvocationType"] = "FIRE_AND_FORGET" },
        };
        await cloud.CallAsync("Pipes.CreatePipe", request.ToJsonString());

        ExecutionDescription ended = Assert.Single(await cloud.EndedAsync(machine, 1));

        Assert.Equal("""[{"id":7,"text":"a \"b\" by p","none":""}]""", ended.Input);
    }

    [Theory]
    [InlineData("<$.body[>")]
    [InlineData("<aws.pipes.unknown>")]
    [InlineData("")]
    public void Template_ThatCannotBeFilled_IsRefused(string template) => Assert.Contains("InputTemplate", ImageFlow.LocalCloud.Pipes.PipeTemplate.Check(template), StringComparison.Ordinal);

    [Fact]
    public async Task Pipe_MachineThatIsNotThere_IsLoggedWithTheMessagesIdAndTheMessageStays()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        using Warnings warnings = new();
        await SendAsync(cloud, "imageflow-jobs", "lost");

        await CreateAsync(cloud, "arn:aws:states:us-east-1:123456789012:stateMachine:none", """{"SqsQueueParameters":{"BatchSize":1}}""", "FIRE_AND_FORGET");

        string id = cloud.Host.Queues.Messages("imageflow-jobs")[0].Id;
        await CloudFixture.WaitAsync(() => warnings.Lines, lines => lines.Any(line => line.Contains(id, StringComparison.Ordinal) && line.Contains("StateMachineDoesNotExist", StringComparison.Ordinal)));
        Assert.Single(cloud.Host.Queues.Messages("imageflow-jobs"));
    }

    private sealed class Warnings : System.Diagnostics.TraceListener
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

        public Warnings() => System.Diagnostics.Trace.Listeners.Add(this);

        public IReadOnlyList<string> Lines => [.. lines];

        public override void Write(string? message) => lines.Enqueue(message ?? "");

        public override void WriteLine(string? message) => lines.Enqueue(message ?? "");

        protected override void Dispose(bool disposing)
        {
            System.Diagnostics.Trace.Listeners.Remove(this);
            base.Dispose(disposing);
        }
    }

    [Fact]
    public async Task Pipe_WithAFilter_TakesWhatMatchesAndDropsTheRest()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        string machine = cloud.Host.Engine.CreateStateMachine("m", Machine).Arn;
        await CreateAsync(cloud, machine, """{"FilterCriteria":{"Filters":[{"Pattern":"{\"body\":{\"kind\":[\"photo\"]}}"}]}}""", "FIRE_AND_FORGET");

        await SendAsync(cloud, "imageflow-jobs", """{\"kind\":\"text\"}""");
        await SendAsync(cloud, "imageflow-jobs", """{\"kind\":\"photo\"}""");

        Assert.Equal("""{"kind":"photo"}""", Body(Assert.Single(await cloud.EndedAsync(machine, 1))));
        await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs").Count, left => left == 0);
    }

    [Theory]
    [InlineData($$"""{"Name":"p","Source":"{{Jobs}}","Target":"arn:aws:lambda:us-east-1:123456789012:function:f"}""", "from a queue of SQS to a state machine")]
    [InlineData("""{"Name":"p","Source":"arn:aws:sqs:us-east-1:123456789012:none","Target":"arn:aws:states:us-east-1:123456789012:stateMachine:m"}""", "There is no queue")]
    [InlineData($$$"""{"Name":"p","Source":"{{{Jobs}}}","Target":"arn:aws:states:us-east-1:123456789012:stateMachine:m","TargetParameters":{"InputTemplate":"<aws.pipes.other>"}}""", "neither a JSONPath")]
    public async Task CreatePipe_WrongRequest_IsRefusedAtOnce(string request, string message)
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();

        Assert.Contains(message, (await cloud.RefusalAsync("Pipes.CreatePipe", request)).Message, StringComparison.Ordinal);
    }

    private static string Body(ExecutionDescription execution) => ((StringData)((ObjectData)((ArrayData)JsonData.Parse(execution.Input!))[0])["body"]!).Value;

    private static Task<ObjectData> CreateAsync(CloudFixture cloud, string machine, string source, string invocation) => cloud.CallAsync("Pipes.CreatePipe", $$$$"""
        {"Name":"p","RoleArn":"r","Source":"{{{{Jobs}}}}","Target":"{{{{machine}}}}","SourceParameters":{{{{source}}}},
         "TargetParameters":{"StepFunctionStateMachineParameters":{"InvocationType":"{{{{invocation}}}}"}}}
        """);

    private static Task<ObjectData> SendAsync(CloudFixture cloud, string queue, string body) =>
        cloud.CallAsync("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{Url}}{{queue}}","MessageBody":"{{body}}"}""");
}
