using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Mocks;

namespace ImageFlow.Tests.LocalCloud;

public sealed class MockTests
{
    private const string Mocks = """
        {
          "StateMachines": { "flow": { "TestCases": {
            "Retried": { "Ask": "AnswerLate", "Child": "ChildDone" },
            "Broken": { "Ask": "Broken" } } } },
          "MockedResponses": {
            "AnswerLate": { "0-1": { "Throw": { "Error": "Busy", "Cause": "later" } }, "2": { "Return": { "n": 7 } } },
            "ChildDone": { "0": { "Return": { "Output": { "ok": true } } } },
            "Broken": { "0": { "Throw": { "Error": "Broken" } } } }
        }
        """;

    private const string Flow = """
        {"StartAt":"Ask","States":{
          "Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{},"Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":60,"MaxAttempts":2}],"ResultPath":"$.ask","Next":"Child"},
          "Child":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:none"},"ResultPath":"$.child","End":true}}}
        """;

    [Fact]
    public async Task Run_MockedStates_AnswerByAttemptInThePlaceOfTokensAndChildren()
    {
        ExecutionDescription end = await RunAsync(MockFile.Read(Mocks, "mocks.json", "any", "Retried"), []);
        Assert.Equal(("SUCCEEDED", """{"ask":{"n":7},"child":{"Output":{"ok":true}}}"""), (end.Status, end.Output));
    }

    [Fact]
    public async Task Run_Fault_FailsTheNamedAttemptOnly()
    {
        ExecutionDescription end = await RunAsync(
            MockFile.Read(Mocks, "mocks.json", "flow", "Retried"),
            [Fault.Parse("Child@0=error:Lambda.Unknown")!, Fault.Parse("Ask@2=delay:0.01")!]);
        Assert.Equal(("FAILED", "Lambda.Unknown"), (end.Status, end.Error));
    }

    [Theory]
    [InlineData("Ask=timeout", "Ask", null, "States.Timeout")]
    [InlineData("Resize image@3=error:Lambda.ServiceException", "Resize image", 3, "Lambda.ServiceException")]
    [InlineData("a@b@1=error:E=F", "a@b", 1, "E=F")]
    public void Parse_Fault_IsRead(string text, string state, int? attempt, string error) =>
        Assert.Equal(new Fault(state, attempt, error, TimeSpan.Zero), Fault.Parse(text));

    [Theory]
    [InlineData("Ask")]
    [InlineData("Ask=delay:soon")]
    [InlineData("=timeout")]
    public void Parse_OtherText_IsNoFault(string text) => Assert.Null(Fault.Parse(text));

    [Theory]
    [InlineData("{", null, "It is not JSON")]
    [InlineData("{}", null, "'StateMachines' is missing")]
    [InlineData(Mocks, null, "several test cases, 'Retried', 'Broken'")]
    [InlineData(Mocks, "Other", "no test case 'Other'")]
    [InlineData("""{"StateMachines":{"m":{"TestCases":{"c":{"S":"R"}}}},"MockedResponses":{}}""", null, "The state 'S' names the response \"R\"")]
    [InlineData("""{"StateMachines":{"m":{"TestCases":{"c":{"S":"R"}}}},"MockedResponses":{"R":{"0":{"Return":1},"2":{"Return":1}}}}""", null, "says nothing about attempt 1")]
    [InlineData("""{"StateMachines":{"m":{"TestCases":{"c":{"S":"R"}}}},"MockedResponses":{"R":{"2-1":{"Return":1}}}}""", null, "'2-1'")]
    [InlineData("""{"StateMachines":{"m":{"TestCases":{"c":{"S":"R"}}}},"MockedResponses":{"R":{"0":{"Throw":"E"}}}}""", null, "must be {\"Return\"")]
    public void Read_WrongFile_SaysWhatAndWhere(string json, string? testCase, string message)
    {
        MockFileException wrong = Assert.Throws<MockFileException>(() => MockFile.Read(json, "mocks.json", "flow", testCase));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
        Assert.Contains("mocks.json", wrong.Message, StringComparison.Ordinal);
    }

    private static async Task<ExecutionDescription> RunAsync(IReadOnlyDictionary<string, MockedResponse> mocks, IReadOnlyList<Fault> faults)
    {
        using TemporaryFolder folder = new();
        await using LocalCloudHost cloud = await LocalCloudHost.OpenAsync(
            new LocalCloudOptions { DataDirectory = folder.Path, TimeSkip = true, Synchronous = false, Mocks = mocks, Faults = faults },
            TestContext.Current.CancellationToken);
        (string machine, _) = cloud.PutStateMachine("flow", Flow);
        string execution = (await cloud.Engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn;
        return await cloud.Engine.WaitForCompletionAsync(execution, TestContext.Current.CancellationToken);
    }
}
