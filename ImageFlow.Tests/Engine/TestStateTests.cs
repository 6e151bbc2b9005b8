using ImageFlow.Engine;
using ImageFlow.Engine.Testing;

namespace ImageFlow.Tests.Engine;

public sealed class TestStateTests
{
    [Fact]
    public async Task TestState_TaskWithoutMock_CallsTheHandler()
    {
        TestStateResult result = await RunAsync(new TestStateRequest
        {
            Definition = """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"a.$":"$.n"},"ResultPath":"$.r","Next":"Later"}""",
            Input = """{"n":1}""",
        });
        Assert.Equal(("SUCCEEDED", """{"n":1,"r":{"a":1}}""", "Later"), (result.Status, result.Output, result.NextState));
    }

    [Fact]
    public async Task TestState_WaitState_DoesNotWait()
    {
        TestStateResult result = await RunAsync(new TestStateRequest { Definition = """{"Type":"Wait","Seconds":3000,"Next":"B"}""", Input = "[1]" });
        Assert.Equal(("SUCCEEDED", "[1]", "B"), (result.Status, result.Output, result.NextState));
    }

    [Fact]
    public async Task TestState_AssignedVariables_AreShownWithTheGivenOnes()
    {
        TestStateResult result = await RunAsync(new TestStateRequest
        {
            Definition = """{"Type":"Pass","QueryLanguage":"JSONata","Assign":{"b":"{% $a + 1 %}"},"End":true}""",
            Variables = """{"a":1}""",
        });
        Assert.Equal("\"{\\\"a\\\":1,\\\"b\\\":2}\"", result.Inspection["variables"]!.ToJson());
    }

    [Fact]
    public async Task TestState_StateInsideAMap_IsFoundByName()
    {
        TestStateResult result = await RunAsync(new TestStateRequest
        {
            Definition = """
                {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"In","States":{"In":{"Type":"Pass","Result":7,"Next":"Out"},"Out":{"Type":"Succeed"}}}}}}
                """,
            StateName = "In",
        });
        Assert.Equal(("7", "Out"), (result.Output, result.NextState));
    }

    [Theory]
    [InlineData("""{"Type":"Map","ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},"End":true}""")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{},"End":true}""")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","End":true}""")]
    public async Task TestState_StateThatNeedsAMock_IsRefusedWithoutOne(string definition)
    {
        EngineException refusal = await Assert.ThrowsAsync<EngineException>(() => RunAsync(new TestStateRequest { Definition = definition }));
        Assert.Equal("ValidationException", refusal.Code);
    }

    [Theory]
    [InlineData("""{"MessageId":7}""", "STRICT", "Field 'MessageId' must be a string")]
    [InlineData("""{"Items":7}""", "NONE", null)]
    public async Task TestState_MockedResult_IsCheckedAgainstTheServicesModel(string result, string mode, string? finding)
    {
        TestStateRequest request = new()
        {
            Definition = """{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{},"End":true}""",
            Mock = new StateMock(result, null, mode),
        };
        if (finding is null)
        {
            Assert.Equal(result, (await RunAsync(request)).Output);
            return;
        }

        EngineException refusal = await Assert.ThrowsAsync<EngineException>(() => RunAsync(request));
        Assert.Equal($"Mock result schema validation error: {finding}", refusal.Message);
    }

    private static async Task<TestStateResult> RunAsync(TestStateRequest request)
    {
        TestHandler handler = new();
        handler.On("arn:aws:states:::lambda:invoke", invocation => new TaskResult.Success(invocation.Input));
        await using EngineHost host = new() { Handler = handler };
        await host.OpenAsync();
        return await host.Engine.TestStateAsync(request, Xunit.TestContext.Current.CancellationToken);
    }
}
