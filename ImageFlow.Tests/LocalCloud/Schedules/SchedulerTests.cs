using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Queues;
using ImageFlow.Tests.Engine;

namespace ImageFlow.Tests.LocalCloud.Schedules;

/// <summary>Schedules send when their time comes, once, also over restarts.</summary>
public sealed class SchedulerTests
{
    private const string Jobs = "arn:aws:sqs:us-east-1:123456789012:imageflow-jobs";

    [Fact]
    public async Task Rate_WithoutAStartDate_ComesAtOnceWithItsContext()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();

        await CreateAsync(cloud, "rate(1 hour)", input: """{\"at\":\"<aws.scheduler.scheduled-time>\",\"by\":\"<aws.scheduler.schedule-arn>\"}""");

        ObjectData body = (ObjectData)JsonData.Parse((await MessagesAsync(cloud, 1))[0].Body);
        Assert.Equal("arn:aws:scheduler:us-east-1:123456789012:schedule/default/s", ((StringData)body["by"]!).Value);
        Assert.True(DateTimeOffset.TryParse(((StringData)body["at"]!).Value, CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task Missed_WhileNothingRan_OnlyTheLastTimeIsSentAtTheNextStart()
    {
        ShiftedClock clock = new();
        await using CloudFixture cloud = await CloudFixture.OpenAsync(clock);
        await CreateAsync(cloud, "rate(1 hour)");
        await MessagesAsync(cloud, 1);
        await cloud.StopAsync();
        clock.Offset = TimeSpan.FromHours(5.5);

        await cloud.ReopenAsync();
        await MessagesAsync(cloud, 2);
        await cloud.ReopenAsync();

        Assert.Equal(2, (await MessagesAsync(cloud, 2)).Count);
    }

    [Fact]
    public async Task Missed_LongerAgoThanTheTargetsGreatestAge_IsLeftOut()
    {
        ShiftedClock clock = new();
        await using CloudFixture cloud = await CloudFixture.OpenAsync(clock);
        string at = DateTimeOffset.UtcNow.AddMinutes(10).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        await CreateAsync(cloud, $"at({at})", more: ",\"ActionAfterCompletion\":\"DELETE\"", target: ",\"RetryPolicy\":{\"MaximumEventAgeInSeconds\":60}");
        await cloud.StopAsync();
        clock.Offset = TimeSpan.FromHours(2);

        await cloud.ReopenAsync();

        // The schedule goes in the transaction in which it would have sent.
        long start = TimeProvider.System.GetTimestamp();
        while ((await cloud.CallAsync("Scheduler.ListSchedules", "{}")).ToJson() != """{"Schedules":[]}""")
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "The schedule is still there.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Empty(cloud.Host.Queues.Messages("imageflow-jobs"));
    }

    [Fact]
    public async Task Once_WithAWindow_ComesWithinItAndStartsOneExecution()
    {
        ShiftedClock clock = new();
        await using CloudFixture cloud = await CloudFixture.OpenAsync(clock);
        string machine = cloud.Host.Engine.CreateStateMachine("echo", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""").Arn;
        string at = DateTimeOffset.UtcNow.AddMinutes(10).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        await CreateAsync(cloud, $"at({at})", window: """{"Mode":"FLEXIBLE","MaximumWindowInMinutes":15}""", arn: machine, input: """{\"n\":1}""");
        await cloud.StopAsync();
        clock.Offset = TimeSpan.FromMinutes(25.5);

        await cloud.ReopenAsync();

        Assert.Equal("""{"n":1}""", Assert.Single(await cloud.EndedAsync(machine, 1)).Input);
        Assert.Contains("\"s\"", (await cloud.CallAsync("Scheduler.GetSchedule", """{"Name":"s"}""")).ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Name":"s","ScheduleExpression":"cron(61 * * * ? *)","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{}}""", "'61' is no minutes")]
    [InlineData("""{"Name":"s","ScheduleExpression":"rate(1 day)","ScheduleExpressionTimezone":"Mars/Olympus","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{}}""", "Invalid ScheduleExpressionTimezone Mars/Olympus.")]
    [InlineData("""{"Name":"s","ScheduleExpression":"rate(1 day)","FlexibleTimeWindow":{"Mode":"FLEXIBLE"},"Target":{}}""", "MaximumWindowInMinutes from 1 to 1440")]
    [InlineData("""{"Name":"s","ScheduleExpression":"rate(1 day)","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{"Arn":"arn:aws:kinesis:us-east-1:123456789012:stream/s","RoleArn":"r"}}""", "nothing delivers to here")]
    [InlineData("""{"Name":"s","ScheduleExpression":"at(2020-01-01T00:00:00)","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{"Arn":"arn:aws:sqs:us-east-1:123456789012:imageflow-jobs","RoleArn":"r"}}""", "The time lies in the past.")]
    [InlineData("""{"Name":"s s","ScheduleExpression":"rate(1 day)"}""", "at 'name' failed to satisfy constraint")]
    public async Task CreateSchedule_WrongRequest_IsRefusedAtOnce(string request, string message)
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();

        Assert.Contains(message, (await cloud.RefusalAsync("Scheduler.CreateSchedule", request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedules_ChangedDisabledAndDeleted_AreSo()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await CreateAsync(cloud, "rate(30 days)", more: ",\"State\":\"DISABLED\"");
        Assert.Equal("ConflictException", (await cloud.RefusalAsync("Scheduler.CreateSchedule", Request("rate(1 day)"))).Code);

        await cloud.CallAsync("Scheduler.UpdateSchedule", Request("cron(0 2 * * ? *)", more: ",\"ScheduleExpressionTimezone\":\"Europe/Berlin\""));
        Assert.Contains("Europe/Berlin", (await cloud.CallAsync("Scheduler.GetSchedule", """{"Name":"s"}""")).ToJson(), StringComparison.Ordinal);
        await cloud.CallAsync("Scheduler.DeleteSchedule", """{"Name":"s"}""");

        Assert.Equal("ResourceNotFoundException", (await cloud.RefusalAsync("Scheduler.GetSchedule", """{"Name":"s"}""")).Code);
        Assert.Empty(cloud.Host.Queues.Messages("imageflow-jobs"));
    }

    private static Task<ObjectData> CreateAsync(
        CloudFixture cloud, string expression, string window = """{"Mode":"OFF"}""", string arn = Jobs, string input = "{}", string more = "", string target = "") =>
        cloud.CallAsync("Scheduler.CreateSchedule", Request(expression, window, arn, input, more, target));

    private static string Request(string expression, string window = """{"Mode":"OFF"}""", string arn = Jobs, string input = "{}", string more = "", string target = "") =>
        $$"""{"Name":"s","ScheduleExpression":"{{expression}}","FlexibleTimeWindow":{{window}},"Target":{"Arn":"{{arn}}","RoleArn":"arn:aws:iam::123456789012:role/r","Input":"{{input}}"{{target}}}{{more}}}""";

    private static Task<IReadOnlyList<QueueMessage>> MessagesAsync(CloudFixture cloud, int count) =>
        CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs"), messages => messages.Count >= count && cloud.Host.Deliveries.Count() == 0);
}
