using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>Parallel and Map states.</summary>
public sealed class JoinTests
{
    [Fact]
    public async Task Parallel_TwoBranches_GiveTheirOutputsInOrderEachWithItsOwnChain()
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync(
            """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"A"},"A":{"Type":"Pass","Result":"slow","End":true}}},
              {"StartAt":"B","States":{"B":{"Type":"Pass","Result":"fast","End":true}}}]}}}
            """);

        Assert.Equal("""["slow","fast"]""", execution.Output);
        Assert.Equal(
            """
            1 0 ExecutionStarted
            2 0 ParallelStateEntered
            3 2 ParallelStateStarted
            4 3 WaitStateEntered
            5 3 PassStateEntered
            6 5 PassStateExited
            7 4 WaitStateExited
            8 7 PassStateEntered
            9 8 PassStateExited
            10 9 ParallelStateSucceeded
            11 9 ParallelStateExited
            12 11 ExecutionSucceeded
            """,
            Histories.Outline(history));
    }

    [Fact]
    public async Task Parallel_OneBranchFails_AbortsTheOthersAndIsCaught()
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync(
            """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Catch":[{"ErrorEquals":["Bad"],"Next":"S"}],"Branches":[
              {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}},
              {"StartAt":"N","States":{"N":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Bad","Cause":"why"}}}]}}}]},"S":{"Type":"Succeed"}}}
            """);

        Assert.Equal("""{"Error":"Bad","Cause":"why"}""", execution.Output);
        Assert.Equal(
            ["WaitStateEntered", "ParallelStateEntered", "ParallelStateStarted", "FailStateEntered", "ParallelStateFailed", "WaitStateAborted", "ParallelStateFailed", "ParallelStateExited"],
            history.Skip(3).Take(8).Select(e => e.Type));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Map_MaxConcurrency_BoundsTheIterationsAtWork(int concurrency)
    {
        await using EngineHost host = new() { TimeSkip = false };
        int running = 0;
        int most = 0;
        host.Handler.OnAsync("Work", async (invocation, cancellation) =>
        {
            int now = Interlocked.Increment(ref running);
            lock (host)
            {
                most = Math.Max(most, now);
            }

            await Task.Delay(20, cancellation);
            Interlocked.Decrement(ref running);
            return new TaskResult.Success(invocation.Input);
        });

        var (execution, _) = await host.RunAsync(
            """{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":N,"ItemsPath":"$.items","ItemSelector":{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index","k.$":"$.k"},"ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Work","End":true}}},"End":true}}}"""
                .Replace("N,", $"{concurrency},", StringComparison.Ordinal),
            """{"k":9,"items":[5,6,7,8]}""");

        Assert.Equal("""[{"v":5,"i":0,"k":9},{"v":6,"i":1,"k":9},{"v":7,"i":2,"k":9},{"v":8,"i":3,"k":9}]""", execution.Output);
        Assert.InRange(most, 1, concurrency == 0 ? 4 : concurrency);
    }

    [Fact]
    public async Task Map_OverAnObject_GivesKeyAndValue()
    {
        await using EngineHost host = new();

        var (execution, _) = await host.RunAsync(
            """{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"ItemSelector":{"key.$":"$$.Map.Item.Key","value.$":"$$.Map.Item.Value"},"End":true}}}""",
            """{"a":1,"b":2}""");

        Assert.Equal("""[{"key":"a","value":1},{"key":"b","value":2}]""", execution.Output);
    }

    [Theory]
    [InlineData(1, "SUCCEEDED")]
    [InlineData(0, "FAILED")]
    public async Task Map_ToleratedFailureCount_DecidesWhetherTheMapFails(int tolerated, string status)
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","ToleratedFailureCount":N,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{
              "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}],"Default":"P"},"F":{"Type":"Fail","Error":"Two"},"P":{"Type":"Pass","End":true}}},"End":true}}}
            """.Replace("N,", $"{tolerated},", StringComparison.Ordinal),
            "[1,2,3]");

        Assert.Equal(status, execution.Status);
        Assert.Equal(status == "FAILED" ? "States.ExceedToleratedFailureThreshold" : null, execution.Error);
        Assert.Contains(history, e => e.Type == (status == "FAILED" ? "MapRunFailed" : "MapRunSucceeded"));
    }

    [Fact]
    public async Task Map_WithManyItems_GoesOnAcrossAdvances()
    {
        await using EngineHost host = new();

        var (execution, history) = await host.RunAsync(
            """{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}""",
            $"[{string.Join(',', Enumerable.Range(0, 3000))}]");

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(5 + (4 * 3000) + 1, history.Count);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(i => (long)i), history.Select(e => e.Id));
    }

    [Fact]
    public async Task Variables_AssignedInABranch_AreNotSeenOutside()
    {
        await using EngineHost host = new();

        var (execution, _) = await host.RunAsync(
            """
            {"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x":1},"Next":"P"},
              "P":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"y.$":"$x"},"Next":"C"},"C":{"Type":"Pass","Parameters":{"y.$":"$y"},"End":true}}}],"Next":"D"},
              "D":{"Type":"Pass","Parameters":{"x.$":"$x","r.$":"$"},"End":true}}}
            """);

        Assert.Equal("""{"x":1,"r":[{"y":1}]}""", execution.Output);
    }

    [Fact]
    public async Task NestedExecution_Sync2_GivesTheChildsOutputAndFailure()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        string child = engine.CreateStateMachine("child", """{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.fail","BooleanEquals":true,"Next":"F"}],"Default":"W"},"F":{"Type":"Fail","Error":"Child"},"W":{"Type":"Wait","Seconds":7,"End":true}}}""").Arn;
        string parent = """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"ARN","Input.$":"$"},"ResultSelector":{"o.$":"$.Output","s.$":"$.Status"},"End":true}}}
            """.Replace("ARN", child, StringComparison.Ordinal);

        var (good, history) = await host.RunAsync(parent, """{"fail":false}""", "parent");
        var (bad, _) = await host.RunAsync(parent, """{"fail":true}""", "parent");

        Assert.Equal("""{"o":{"fail":false},"s":"SUCCEEDED"}""", good.Output);
        Assert.Equal(["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"], history.Skip(2).Take(4).Select(e => e.Type));
        Assert.Equal(("FAILED", "States.TaskFailed"), (bad.Status, bad.Error));
        Assert.Contains("\"Error\":\"Child\"", bad.Cause);
    }
}
