using ImageFlow.Asl.Model;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Loops over many items: distributed Maps, compiled and run.</summary>
public class DistributedRunTests
{
    public static TheoryData<QueryLanguage> Languages => [QueryLanguage.Jsonata, QueryLanguage.JsonPath];

    /// <summary>The body of a distributed Map sees no variable from outside (ASL, "Variables"), so that each item gets what it reads.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task ParallelForEach_Distributed_GivesEachItemWhatItReads(QueryLanguage language)
    {
        TestFlow flow = Loop("distributed", "`${getPrefix()}/${getName()}/${getCurrentValue()}`");

        FlowRun run = (await FlowRun.OfAsync(flow, """{"Keys":["x","y"],"Name":"n"}""", language)).Succeeded();

        Assert.Equal(["p/n/x", "p/n/y", "z"], run.Effects.Order(StringComparer.Ordinal));
        Assert.Contains("""{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}""", flow.Asl(language).ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(41)]
    public async Task ParallelForEach_Auto_CountsTheItems(int count)
    {
        TestFlow flow = Loop("auto", "`${getPrefix()}/${getName()}/${getCurrentValue()}`");
        string keys = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i:00}\""));

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"Keys":[{{keys}}],"Name":"n"}""")).Succeeded();

        Assert.Equal([.. Enumerable.Range(0, count).Select(i => $"p/n/{i:00}"), "z"], run.Effects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ParallelForEach_ManyItemsWrittenOut_IsDistributed()
    {
        string items = $"[{string.Join(',', Enumerable.Range(0, 41))}]";
        TestFlow flow = new TestFlow().Node("Each", "Elsa.ParallelForEach", ("items", Expression("Object", items, "Object[]")), ("body", Activity("a", "Test.Work", ("key", Literal("k")))));

        Assert.Contains("DISTRIBUTED", flow.Asl().ToJson(), StringComparison.Ordinal);
    }

    /// <summary>Where an item fails, the Map fails, and the loop's own port takes that.</summary>
    [Fact]
    public async Task ParallelForEach_DistributedItemFails_LeadsThroughTheErrorPort()
    {
        TestFlow flow = Loop("distributed", "getCurrentValue() === 'x' ? 'fail:BadError' : 'fine'").Mark("caught").To("Each", "caught", "Error");

        FlowRun run = (await FlowRun.OfAsync(flow, """{"Keys":["x"],"Name":"n"}""")).Succeeded();

        Assert.Equal(["fail:BadError", "caught"], run.Effects);
    }

    private static TestFlow Loop(string form, string key) => new TestFlow().Input("Keys", "String", true).Input("Name").Variable("Prefix", "String", "p")
        .Node("Each", "Elsa.ParallelForEach", ("items", Script("getKeys()", "Object[]")), ("body", Activity("a", "Test.Work", ("key", Script(key)))), ("customProperties", new Dictionary<string, object> { ["imageflow:map"] = form }))
        .Mark("z").Chain("Each", "z");
}
