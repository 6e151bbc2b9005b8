using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Mocks;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>Test cases of a mock file, chosen by <c>stateMachineArn#TestCase</c>.</summary>
public sealed class MockCaseTests
{
    internal const string Mocks = """
        {
          "StateMachines": {
            "flow": { "TestCases": { "Busy": { "Ask": "BusyTwice" }, "Quick": { "Ask": "Quick" } } },
            "outer": { "TestCases": { "Plain": {} } } },
          "MockedResponses": {
            "BusyTwice": { "0": { "Throw": { "Error": "Busy" } }, "1": { "Throw": { "Error": "Busy" } }, "2": { "Return": { "attempt": 2 } } },
            "Quick": { "0": { "Return": { "attempt": 0 } } } }
        }
        """;

    internal const string Flow = """
        {"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},
          "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2,"BackoffRate":1,"MaxAttempts":2}],"End":true}}}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithATestCase_IsAnsweredByItAlone()
    {
        using TemporaryFolder folder = new();
        await using LocalCloudHost cloud = await OpenAsync(folder, timeSkip: true);
        (string machine, _) = cloud.PutStateMachine("flow", Flow);

        Assert.Equal("""{"attempt":2}""", (await RunAsync(cloud, machine + "#Busy")).Output);
        Assert.Equal("""{"attempt":0}""", (await RunAsync(cloud, machine + "#Quick")).Output);
        Assert.Equal("SQS.QueueDoesNotExistException", (await RunAsync(cloud, machine)).Error);
    }

    [Fact]
    public async Task Start_NestedWithATestCase_IsAnsweredByTheChildsCase()
    {
        using TemporaryFolder folder = new();
        await using LocalCloudHost cloud = await OpenAsync(folder, timeSkip: true);
        (string machine, _) = cloud.PutStateMachine("flow", Flow);
        (string outer, _) = cloud.PutStateMachine("outer", $$$$"""{"StartAt":"C","States":{"C":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"{{{{machine}}}}#Quick"},"OutputPath":"$.Output","End":true}}}""");

        Assert.Equal("""{"attempt":0}""", (await RunAsync(cloud, outer + "#Plain")).Output);
    }

    [Fact]
    public async Task Start_HostOpensAgainBetweenAttempts_TheCaseAndItsCountGoOn()
    {
        using TemporaryFolder folder = new();
        string execution;
        await using (LocalCloudHost first = await OpenAsync(folder, timeSkip: false))
        {
            (string machine, _) = first.PutStateMachine("flow", Flow);
            execution = (await first.Engine.StartExecutionAsync(machine + "#Busy", "one", "{}")).ExecutionArn;
            while (first.Engine.GetExecutionHistory(execution).All(e => e.Type != "TaskFailed"))
            {
                await Task.Delay(10, Cancel);
            }
        }

        await using LocalCloudHost second = await OpenAsync(folder, timeSkip: true);
        Assert.Equal("""{"attempt":2}""", (await second.Engine.WaitForCompletionAsync(execution, Cancel)).Output);
        Assert.Equal(2, second.Engine.GetExecutionHistory(execution).Count(e => e.Type == "TaskFailed"));
        Assert.Equal("Busy", second.Engine.DescribeExecution(execution).TestCase);
    }

    [Fact]
    public async Task Start_HostOpensAgainWithoutTheFile_FailsInsteadOfCallingTheService()
    {
        using TemporaryFolder folder = new();
        string execution;
        await using (LocalCloudHost first = await OpenAsync(folder, timeSkip: false))
        {
            (string machine, _) = first.PutStateMachine("flow", Flow);
            execution = (await first.Engine.StartExecutionAsync(machine + "#Busy", "one", "{}")).ExecutionArn;
        }

        await using LocalCloudHost second = await LocalCloudHost.OpenAsync(new LocalCloudOptions { DataDirectory = folder.Path, Synchronous = false, TimeSkip = true }, Cancel);
        ExecutionDescription end = await second.Engine.WaitForCompletionAsync(execution, Cancel);
        Assert.Equal("States.Runtime", end.Error);
        Assert.Contains("test case 'Busy', which no mock file has any more", end.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownTestCase_IsRefusedWithWhatThereIs()
    {
        using TemporaryFolder folder = new();
        await using LocalCloudHost cloud = await OpenAsync(folder, timeSkip: true);
        (string machine, _) = cloud.PutStateMachine("flow", Flow);
        (string other, _) = cloud.PutStateMachine("other", Flow);

        Assert.Contains("no test case 'None' for 'flow'; it has 'Busy', 'Quick'", await RefusalAsync(cloud, machine + "#None"), StringComparison.Ordinal);
        Assert.Contains("no state machine 'other'; it has 'flow', 'outer'", await RefusalAsync(cloud, other + "#Busy"), StringComparison.Ordinal);
        await cloud.DisposeAsync();
        using TemporaryFolder bare = new();
        await using LocalCloudHost without = await LocalCloudHost.OpenAsync(new LocalCloudOptions { DataDirectory = bare.Path, Synchronous = false }, Cancel);
        (machine, _) = without.PutStateMachine("flow", Flow);
        Assert.Contains("without a mock file", await RefusalAsync(without, machine + "#Busy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_FileThatIsNotThere_SaysSo()
    {
        MockFileException refusal = await Assert.ThrowsAsync<MockFileException>(() => MockCases.LoadAsync("none.json", Cancel));
        Assert.Contains("'none.json'", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(LocalCloudHost cloud, string arn)
    {
        EngineException refusal = await Assert.ThrowsAsync<EngineException>(() => cloud.Engine.StartExecutionAsync(arn, null, "{}"));
        Assert.Equal("ValidationException", refusal.Code);
        return refusal.Message;
    }

    private static Task<LocalCloudHost> OpenAsync(TemporaryFolder folder, bool timeSkip) => LocalCloudHost.OpenAsync(
        new LocalCloudOptions { DataDirectory = folder.Path, Synchronous = false, TimeSkip = timeSkip, MockCases = MockFile.ReadAll(Mocks, "mocks.json") },
        Cancel);

    private static async Task<ExecutionDescription> RunAsync(LocalCloudHost cloud, string arn) =>
        await cloud.Engine.WaitForCompletionAsync((await cloud.Engine.StartExecutionAsync(arn, null, "{}")).ExecutionArn, Cancel);
}
