using ImageFlow.Asl.Model;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Loops compiled and run: what they do, in which order, and what is left in the variables.</summary>
public class LoopRunTests
{
    public static TheoryData<QueryLanguage> Languages => [QueryLanguage.Jsonata, QueryLanguage.JsonPath];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task For_WrittenOutBounds_IncludesTheEnd(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Node("For", "Elsa.For", ("start", Literal("2", "Int32")), ("end", Literal("4", "Int32")), ("body", Step("n", "`n${getCurrentValue()}`"))).Work("After", ("key", Literal("after"))).Chain("For", "After");

        FlowRun run = (await FlowRun.OfAsync(flow, language: language)).Succeeded();

        Assert.Equal(["n2", "n3", "n4", "after"], run.Effects);
    }

    [Theory]
    [InlineData(0, 3, 1, "True", "0 1 2 3")]
    [InlineData(0, 3, 1, "False", "0 1 2")]
    [InlineData(5, 1, -2, "True", "5 3 1")]
    [InlineData(5, 1, -2, "False", "5 3")]
    [InlineData(4, 3, 1, "True", "")]
    [InlineData(1, 1, 1, "True", "1")]
    [InlineData(1, 1, 1, "False", "")]
    public async Task For_ComputedBounds_CountsAsElsaDoes(int start, int end, int step, string inclusive, string expected)
    {
        TestFlow flow = new TestFlow().Input("Start", "Int32").Input("End", "Int32").Input("Step", "Int32").Node(
            "For", "Elsa.For", ("start", Script("getStart()")), ("end", Script("getEnd()")), ("step", Script("getStep()")), ("outerBoundInclusive", Literal(inclusive, "Boolean")), ("body", Step("n", "`${getCurrentValue()}`")));

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"Start":{{start}},"End":{{end}},"Step":{{step}}}""")).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects));
    }

    /// <summary>The end is taken when the loop begins: what the body does to the variable does not count.</summary>
    [Fact]
    public async Task For_BodyChangesTheEnd_KeepsTheFirstOne()
    {
        TestFlow flow = new TestFlow().Variable("N", "Int32", "3").Output("n")
            .Node("For", "Elsa.For", ("start", Literal("1", "Int32")), ("end", Script("getN()")), ("body", Sequence("b", Step("n", "`n${getCurrentValue()}`"), Set("s", "N", Script("getN() - 1")))))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("n")), ("outputValue", Script("getN()"))).Chain("For", "Out");

        FlowRun run = (await FlowRun.OfAsync(flow)).Succeeded();

        Assert.Equal(["n1", "n2", "n3"], run.Effects);
        Assert.Equal("0", run["n"]);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task ForEach_BodyAlone_TakesOneItemAfterTheOther(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Input("Keys", "String", true).Node("Each", "Elsa.ForEach", ("items", Script("getKeys()", "Object[]")), ("body", Sequence("b", Step("a", "`a ${getCurrentValue()}`"), Step("c", "`b ${getCurrentIndex()}`"))));

        FlowRun run = (await FlowRun.OfAsync(flow, """{"Keys":["x","y","z"]}""", language)).Succeeded();

        Assert.Equal(["a x", "b 0", "a y", "b 1", "a z", "b 2"], run.Effects);
    }

    [Theory]
    [InlineData("[]", "", 0)]
    [InlineData("[5]", "5", 5)]
    [InlineData("[5,7,9]", "5 7 9", 21)]
    [InlineData("[5,-1,9]", "5", 5)]
    public async Task ForEach_WithBreakAndVariable_CountsThroughTheItems(string items, string effects, int sum)
    {
        TestFlow flow = new TestFlow().Input("Items", "Int32", true).Variable("Sum", "Int32", "0").Output("sum")
            .Node("Each", "Elsa.ForEach", ("items", Script("getItems()", "Object[]")), ("body", Chart("b",
                [Activity("d", "Elsa.FlowDecision", ("condition", Script("Number(getCurrentValue()) < 0", "Boolean"))), Activity("br", "Elsa.Break"), Step("w", "`${getCurrentValue()}`"), Set("s", "Sum", Script("getSum() + Number(getCurrentValue())"))],
                ("d", "br", "True"), ("d", "w", "False"), ("w", "s", "Done"))))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("sum")), ("outputValue", Script("getSum()"))).Chain("Each", "Out");

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"Items":{{items}}}""")).Succeeded();

        Assert.Equal(effects, string.Join(' ', run.Effects));
        Assert.Equal(sum.ToString(System.Globalization.CultureInfo.InvariantCulture), run["sum"]);
    }

    [Fact]
    public async Task ForEach_Nested_ReadsItsOwnItem()
    {
        TestFlow flow = new TestFlow().Variable("Last").Output("last")
            .Node("Outer", "Elsa.ForEach", ("items", Expression("Object", """["a","b"]""", "Object[]")), ("currentValue", new { typeName = "Object", memoryReference = new { id = "v-Last" } }), ("body", Sequence("s",
                Step("o", "`o ${getCurrentValue()}`"),
                Activity("Inner", "Elsa.For", ("start", Literal("1", "Int32")), ("end", Literal("2", "Int32")), ("body", Step("i", "`${getLast()} ${getCurrentValue()} ${getCurrentIndex()}`"))))))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("last")), ("outputValue", Script("getLast()"))).Chain("Outer", "Out");

        FlowRun run = (await FlowRun.OfAsync(flow)).Succeeded();

        Assert.Equal(["o a", "a 1 0", "a 2 0", "o b", "b 1 1", "b 2 1"], run.Effects);
        Assert.Equal("\"b\"", run["last"]);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task While_ConditionOverAVariable_IsTakenEachTurn(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Variable("N", "Int32", "0").Node("While", "Elsa.While", ("condition", Script("getN() < 3", "Boolean")), ("body", Sequence("b", Set("s", "N", Script("getN() + 1")), Step("w", "`${getN()}`"))));

        Assert.Equal(["1", "2", "3"], (await FlowRun.OfAsync(flow, language: language)).Succeeded().Effects);
    }

    [Fact]
    public async Task While_Break_LeavesTheInnermostLoop()
    {
        TestFlow flow = new TestFlow().Variable("N", "Int32", "0").Node("While", "Elsa.While", ("condition", Script("getN() < 2", "Boolean")), ("body", Sequence("b",
            Set("s", "N", Script("getN() + 1")),
            Activity("In", "Elsa.While", ("condition", Script("true", "Boolean")), ("body", Sequence("c", Step("w", "`in ${getN()}`"), Activity("br", "Elsa.Break"), Step("x", "'never'")))),
            Step("y", "`out ${getN()}`"))));

        Assert.Equal(["in 1", "out 1", "in 2", "out 2"], (await FlowRun.OfAsync(flow)).Succeeded().Effects);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task BackEdge_OfAFlowchart_RunsTheBodyAtLeastOnce(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Variable("N", "Int32", "5").Set("Count", "N", Script("getN() + 1")).Work("w", ("key", Script("`${getN()}`"))).Decide("More", "getN() < 8").Work("a", ("key", Literal("after")))
            .Chain("Count", "w", "More").To("More", "Count", "True").To("More", "a", "False");

        Assert.Equal(["6", "7", "8", "after"], (await FlowRun.OfAsync(flow, language: language)).Succeeded().Effects);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task ParallelForEach_EachItem_RunsOnce(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Input("Keys", "String", true).Node("Each", "Elsa.ParallelForEach", ("items", Script("getKeys()", "Object[]")), ("body", Step("a", "`${getCurrentIndex()} ${getCurrentValue()}`"))).Work("z", ("key", Literal("after"))).Chain("Each", "z");

        FlowRun run = (await FlowRun.OfAsync(flow, """{"Keys":["x","y","z"]}""", language)).Succeeded();

        Assert.Equal(["0 x", "1 y", "2 z"], run.Effects.Take(3).Order());
        Assert.Equal("after", run.Effects[3]);
    }

    private static Dictionary<string, object?> Step(string id, string key) => Activity(id, "Test.Work", ("key", Script(key)));

    private static Dictionary<string, object?> Set(string id, string variable, object value) => Activity(id, "Elsa.SetVariable", ("variable", new { id = "v-" + variable }), ("value", value));

    private static Dictionary<string, object?> Sequence(string id, params object[] children) => Activity(id, "Elsa.Sequence", ("activities", children));

    private static Dictionary<string, object?> Chart(string id, object[] children, params (string From, string To, string Port)[] connections) => Activity(id, "Elsa.Flowchart", ("activities", children), ("connections", Connections(connections)));
}
