using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Events;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;
using ImageFlow.Tests.Engine;

namespace ImageFlow.Tests.LocalCloud.Events;

/// <summary>From an event over rules to what it starts.</summary>
public sealed class RuleTests
{
    private const string Echo = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";
    private const string Put = """{"Entries":[{"Source":"app","DetailType":"made","Detail":"{\"n\":7}"}]}""";
    private const string Jobs = "arn:aws:sqs:us-east-1:123456789012:imageflow-jobs";

    [Fact]
    public async Task PutEvents_RuleWithAStateMachine_StartsItWithTheTransformedInput()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        string machine = await RuleAsync(cloud, """, "InputTransformer":{"InputPathsMap":{"n":"$.detail.n"},"InputTemplate":"{\"number\": <n>}"}""");

        ObjectData answer = await cloud.CallAsync("AWSEvents.PutEvents", Put);

        ExecutionDescription execution = Assert.Single(await cloud.EndedAsync(machine, 1));
        Assert.Equal("""{"number": 7}""", execution.Input);
        string id = ((StringData)((ObjectData)((ArrayData)answer["Entries"]!)[0])["EventId"]!).Value;
        Assert.StartsWith(id, execution.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutEvents_TaskThatComesAgain_StartsTheWorkOnce()
    {
        using RouterFixture cloud = new();
        await cloud.Embedded.Services.Find("AWSEvents.PutRule")!(Json("""{"Name":"r","EventPattern":"{\"source\":[\"app\"]}"}"""), TestContext.Current.CancellationToken);
        await cloud.Embedded.Services.Find("AWSEvents.PutTargets")!(Json($$"""{"Rule":"r","Targets":[{"Id":"t","Arn":"{{Jobs}}"}]}"""), TestContext.Current.CancellationToken);

        ObjectData first = await cloud.SucceedAsync("arn:aws:states:::events:putEvents", """{"Entries":[{"Source":"app","DetailType":"made","Detail":{"n":7}}]}""", "task");
        ObjectData second = await cloud.SucceedAsync("arn:aws:states:::events:putEvents", """{"Entries":[{"Source":"app","DetailType":"made","Detail":{"n":7}}]}""", "task");

        Assert.Equal(first, second);
        Assert.Equal(1, cloud.Embedded.Deliveries.Count());
    }

    [Fact]
    public async Task PutEventsTask_EntryThatIsRefused_FailsTheTask()
    {
        using RouterFixture cloud = new();

        TaskResult.Failure failure = await cloud.FailAsync("arn:aws:states:::events:putEvents", """{"Entries":[{"Source":"aws.mine","DetailType":"made","Detail":{}}]}""");

        Assert.Equal("EventBridge.FailedEntry", failure.Error);
        Assert.Contains("NotAuthorizedForSourceException", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_SameEventTwice_DoesTheWorkOnce()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        string machine = await RuleAsync(cloud, "");
        SentEvent sent = new("default", "4a1d0b5c-0000-5000-8000-000000000001", "app", "made", DateTimeOffset.UnixEpoch, ObjectData.Empty, []);

        cloud.Host.Publish(sent);
        await cloud.EndedAsync(machine, 1);
        cloud.Host.Publish(sent);
        await CloudFixture.WaitAsync(cloud.Host.Deliveries.Count, count => count == 0);

        Assert.Single(await cloud.EndedAsync(machine, 1));
        Assert.Empty(cloud.Host.Deliveries.Undeliverable());
    }

    [Fact]
    public async Task PutEvents_DisabledRule_StartsNothingUntilItIsEnabled()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        string machine = await RuleAsync(cloud, "");
        await cloud.CallAsync("AWSEvents.DisableRule", """{"Name":"made"}""");
        await cloud.CallAsync("AWSEvents.PutEvents", Put);
        Assert.Equal(0, cloud.Host.Deliveries.Count());
        await cloud.CallAsync("AWSEvents.EnableRule", """{"Name":"made"}""");

        await cloud.CallAsync("AWSEvents.PutEvents", Put);

        Assert.Single(await cloud.EndedAsync(machine, 1));
    }

    [Fact]
    public async Task PutEvents_TargetThatIsGone_GoesToTheDeadLetterQueueWithTheReason()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await cloud.CallAsync("AWSEvents.PutRule", """{"Name":"made","EventPattern":"{\"source\":[\"app\"]}"}""");
        await cloud.CallAsync("AWSEvents.PutTargets", $$$"""{"Rule":"made","Targets":[{"Id":"t","Arn":"arn:aws:states:us-east-1:123456789012:stateMachine:gone","DeadLetterConfig":{"Arn":"{{{Jobs}}}"}}]}""");

        await cloud.CallAsync("AWSEvents.PutEvents", Put);

        QueueMessage letter = Assert.Single(await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs"), messages => messages.Count > 0));
        Assert.Equal("StateMachineDoesNotExist", ((StringData)((ObjectData)letter.Attributes!["ERROR_CODE"]!)["StringValue"]!).Value);
        Assert.Contains("\"detail-type\":\"made\"", letter.Body, StringComparison.Ordinal);
        Assert.Empty(cloud.Host.Deliveries.Undeliverable());
    }

    [Fact]
    public async Task PutEvents_TargetThatIsGoneWithoutDeadLetters_IsKeptForAPerson()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await cloud.CallAsync("AWSEvents.PutRule", """{"Name":"made","EventPattern":"{\"source\":[\"app\"]}"}""");
        await cloud.CallAsync("AWSEvents.PutTargets", """{"Rule":"made","Targets":[{"Id":"t","Arn":"arn:aws:sqs:us-east-1:123456789012:gone"}]}""");

        await cloud.CallAsync("AWSEvents.PutEvents", Put);
        await CloudFixture.WaitAsync(cloud.Host.Deliveries.Count, count => count == 0);
        await cloud.ReopenAsync();

        Assert.Contains("NonExistentQueue", Assert.Single(cloud.Host.Deliveries.Undeliverable()).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_BusesAndTargets_AreManagedAndSurviveARestart()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await cloud.CallAsync("AWSEvents.CreateEventBus", """{"Name":"school"}""");
        await cloud.CallAsync("AWSEvents.PutRule", """{"Name":"r","EventBusName":"school","EventPattern":"{\"source\":[\"app\"]}","Description":"d"}""");
        await cloud.CallAsync("AWSEvents.PutTargets", $$"""{"Rule":"r","EventBusName":"school","Targets":[{"Id":"q","Arn":"{{Jobs}}"}]}""");
        await cloud.ReopenAsync();

        ObjectData rule = await cloud.CallAsync("AWSEvents.DescribeRule", """{"Name":"r","EventBusName":"arn:aws:events:us-east-1:123456789012:event-bus/school"}""");
        Assert.Equal("arn:aws:events:us-east-1:123456789012:rule/school/r", ((StringData)rule["Arn"]!).Value);
        Assert.Contains(Jobs, (await cloud.CallAsync("AWSEvents.ListTargetsByRule", """{"Rule":"r","EventBusName":"school"}""")).ToJson(), StringComparison.Ordinal);
        Assert.Equal("Rule can't be deleted since it has targets.", (await cloud.RefusalAsync("AWSEvents.DeleteRule", """{"Name":"r","EventBusName":"school"}""")).Message);
        await cloud.CallAsync("AWSEvents.RemoveTargets", """{"Rule":"r","EventBusName":"school","Ids":["q"]}""");
        await cloud.CallAsync("AWSEvents.DeleteRule", """{"Name":"r","EventBusName":"school"}""");
        await cloud.CallAsync("AWSEvents.DeleteEventBus", """{"Name":"school"}""");
        ServiceRefusal gone = await cloud.RefusalAsync("AWSEvents.DescribeRule", """{"Name":"r","EventBusName":"school"}""");
        Assert.Equal(("ResourceNotFoundException", "Event bus school does not exist."), (gone.Code, gone.Message));
    }

    [Fact]
    public async Task ScheduleExpression_Passed_SendsTheScheduledEventOnceAlsoOverARestart()
    {
        ShiftedClock clock = new();
        await using CloudFixture cloud = await CloudFixture.OpenAsync(clock);
        await cloud.CallAsync("AWSEvents.PutRule", """{"Name":"hourly","ScheduleExpression":"rate(1 hour)"}""");
        await cloud.CallAsync("AWSEvents.PutTargets", $$"""{"Rule":"hourly","Targets":[{"Id":"q","Arn":"{{Jobs}}"}]}""");
        Assert.Empty(cloud.Host.Queues.Messages("imageflow-jobs"));
        await cloud.StopAsync();
        clock.Offset = TimeSpan.FromHours(3.5);

        await cloud.ReopenAsync();
        QueueMessage sent = Assert.Single(await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs"), messages => messages.Count > 0 && cloud.Host.Deliveries.Count() == 0));
        await cloud.ReopenAsync();

        ObjectData body = Json(sent.Body);
        Assert.Equal(("Scheduled Event", "aws.events"), (((StringData)body["detail-type"]!).Value, ((StringData)body["source"]!).Value));
        Assert.Equal("""["arn:aws:events:us-east-1:123456789012:rule/hourly"]""", body["resources"]!.ToJson());
        Assert.Single(cloud.Host.Queues.Messages("imageflow-jobs"));
        clock.Offset = TimeSpan.FromHours(5);
        await cloud.ReopenAsync();
        Assert.Equal(2, (await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs"), messages => messages.Count > 1)).Count);
    }

    [Fact]
    public async Task ScheduleExpression_OfADisabledRule_SendsNothing()
    {
        ShiftedClock clock = new();
        await using CloudFixture cloud = await CloudFixture.OpenAsync(clock);
        await cloud.CallAsync("AWSEvents.PutRule", """{"Name":"hourly","ScheduleExpression":"cron(0 * * * ? *)"}""");
        await cloud.CallAsync("AWSEvents.PutTargets", $$"""{"Rule":"hourly","Targets":[{"Id":"q","Arn":"{{Jobs}}"}]}""");
        await cloud.CallAsync("AWSEvents.DisableRule", """{"Name":"hourly"}""");
        await cloud.CallAsync("AWSEvents.PutRule", """{"Name":"daily","ScheduleExpression":"rate(1 day)"}""");
        await cloud.CallAsync("AWSEvents.PutTargets", $$"""{"Rule":"daily","Targets":[{"Id":"q","Arn":"{{Jobs}}","Input":"{\"from\":\"daily\"}"}]}""");
        await cloud.StopAsync();
        clock.Offset = TimeSpan.FromHours(30);

        await cloud.ReopenAsync();

        // What the second rule sends shows that the time was looked at.
        QueueMessage only = Assert.Single(await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs"), messages => messages.Count > 0 && cloud.Host.Deliveries.Count() == 0));
        Assert.Equal("""{"from":"daily"}""", only.Body);
        Assert.Equal("\"rate(1 day)\"", (await cloud.CallAsync("AWSEvents.DescribeRule", """{"Name":"daily"}"""))["ScheduleExpression"]!.ToJson());
    }

    [Theory]
    [InlineData("AWSEvents.PutRule", """{"Name":"r","ScheduleExpression":"every hour"}""", "Parameter ScheduleExpression is not valid. Invalid Schedule Expression every hour.")]
    [InlineData("AWSEvents.PutRule", """{"Name":"r","ScheduleExpression":"at(2030-01-01T00:00:00)"}""", "Parameter ScheduleExpression is not valid. A rule comes by rate(...) or cron(...); at(...) is for EventBridge Scheduler.")]
    [InlineData("AWSEvents.PutRule", """{"Name":"r"}""", "Parameter(s) EventPattern or ScheduleExpression must be specified.")]
    [InlineData("AWSEvents.PutRule", """{"Name":"r","EventPattern":"{\"a\":[]}"}""", "Event pattern is not valid. Reason: Empty arrays are not allowed")]
    [InlineData("AWSEvents.PutTargets", """{"Rule":"none","Targets":[]}""", "Rule none does not exist on EventBus default.")]
    [InlineData("AWSEvents.DeleteEventBus", """{"Name":"default"}""", "Cannot delete event bus default.")]
    [InlineData("AWSEvents.PutEvents", """{"Entries":[]}""", "1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    public async Task Operations_WrongRequest_IsRefusedInWords(string target, string request, string message)
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();

        Assert.Equal(message, (await cloud.RefusalAsync(target, request)).Message);
    }

    [Fact]
    public async Task PutTargets_KindThatNothingDeliversTo_IsRefusedAtOnce()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await cloud.CallAsync("AWSEvents.PutRule", """{"Name":"made","EventPattern":"{\"source\":[\"app\"]}"}""");

        ServiceRefusal refusal = await cloud.RefusalAsync("AWSEvents.PutTargets", """{"Rule":"made","Targets":[{"Id":"t","Arn":"arn:aws:kinesis:us-east-1:123456789012:stream/s"}]}""");

        Assert.Contains("state machines, queues, topics and event buses", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>A machine that a rule for the source <c>app</c> starts.</summary>
    private static async Task<string> RuleAsync(CloudFixture cloud, string settings)
    {
        string machine = cloud.Host.Engine.CreateStateMachine("echo", Echo).Arn;
        await cloud.CallAsync("AWSEvents.PutRule", """{"Name":"made","EventPattern":"{\"source\":[\"app\"]}"}""");
        await cloud.CallAsync("AWSEvents.PutTargets", $$"""{"Rule":"made","Targets":[{"Id":"t","Arn":"{{machine}}"{{settings}}}]}""");
        return machine;
    }

    private static ObjectData Json(string text) => (ObjectData)JsonData.Parse(text);
}
