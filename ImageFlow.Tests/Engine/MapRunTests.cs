using System.Collections.Concurrent;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Tests.Engine;

/// <summary>The iterations of a distributed Map as executions of their own.</summary>
public sealed class MapRunTests
{
    private const string GetObject = "arn:aws:states:::s3:getObject";
    private const string ListObjects = "arn:aws:states:::s3:listObjectsV2";
    private const string PutObject = "arn:aws:states:::s3:putObject";

    [Fact]
    public async Task Run_EachIteration_IsAnExecutionWithItsOwnHistory()
    {
        await using EngineHost host = new();
        host.Handler.Returns("Echo", "7");
        (ExecutionDescription end, IReadOnlyList<HistoryEvent> history) = await host.RunAsync(Machine("""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Echo","End":true}}}"""), "[1,2]");

        Assert.Equal("[7,7]", end.Output);
        MapRunDescription run = Assert.Single(host.Engine.MapRuns.List(end.ExecutionArn)).MapRun;
        Assert.StartsWith("arn:aws:states:us-east-1:123456789012:mapRun:machine/Each:", run.MapRunArn, StringComparison.Ordinal);
        Assert.Equal(((StringData)history.Single(e => e.Type == "MapRunStarted").Details!["mapRunArn"]!).Value, run.MapRunArn);
        Assert.Equal(("SUCCEEDED", end.ExecutionArn, 2, 2), (run.Status, run.ExecutionArn, (int)run.Items.Succeeded, (int)run.Executions.Total));
        ExecutionDescription[] iterations = [.. host.Engine.MapRuns.Iterations(run.MapRunArn).Select(entry => entry.Execution)];
        Assert.Equal(["1", "2"], iterations.Select(iteration => iteration.Input));
        Assert.All(iterations, iteration =>
        {
            Assert.StartsWith("arn:aws:states:us-east-1:123456789012:execution:machine/Each:", iteration.ExecutionArn, StringComparison.Ordinal);
            Assert.Equal("arn:aws:states:us-east-1:123456789012:stateMachine:machine/Each", iteration.StateMachineArn);
            Assert.Equal((run.MapRunArn, 1), (iteration.MapRunArn, iteration.ItemCount));
            Assert.Equal(
                ["ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"],
                host.Engine.GetExecutionHistory(iteration.ExecutionArn).Select(e => e.Type));
            Assert.Equal(iteration, host.Engine.DescribeExecution(iteration.ExecutionArn));
        });
        Assert.Equal(end.ExecutionArn, Assert.Single(host.Engine.ListExecutions()).ExecutionArn);
        StateMachineDescription processor = host.Engine.StateMachines.DescribeForExecution(iterations[0].ExecutionArn);
        Assert.Equal(("Each", run.MapRunArn, "machine/Each"), (processor.Label, processor.MapRunArn, processor.Name));
        Assert.StartsWith("""{"ProcessorConfig":""", processor.Definition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ContextOfAnIteration_IsItsOwnExecutions()
    {
        await using EngineHost host = new();
        (ExecutionDescription end, _) = await host.RunAsync(
            Machine("""{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"id.$":"$$.Execution.Id","machine.$":"$$.StateMachine.Name","input.$":"$$.Execution.Input"},"End":true}}}"""), "[5]");
        string arn = host.Engine.MapRuns.Iterations(host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun.MapRunArn)[0].Execution.ExecutionArn;
        Assert.Equal($$"""[{"id":"{{arn}}","machine":"machine/Each","input":5}]""", end.Output);
    }

    [Theory]
    [InlineData(""","ToleratedFailureCount":1""", "1,2,3", "SUCCEEDED")]
    [InlineData(""","ToleratedFailureCount":1""", "1,2,2", "FAILED")]
    [InlineData(""","ToleratedFailurePercentage":50""", "1,2,2,1", "SUCCEEDED")]
    [InlineData(""","ToleratedFailurePercentage":50,"ToleratedFailureCount":1""", "1,2,2,1", "FAILED")]
    [InlineData(""","ToleratedFailurePercentage":10,"ToleratedFailureCount":3""", "1,2,1", "FAILED")]
    [InlineData("", "1,2", "FAILED")]
    [InlineData("", "", "SUCCEEDED")]
    public async Task Run_FailedIterations_CountAgainstEachThreshold(string fields, string items, string status)
    {
        await using EngineHost host = new();
        (ExecutionDescription end, _) = await host.RunAsync(Machine(FailsAtTwo, fields), $"[{items}]");
        Assert.Equal((status, status == "FAILED" ? "States.ExceedToleratedFailureThreshold" : null), (end.Status, end.Error));
        Assert.Equal(status, host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun.Status);
    }

    [Fact]
    public async Task Run_BatchThatFails_CountsWithAllItsItems()
    {
        await using EngineHost host = new();
        (ExecutionDescription end, _) = await host.RunAsync(
            Machine("""{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}""", ""","ToleratedFailureCount":2,"ItemBatcher":{"MaxItemsPerBatch":3}"""), "[1,2,3]");
        Assert.Equal("States.ExceedToleratedFailureThreshold", end.Error);
        MapRunDescription run = host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun;
        Assert.Equal((3, 1), ((int)run.Items.Failed, (int)run.Executions.Failed));
    }

    [Fact]
    public async Task Run_ThresholdExceeded_StopsTheOthersAndBeginsNoMore()
    {
        await using EngineHost host = new() { TimeSkip = false };
        (ExecutionDescription end, IReadOnlyList<HistoryEvent> history) = await host.RunAsync(
            Machine(
                """{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}],"Default":"W"},"F":{"Type":"Fail","Error":"Two"},"W":{"Type":"Wait","Seconds":3600,"End":true}}}""",
                ""","MaxConcurrency":2"""),
            "[1,2,3,4]");
        Assert.Equal("FAILED", end.Status);
        Assert.Equal(["MapStateStarted", "MapRunStarted", "MapRunFailed", "MapStateFailed", "ExecutionFailed"], history.Skip(2).Select(e => e.Type));
        MapRunDescription run = host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun;
        Assert.Equal(("FAILED", 0), (run.Status, (int)run.Items.Running));
        Assert.Equal((1, 4), ((int)run.Items.Failed, (int)(run.Items.Failed + run.Items.Aborted + run.Items.Pending)));
        Assert.True(run.Items.Pending >= 1, "The last item need never begin.");
    }

    [Fact]
    public async Task Stop_WhileIterationsRun_StopsThem()
    {
        await using EngineHost host = new() { TimeSkip = false };
        string arn = await StartAsync(host, Machine("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}"""), "[1,2]");
        string run = await BegunAsync(host, arn, 2);
        await host.Engine.StopExecutionAsync(arn, "Stop", "enough");
        await host.EndAsync(arn);
        Assert.Equal(["MapRunAborted", "MapStateAborted", "ExecutionAborted"], host.Engine.GetExecutionHistory(arn).TakeLast(3).Select(e => e.Type));
        await UntilAsync(() => host.Engine.MapRuns.Describe(run).Items.Aborted == 2);
        Assert.Equal("ABORTED", host.Engine.MapRuns.Describe(run).Status);
    }

    [Fact]
    public async Task Update_MaxConcurrency_LetsMoreIterationsRun()
    {
        await using EngineHost host = new() { TimeSkip = false };
        string arn = await StartAsync(host, Machine("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""", ""","MaxConcurrency":1"""), "[1,2,3]");
        string run = await BegunAsync(host, arn, 1);
        await host.Engine.MapRuns.UpdateAsync(run, 2, 20, null);
        await BegunAsync(host, arn, 2);
        MapRunDescription changed = host.Engine.MapRuns.Describe(run);
        Assert.Equal((2, 20.0, 0L, 1L), (changed.MaxConcurrency, changed.ToleratedFailurePercentage, changed.ToleratedFailureCount, changed.Items.Pending));
        await host.OpenAsync();
        Assert.Equal(2, host.Engine.MapRuns.Describe(run).MaxConcurrency);
        await host.Engine.StopExecutionAsync(arn, null, null);
        EngineException refused = await Assert.ThrowsAsync<EngineException>(() => host.Engine.MapRuns.UpdateAsync(run, 3, null, null));
        Assert.Equal("ValidationException", refused.Code);
    }

    [Fact]
    public async Task Redrive_AfterAFailure_LetsOnlyTheFailedAndThePendingRun()
    {
        await using EngineHost host = new();
        ConcurrentQueue<string> done = new();
        bool mends = false;
        host.Handler.On("Work", call =>
        {
            string item = call.Input.ToJson();
            done.Enqueue(item);
            return item == "2" && !mends ? new TaskResult.Failure("Busy", "later") : new TaskResult.Success(call.Input);
        });
        (ExecutionDescription end, _) = await host.RunAsync(
            Machine("""{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"T"},"T":{"Type":"Task","Resource":"fn:Work","End":true}}}""", ""","MaxConcurrency":1"""), "[1,2,3]");
        Assert.Equal("FAILED", end.Status);
        MapRunDescription failed = host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun;
        ExecutionDescription iteration = Assert.Single(host.Engine.MapRuns.Iterations(failed.MapRunArn, "FAILED")).Execution;
        Assert.Equal("REDRIVABLE_BY_MAP_RUN", iteration.RedriveStatus);
        await Assert.ThrowsAsync<EngineException>(() => host.Engine.RedriveExecutionAsync(iteration.ExecutionArn));

        mends = true;
        await host.Engine.RedriveExecutionAsync(end.ExecutionArn);
        end = await host.EndAsync(end.ExecutionArn);

        Assert.Equal(("SUCCEEDED", "[1,2,3]", 1), (end.Status, end.Output, end.RedriveCount));
        Assert.Equal(["1", "2", "2", "3"], done.Order(StringComparer.Ordinal));
        MapRunDescription run = Assert.Single(host.Engine.MapRuns.List(end.ExecutionArn)).MapRun;
        Assert.Equal((failed.MapRunArn, "SUCCEEDED", 1, 3L), (run.MapRunArn, run.Status, run.RedriveCount, run.Items.Succeeded));
        Assert.NotNull(run.RedriveDate);
        Assert.Equal([0, 1, 0], host.Engine.MapRuns.Iterations(run.MapRunArn).Select(entry => entry.Execution.RedriveCount));
        IReadOnlyList<HistoryEvent> history = host.Engine.GetExecutionHistory(end.ExecutionArn);
        HistoryEvent redriven = Assert.Single(history, e => e.Type == "MapRunRedriven");
        Assert.Equal($$"""{"mapRunArn":"{{run.MapRunArn}}","redriveCount":1}""", redriven.Details!.ToJson());
        Assert.Equal(["ExecutionRedriven", "MapRunRedriven", "MapRunSucceeded", "MapStateSucceeded", "MapStateExited", "ExecutionSucceeded"], history.TakeLast(6).Select(e => e.Type));
        Assert.Equal("ExecutionRedriven", host.Engine.GetExecutionHistory(iteration.ExecutionArn).SkipWhile(e => e.Type != "ExecutionFailed").Skip(1).First().Type);
    }

    [Fact]
    public async Task Redrive_ExpressIterations_BeginAnew()
    {
        await using EngineHost host = new();
        ConcurrentQueue<string> done = new();
        bool mends = false;
        host.Handler.On("First", call =>
        {
            done.Enqueue("First");
            return new TaskResult.Success(call.Input);
        });
        host.Handler.On("Second", call => mends ? new TaskResult.Success(call.Input) : new TaskResult.Failure("Busy", "later"));
        (ExecutionDescription end, _) = await host.RunAsync(
            Machine("""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:First","Next":"B"},"B":{"Type":"Task","Resource":"fn:Second","End":true}}}""", type: "EXPRESS"), "[1]");
        Assert.Equal("FAILED", end.Status);

        mends = true;
        await host.Engine.RedriveExecutionAsync(end.ExecutionArn);
        end = await host.EndAsync(end.ExecutionArn);

        Assert.Equal(("SUCCEEDED", "[1]"), (end.Status, end.Output));
        Assert.Equal(["First", "First"], done);
    }

    [Fact]
    public async Task Describe_AfterTheTimeForRedrives_CountsTheFailuresThatCannotGoOn()
    {
        ShiftedClock clock = new();
        await using EngineHost host = new() { Clock = clock };
        host.Handler.On("Work", call => call.Input.ToJson() == "2" ? new TaskResult.Failure("Busy", "no") : new TaskResult.Success(call.Input));
        (ExecutionDescription end, _) = await host.RunAsync(
            Machine("""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Work","End":true}}}""", ""","ToleratedFailureCount":5"""), "[1,2,2]");

        Assert.Equal(0, host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun.Items.FailuresNotRedrivable);
        clock.Offset = TimeSpan.FromDays(15);
        MapRunCounts counts = host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun.Executions;
        Assert.Equal((2L, 2L), (counts.Failed, counts.FailuresNotRedrivable));
    }

    [Fact]
    public async Task Redrive_AfterTheItemsCouldNotBeRead_ReadsThemAgain()
    {
        await using EngineHost host = new();
        bool isThere = false;
        host.Handler.On(GetObject, _ => isThere ? new TaskResult.Success(ObjectData.Of(("Body", "[1]"))) : new TaskResult.Failure("S3.NoSuchKeyException", "gone"));
        (ExecutionDescription end, _) = await host.RunAsync(Machine(Pass, Reader("\"InputType\":\"JSON\"")));
        Assert.Equal("States.ItemReaderFailed", end.Error);
        isThere = true;
        await host.Engine.RedriveExecutionAsync(end.ExecutionArn);
        Assert.Equal("[1]", (await host.EndAsync(end.ExecutionArn)).Output);
    }

    [Fact]
    public async Task Purge_OfTheExecution_TakesItsIterationsAlong()
    {
        await using EngineHost host = new();
        (ExecutionDescription end, _) = await host.RunAsync(Machine(Pass), "[1,2]");
        string run = host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun.MapRunArn;
        string iteration = host.Engine.MapRuns.Iterations(run)[0].Execution.ExecutionArn;
        await host.Engine.PurgeExecutionAsync(end.ExecutionArn);
        Assert.Equal("ResourceNotFound", Assert.Throws<EngineException>(() => host.Engine.MapRuns.Describe(run)).Code);
        Assert.Equal("ExecutionDoesNotExist", Assert.Throws<EngineException>(() => host.Engine.DescribeExecution(iteration)).Code);
    }

    [Fact]
    public async Task Run_TimeSkip_MovesTheParentsClockToTheLastIterationsEnd()
    {
        await using EngineHost host = new();
        (ExecutionDescription end, _) = await host.RunAsync(
            Machine("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100,"End":true}}}""", ""","MaxConcurrency":1"""), "[1,2]");
        Assert.InRange((end.StopDate!.Value - end.StartDate).TotalSeconds, 200, 230);
    }

    [Theory]
    [InlineData("", "\"output\":1", 1)]
    [InlineData(""","WriterConfig":{"Transformation":"COMPACT","OutputType":"JSON"}""", "[{\"a\":[1]},[2,3]]", 0)]
    [InlineData(""","WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSON"}""", "[{\"a\":[1]},2,3]", 0)]
    [InlineData(""","WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSONL"}""", "{\"a\":[1]}\n2\n3\n", 0)]
    public async Task Results_WrittenToS3_HaveTheFormThatIsAskedFor(string config, string succeeded, int isWhole)
    {
        await using EngineHost host = new();
        ConcurrentDictionary<string, string> objects = new(StringComparer.Ordinal);
        host.Handler.On(PutObject, call =>
        {
            ObjectData put = (ObjectData)call.Input;
            objects[((StringData)put["Key"]!).Value] = ((StringData)put["Body"]!).Value;
            return new TaskResult.Success(ObjectData.Empty);
        });
        (ExecutionDescription end, _) = await host.RunAsync(
            Machine(FailsAtTwo, ""","ToleratedFailureCount":1,"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out/"}CONFIG}""".Replace("CONFIG", config, StringComparison.Ordinal)),
            """[{"a":[1]},2,[2,3]]""");

        MapRunDescription run = host.Engine.MapRuns.List(end.ExecutionArn)[0].MapRun;
        string folder = $"out/{run.MapRunArn.Split(':')[^1]}/";
        string extension = config.Contains("JSONL", StringComparison.Ordinal) ? "jsonl" : "json";
        Assert.Equal($$$"""{"MapRunArn":"{{{run.MapRunArn}}}","ResultWriterDetails":{"Bucket":"b","Key":"{{{folder}}}manifest.json"}}""", end.Output);
        Assert.Equal([$"{folder}FAILED_0.{extension}", $"{folder}SUCCEEDED_0.{extension}", $"{folder}manifest.json"], objects.Keys.Order(StringComparer.Ordinal));
        string written = objects[$"{folder}SUCCEEDED_0.{extension}"];
        if (isWhole == 0)
        {
            Assert.Equal(succeeded, written);
        }
        else
        {
            ObjectData[] whole = [.. ((ArrayData)JsonData.Parse(written)).Cast<ObjectData>()];
            Assert.Equal(["{\"a\":[1]}", "[2,3]"], whole.Select(iteration => ((StringData)iteration["Output"]!).Value));
            Assert.Equal(
                "ExecutionArn,Input,InputDetails,Name,Output,OutputDetails,RedriveCount,RedriveStatus,RedriveStatusReason,StartDate,StateMachineArn,Status,StopDate",
                string.Join(',', whole[0].Select(member => member.Key)));
        }

        ObjectData failed = (ObjectData)((ArrayData)JsonData.Parse($"[{objects[$"{folder}FAILED_0.{extension}"].Trim('[', ']', '\n')}]"))[0];
        Assert.Equal(("FAILED", "Two", "2"), (((StringData)failed["Status"]!).Value, ((StringData)failed["Error"]!).Value, ((StringData)failed["Input"]!).Value));
        ObjectData manifest = (ObjectData)JsonData.Parse(objects[$"{folder}manifest.json"]);
        Assert.Equal(
            $$$"""{"FAILED":[{"Key":"{{{folder}}}FAILED_0.{{{extension}}}","Size":{{{objects[$"{folder}FAILED_0.{extension}"].Length}}}}],"PENDING":[],"SUCCEEDED":[{"Key":"{{{folder}}}SUCCEEDED_0.{{{extension}}}","Size":{{{written.Length}}}}]}""",
            manifest["ResultFiles"]!.ToJson());
        Assert.Equal(3, run.Executions.ResultsWritten);
    }

    [Fact]
    public async Task Results_OfAFailedMapRun_AreWrittenWithThePendingOnes()
    {
        await using EngineHost host = new();
        ConcurrentDictionary<string, string> objects = new(StringComparer.Ordinal);
        host.Handler.On(PutObject, call =>
        {
            objects[((StringData)((ObjectData)call.Input)["Key"]!).Value.Split('/')[^1]] = ((StringData)((ObjectData)call.Input)["Body"]!).Value;
            return new TaskResult.Success(ObjectData.Empty);
        });
        (ExecutionDescription end, _) = await host.RunAsync(
            Machine(FailsAtTwo, ""","MaxConcurrency":1,"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"}}"""), "[2,1]");
        Assert.Equal("States.ExceedToleratedFailureThreshold", end.Error);
        Assert.Equal("""[{"Input":"1","InputDetails":{"Included":true},"Status":"PENDING"}]""", objects["PENDING_0.json"]);
        Assert.Contains("FAILED_0.json", objects.Keys);
    }

    [Fact]
    public async Task Results_ThatCannotBeWritten_FailByName()
    {
        await using EngineHost host = new();
        host.Handler.Fails(PutObject, "S3.NoSuchBucket", "no bucket");
        (ExecutionDescription end, _) = await host.RunAsync(Machine(Pass, ""","ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"}}"""), "[1]");
        Assert.Equal(("FAILED", "States.ResultWriterFailed", "S3.NoSuchBucket: no bucket"), (end.Status, end.Error, end.Cause));
    }

    [Fact]
    public async Task Reader_ObjectsOfAListing_AreLoadedAndFlattened()
    {
        await using EngineHost host = new();
        host.Handler
            .Returns(ListObjects, """{"Contents":[{"Key":"p/"},{"Key":"p/a"},{"Key":"p/b"}]}""")
            .On(GetObject, call => new TaskResult.Success(ObjectData.Of(("Body", ((StringData)((ObjectData)call.Input)["Key"]!).Value == "p/a" ? "1\n2" : "3"))));
        string reader = ""","ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2","ReaderConfig":{"InputType":"JSONL","Transformation":"LOAD_AND_FLATTEN"},"Parameters":{"Bucket":"b","Prefix":"p/"}}""";
        Assert.Equal("[1,2,3]", (await host.RunAsync(Machine(Pass, reader))).Execution.Output);
    }

    [Theory]
    [InlineData("\"InputType\":\"MANIFEST\"", """{"destinationBucket":"arn:aws:s3:::d","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"x.csv"}]}""", """[{"Bucket":"b1","Key":"k1"}]""")]
    [InlineData("\"ManifestType\":\"ATHENA_DATA\",\"InputType\":\"JSONL\"", "s3://d/x.jsonl\n", "[1]")]
    [InlineData("\"InputType\":\"MANIFEST\",\"ManifestType\":\"S3_INVENTORY\"", "{}", "States.ItemReaderFailed")]
    [InlineData("\"ManifestType\":\"ATHENA_DATA\",\"InputType\":\"JSONL\"", "http://d/x", "States.ItemReaderFailed")]
    public async Task Reader_Manifest_NamesTheFilesOfTheItems(string config, string manifest, string expected)
    {
        await using EngineHost host = new();
        host.Handler.On(GetObject, call => new TaskResult.Success(ObjectData.Of(("Body", ((ObjectData)call.Input).ToJson() switch
        {
            """{"Bucket":"b","Key":"k"}""" => manifest,
            """{"Bucket":"d","Key":"x.csv"}""" => "\"b1\",\"k1\"\n",
            """{"Bucket":"d","Key":"x.jsonl"}""" => "1",
            string other => throw new InvalidOperationException(other),
        }))));
        ExecutionDescription end = (await host.RunAsync(Machine(Pass, Reader(config)))).Execution;
        Assert.Equal(expected, end.Output ?? end.Error);
    }

    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    private const string FailsAtTwo = """{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"And":[{"Variable":"$","IsNumeric":true},{"Variable":"$","NumericEquals":2}],"Next":"F"}],"Default":"P"},"F":{"Type":"Fail","Error":"Two"},"P":{"Type":"Pass","End":true}}}""";

    private static string Reader(string config) => $$""","ItemReader":{"Resource":"{{GetObject}}","ReaderConfig":{ {{config}} },"Parameters":{"Bucket":"b","Key":"k"} }""";

    private static string Machine(string processor, string fields = "", string type = "STANDARD") => $$"""
        {"StartAt":"M","States":{"M":{"Type":"Map","Label":"Each","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{type}}"},{{processor[1..]}}{{fields}},"End":true} } }
        """;

    private static async Task<string> StartAsync(EngineHost host, string definition, string input)
    {
        StepFunctionsEngine engine = await host.OpenAsync();
        return (await engine.StartExecutionAsync(engine.CreateStateMachine("machine", definition).Arn, "run", input)).ExecutionArn;
    }

    /// <summary>The Map Run's ARN, as soon as so many iterations run.</summary>
    private static async Task<string> BegunAsync(EngineHost host, string arn, int count)
    {
        await UntilAsync(() => host.Engine.MapRuns.List(arn) is [{ MapRun.Items.Running: long running }] && running == count);
        return host.Engine.MapRuns.List(arn)[0].MapRun.MapRunArn;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
