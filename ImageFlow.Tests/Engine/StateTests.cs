namespace ImageFlow.Tests.Engine;

/// <summary>Each state type, alone.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task Pass_InputAndOutputFields_AreAppliedInOrder()
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync(
            """{"StartAt":"P","States":{"P":{"Type":"Pass","InputPath":"$.a","Parameters":{"x.$":"$.b","y":2},"ResultPath":"$.r","OutputPath":"$.r","End":true}}}""",
            """{"a":{"b":1}}""");

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal("""{"x":1,"y":2}""", execution.Output);
        Assert.Equal(
            """
            1 0 ExecutionStarted
            2 0 PassStateEntered
            3 2 PassStateExited
            4 3 ExecutionSucceeded
            """,
            Histories.Outline(history));
    }

    [Fact]
    public async Task Choice_NoRuleMatchesAndNoDefault_FailsAsStatesRuntime()
    {
        await using EngineHost host = new();

        var (execution, _) = await host.RunAsync(
            """{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"S"}]},"S":{"Type":"Succeed"}}}""",
            """{"n":2}""");

        Assert.Equal("FAILED", execution.Status);
        Assert.Equal("States.Runtime", execution.Error);
        Assert.StartsWith("An error occurred while executing the state 'C' (entered at the event id #2).", execution.Cause);
    }

    [Fact]
    public async Task Wait_WithTimeSkip_ShowsVirtualTimes()
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""");

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(TimeSpan.FromHours(1), history[2].Timestamp - history[1].Timestamp);
        Assert.Equal(TimeSpan.FromHours(1), execution.StopDate - execution.StartDate);
    }

    [Fact]
    public async Task Wait_InRealTime_WaitsAsLongAsItSays()
    {
        await using EngineHost host = new() { TimeSkip = false };

        var (_, history) = await host.RunAsync("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}""");

        Assert.InRange(history[2].Timestamp - history[1].Timestamp, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Fail_ErrorAndCause_EndTheExecution()
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync("""{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"C"}}}""");

        Assert.Equal(("FAILED", "E", "C"), (execution.Status, execution.Error, execution.Cause));
        Assert.Null(execution.Output);
        Assert.Equal("""3 2 ExecutionFailed {"error":"E","cause":"C"}""", Histories.Show(history.Skip(2)));
    }

    [Fact]
    public async Task Task_LambdaFunction_HasItsOwnEvents()
    {
        await using EngineHost host = new();
        host.Handler.Returns("Double", """{"n":4}""");

        var (execution, history) = await host.RunAsync(
            """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Double","TimeoutSeconds":9,"ResultPath":"$.r","End":true}}}""",
            """{"n":2}""");

        Assert.Equal("""{"n":2,"r":{"n":4}}""", execution.Output);
        Assert.Equal(
            """
            3 2 LambdaFunctionScheduled {"resource":"arn:aws:lambda:us-east-1:123456789012:function:Double","input":"{\"n\":2}","inputDetails":{"truncated":false},"timeoutInSeconds":9}
            4 3 LambdaFunctionStarted
            5 4 LambdaFunctionSucceeded {"output":"{\"n\":4}","outputDetails":{"truncated":false}}
            6 5 TaskStateExited {"name":"T","output":"{\"n\":2,\"r\":{\"n\":4}}","outputDetails":{"truncated":false}}
            """,
            Histories.Show(history.Skip(2).Take(4)));
    }

    [Fact]
    public async Task Task_ServiceIntegration_NamesResourceAndType()
    {
        await using EngineHost host = new();
        host.Handler.Returns("arn:aws:states:::aws-sdk:s3:copyObject", "{}");

        var (_, history) = await host.RunAsync(
            """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:copyObject","Parameters":{"Bucket":"b"},"HeartbeatSeconds":3,"End":true}}}""");

        Assert.Equal(
            """
            3 2 TaskScheduled {"resourceType":"aws-sdk:s3","resource":"copyObject","parameters":"{\"Bucket\":\"b\"}","region":"us-east-1","heartbeatInSeconds":3}
            4 3 TaskStarted {"resourceType":"aws-sdk:s3","resource":"copyObject"}
            5 4 TaskSucceeded {"resourceType":"aws-sdk:s3","resource":"copyObject","output":"{}","outputDetails":{"truncated":false}}
            """,
            Histories.Show(history.Skip(2).Take(3)));
    }

    [Fact]
    public async Task Task_HandlerThrows_FailsAsStatesRuntime()
    {
        await using EngineHost host = new();
        host.Handler.On("Broken", _ => throw new InvalidOperationException("broken"));

        var (execution, _) = await host.RunAsync(
            """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Broken","End":true,"Catch":[{"ErrorEquals":["States.ALL"],"Next":"S"}]},"S":{"Type":"Succeed"}}}""");

        Assert.Equal(("FAILED", "States.Runtime"), (execution.Status, execution.Error));
        Assert.Contains("InvalidOperationException: broken", execution.Cause);
    }

    [Fact]
    public async Task Output_BeyondThePayloadLimit_IsDataLimitExceeded()
    {
        await using EngineHost host = new();
        host.Handler.Returns("Big", "\"" + new string('x', 262_144) + "\"");

        var (execution, _) = await host.RunAsync("""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Big","End":true}}}""");

        Assert.Equal("States.DataLimitExceeded", execution.Error);
    }

    [Fact]
    public async Task Loop_WithoutEnd_FailsAtEvent25000()
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync("""{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.end","IsPresent":true,"Next":"B"}],"Default":"A"},"B":{"Type":"Succeed"}}}""");

        Assert.Equal(25_000, history.Count);
        Assert.Equal(("ExecutionFailed", 25_000L), (history[^1].Type, history[^1].Id));
        Assert.Equal(("States.Runtime", "The execution reached the maximum number of history events (25000)."), (execution.Error, execution.Cause));
    }

    [Fact]
    public async Task Machine_TimeoutSeconds_EndsAsTimedOut()
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync("""{"StartAt":"W","TimeoutSeconds":10,"States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}""");

        Assert.Equal("TIMED_OUT", execution.Status);
        Assert.Equal(TimeSpan.FromSeconds(10), execution.StopDate - execution.StartDate);
        Assert.Equal("ExecutionTimedOut", history[^1].Type);
    }
}
