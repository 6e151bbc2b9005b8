using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

public sealed class ItemReaderTests
{
    private const string GetObject = "arn:aws:states:::s3:getObject";

    [Theory]
    [InlineData("\"InputType\":\"JSON\"", """[1,{"a":2}]""", """[1,{"a":2}]""")]
    [InlineData("\"InputType\":\"JSON\",\"ItemsPointer\":\"/of/0\"", """{"of":[[5,6]]}""", "[5,6]")]
    [InlineData("\"InputType\":\"JSON\"", """{"x":1,"y":2}""", """[{"Key":"x","Value":1},{"Key":"y","Value":2}]""")]
    [InlineData("\"InputType\":\"JSONL\"", "{\"a\":1}\r\n\n[2]\n", """[{"a":1},[2]]""")]
    [InlineData("\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"FIRST_ROW\"", "k,v\na,\"b \"\"c\"\", d\"\ne\n", """[{"k":"a","v":"b \"c\", d"},{"k":"e","v":""}]""")]
    [InlineData("\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"GIVEN\",\"CSVHeaders\":[\"k\",\"v\"],\"CSVDelimiter\":\"PIPE\"", "a|b\n\"x\ny\"|z", """[{"k":"a","v":"b"},{"k":"x\ny","v":"z"}]""")]
    [InlineData("\"InputType\":\"JSON\",\"MaxItems\":2", "[1,2,3]", "[1,2]")]
    public async Task Read_FileOfEachKind_GivesItsItems(string config, string body, string output)
    {
        (ExecutionDescription end, _) = await RunAsync(config, body);
        Assert.Equal(("SUCCEEDED", output), (end.Status, end.Output));
    }

    [Theory]
    [InlineData("\"InputType\":\"PARQUET\"", "[1]", "PARQUET is not supported")]
    [InlineData("\"InputType\":\"JSON\"", "[1", "the file is not JSON")]
    [InlineData("\"InputType\":\"JSONL\"", "1\n{\n", "line 2 is not JSON")]
    [InlineData("\"InputType\":\"JSON\"", "7", "must be an array or an object")]
    [InlineData("\"InputType\":\"JSON\",\"ItemsPointer\":\"/b\"", "{}", "points at nothing")]
    public async Task Read_UnreadableFile_FailsTheMapRunByName(string config, string body, string cause)
    {
        (ExecutionDescription end, IReadOnlyList<HistoryEvent> history) = await RunAsync(config, body);
        Assert.Equal(("FAILED", "States.ItemReaderFailed"), (end.Status, end.Error));
        Assert.Contains(cause, end.Cause, StringComparison.Ordinal);
        Assert.Equal(["ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunFailed", "MapStateFailed", "ExecutionFailed"], history.Select(e => e.Type));
    }

    [Fact]
    public async Task Read_TaskThatFails_CanBeCaught()
    {
        await using EngineHost host = new();
        host.Handler.Fails(GetObject, "S3.NoSuchKeyException", "The specified key does not exist.");
        (ExecutionDescription end, _) = await host.RunAsync(Machine("\"InputType\":\"JSON\"", ""","Catch":[{"ErrorEquals":["States.ItemReaderFailed"],"ResultPath":"$.e","Next":"Caught"}]"""));
        Assert.Equal("SUCCEEDED", end.Status);
        Assert.Contains("S3.NoSuchKeyException: The specified key does not exist.", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_KilledWhileReading_ReadsAgainAndEndsOnce()
    {
        await using EngineHost host = new() { TimeSkip = false };
        TaskCompletionSource first = new();
        int calls = 0;
        host.Handler.OnAsync(GetObject, async (_, cancellation) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                first.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            return new TaskResult.Success(ObjectData.Of(("Body", "[1,2]")));
        });
        await host.OpenAsync();
        string machine = host.Engine.CreateStateMachine("m", Machine("\"InputType\":\"JSON\"", "")).Arn;
        string execution = (await host.Engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn;
        await first.Task;
        await host.OpenAsync();
        Assert.Equal("[1,2]", (await host.EndAsync(execution)).Output);
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData("\"MaxItemsPerBatch\":2", """[{"Items":[10,20]},{"Items":[30]}]""")]
    [InlineData("\"MaxItemsPerBatch\":5,\"BatchInput\":{\"f.$\":\"$.f\"}", """[{"BatchInput":{"f":"x"},"Items":[10,20,30]}]""")]
    [InlineData("\"MaxInputBytesPerBatch\":19", """[{"Items":[10,20]},{"Items":[30]}]""")]
    public async Task Batch_Items_AreSelectedAndPutTogether(string batcher, string output)
    {
        string definition = $$"""
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.n","ItemSelector":{"v.$":"States.MathAdd($$.Map.Item.Value, 0)"},"ItemBatcher":{ {{batcher}} },
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true} } },"End":true} } }
            """.Replace("""{"v.$":"States.MathAdd($$.Map.Item.Value, 0)"}""", """{"v.$":"$$.Map.Item.Value"}""", StringComparison.Ordinal);
        await using EngineHost host = new();
        (ExecutionDescription end, _) = await host.RunAsync(definition, """{"n":[10,20,30],"f":"x"}""");
        string expected = output.Replace("[10,20,30]", """[{"v":10},{"v":20},{"v":30}]""", StringComparison.Ordinal)
            .Replace("[10,20]", """[{"v":10},{"v":20}]""", StringComparison.Ordinal)
            .Replace("[30]", """[{"v":30}]""", StringComparison.Ordinal);
        Assert.Equal(batcher.StartsWith("\"MaxInput", StringComparison.Ordinal) ? """[{"Items":[{"v":10}]},{"Items":[{"v":20}]},{"Items":[{"v":30}]}]""" : expected, end.Output);
    }

    private static async Task<(ExecutionDescription End, IReadOnlyList<HistoryEvent> History)> RunAsync(string config, string body)
    {
        await using EngineHost host = new();
        host.Handler.On(GetObject, invocation =>
        {
            Assert.Equal("""{"Bucket":"b","Key":"k"}""", invocation.Input.ToJson());
            return new TaskResult.Success(ObjectData.Of(("Body", body)));
        });
        return await host.RunAsync(Machine(config, ""));
    }

    private static string Machine(string config, string fields) => $$"""
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemReader":{"Resource":"{{GetObject}}","ReaderConfig":{ {{config}} },"Parameters":{"Bucket":"b","Key":"k"} },
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true} } }{{fields}},"End":true}{{(fields.Length > 0 ? ""","Caught":{"Type":"Succeed"}""" : "")}} } }
        """;
}
