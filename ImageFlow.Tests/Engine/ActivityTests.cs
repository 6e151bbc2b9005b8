using ImageFlow.Engine;
using ImageFlow.Engine.Workers;

namespace ImageFlow.Tests.Engine;

public sealed class ActivityTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task GetTask_WaitingTask_IsGivenToOneWorkerAndItsAnswerEndsTheState()
    {
        await using EngineHost host = await OpenAsync();
        (Activity activity, string execution) = await StartAsync(host, "");
        ActivityTask task = (await host.Engine.Activities.GetTaskAsync(activity.Arn, "worker-7", Patience, Cancellation))!;
        Assert.Equal("""{"n":1}""", task.Input);
        Assert.Null(await host.Engine.Activities.GetTaskAsync(activity.Arn, null, TimeSpan.FromMilliseconds(50), Cancellation));
        await host.Engine.SendTaskSuccessAsync(task.Token, "[2]");
        Assert.Equal("[2]", (await host.EndAsync(execution)).Output);
        string[] types = [.. host.Engine.GetExecutionHistory(execution).Select(e => e.Type)];
        Assert.Equal(["ExecutionStarted", "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded", "TaskStateExited", "ExecutionSucceeded"], types);
        Assert.Equal("""{"workerName":"worker-7"}""", host.Engine.GetExecutionHistory(execution)[3].Details!.ToJson());
    }

    [Fact]
    public async Task GetTask_AfterAReopen_OffersWhatNobodyHadTaken()
    {
        await using EngineHost host = await OpenAsync();
        (Activity activity, string execution) = await StartAsync(host, "");
        await host.OpenAsync();
        ActivityTask task = (await host.Engine.Activities.GetTaskAsync(activity.Arn, null, Patience, Cancellation))!;
        await host.Engine.SendTaskFailureAsync(task.Token, "Sick", "no");
        ExecutionDescription end = await host.EndAsync(execution);
        Assert.Equal(("FAILED", "Sick", "no"), (end.Status, end.Error, end.Cause));
    }

    [Fact]
    public async Task GetTask_TakenBeforeAReopen_IsNotOfferedAgainAndItsTokenStaysGood()
    {
        await using EngineHost host = await OpenAsync();
        (Activity activity, string execution) = await StartAsync(host, "");
        ActivityTask task = (await host.Engine.Activities.GetTaskAsync(activity.Arn, null, Patience, Cancellation))!;
        await host.OpenAsync();
        Assert.Null(await host.Engine.Activities.GetTaskAsync(activity.Arn, null, TimeSpan.FromMilliseconds(200), Cancellation));
        await host.Engine.SendTaskSuccessAsync(task.Token, "3");
        Assert.Equal("3", (await host.EndAsync(execution)).Output);
    }

    [Fact]
    public async Task GetTask_TaskThatTimedOut_IsPassedOver()
    {
        await using EngineHost host = await OpenAsync();
        (Activity activity, string execution) = await StartAsync(host, ""","TimeoutSeconds":1""");
        ExecutionDescription end = await host.EndAsync(execution);
        Assert.Equal(("FAILED", "States.Timeout"), (end.Status, end.Error));
        Assert.Null(await host.Engine.Activities.GetTaskAsync(activity.Arn, null, TimeSpan.FromMilliseconds(50), Cancellation));
        Assert.Contains(host.Engine.GetExecutionHistory(execution), e => e.Type == "ActivityTimedOut");
    }

    [Fact]
    public async Task Heartbeat_CountsFromTheTakingOnly()
    {
        await using EngineHost host = await OpenAsync();
        (Activity activity, string execution) = await StartAsync(host, ""","HeartbeatSeconds":1,"TimeoutSeconds":60""");
        await Task.Delay(1500, Cancellation);
        Assert.Equal("RUNNING", host.Engine.DescribeExecution(execution).Status);
        Assert.NotNull(await host.Engine.Activities.GetTaskAsync(activity.Arn, null, Patience, Cancellation));
        Assert.Equal("States.HeartbeatTimeout", (await host.EndAsync(execution)).Error);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<EngineHost> OpenAsync()
    {
        EngineHost host = new() { TimeSkip = false };
        await host.OpenAsync();
        return host;
    }

    private static async Task<(Activity Activity, string Execution)> StartAsync(EngineHost host, string fields)
    {
        Activity activity = host.Engine.Activities.Create("develop");
        string machine = host.Engine.CreateStateMachine("m", $$$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{{activity.Arn}}}"{{{fields}}},"End":true} } }""").Arn;
        return (activity, (await host.Engine.StartExecutionAsync(machine, null, """{"n":1}""")).ExecutionArn);
    }
}
