using ImageFlow.Asl.Model;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Parallel paths compiled and run: which run at all, what waits for what, and which values come back.</summary>
public class ParallelRunTests
{
    public static TheoryData<QueryLanguage> Languages => [QueryLanguage.Jsonata, QueryLanguage.JsonPath];

    /// <summary>A → {B → C, D or not} → J → E: WaitAll goes on only where every path has arrived (elsa-core, FlowJoin).</summary>
    [Theory]
    [InlineData("WaitAll", true, QueryLanguage.Jsonata, "a b d e")]
    [InlineData("WaitAll", false, QueryLanguage.Jsonata, "a b")]
    [InlineData("WaitAllActive", true, QueryLanguage.Jsonata, "a b d e")]
    [InlineData("WaitAllActive", false, QueryLanguage.Jsonata, "a b e")]
    [InlineData("WaitAll", true, QueryLanguage.JsonPath, "a b d e")]
    [InlineData("WaitAll", false, QueryLanguage.JsonPath, "a b")]
    public async Task Join_AfterAPathThatMayEnd_GoesOnByItsMode(string mode, bool go, QueryLanguage language, string expected)
    {
        TestFlow flow = new TestFlow().Input("Go", "Boolean").Mark("a", "b", "d", "e").Decide("q", "getGo()").Join("j", mode)
            .Chain("a", "b", "j", "e").To("a", "q").To("q", "d", "True").To("d", "j");

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"Go":{{(go ? "true" : "false")}}}""", language)).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects.Order(StringComparer.Ordinal)));
    }

    /// <summary>Two paths that may both end: an implicit join runs where any arrives, and is skipped where none does.</summary>
    [Theory]
    [InlineData(true, true, "a l r z")]
    [InlineData(true, false, "a l z")]
    [InlineData(false, true, "a r z")]
    [InlineData(false, false, "a")]
    public async Task ImplicitJoin_AllPathsMayEnd_RunsWhereAnyArrives(bool left, bool right, string expected)
    {
        TestFlow flow = new TestFlow().Input("L", "Boolean").Input("R", "Boolean").Mark("a", "l", "r", "z").Decide("ql", "getL()").Decide("qr", "getR()")
            .To("a", "ql").To("a", "qr").To("ql", "l", "True").To("qr", "r", "True").To("l", "z").To("r", "z");

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"L":{{(left ? "true" : "false")}},"R":{{(right ? "true" : "false")}}}""")).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(5, "five many z")]
    [InlineData(7, "many z")]
    [InlineData(1, "none z")]
    public async Task FlowSwitch_MatchAny_FollowsEveryCaseThatMatches(int n, string expected)
    {
        TestFlow flow = new TestFlow().Input("N", "Int32").Node("s", "Elsa.FlowSwitch", ("mode", Literal("MatchAny")), ("cases", new[] { Case("five", "getN() === 5"), Case("many", "getN() > 3") }))
            .Mark("five", "many", "none", "z").To("s", "five", "five").To("s", "many", "many").To("s", "none", "Default").To("five", "z").To("many", "z").To("none", "z");

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"N":{{n}}}""")).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects.Order(StringComparer.Ordinal)));
        Assert.Equal("z", run.Effects[^1]);
    }

    [Theory]
    [InlineData("MatchFirst", 5, "five z")]
    [InlineData("MatchAny", 5, "five many z")]
    [InlineData("MatchAny", 1, "none z")]
    [InlineData("MatchFirst", 1, "none z")]
    public async Task Switch_EmbeddedActivities_RunByItsMode(string mode, int n, string expected)
    {
        TestFlow flow = new TestFlow().Input("N", "Int32").Node("s", "Elsa.Switch", ("mode", Literal(mode)), ("default", Step("none")),
            ("cases", new[] { Case("five", "getN() === 5", Step("five")), Case("many", "getN() > 3", Step("many")), Case("empty", "getN() > 100") })).Mark("z").Chain("s", "z");

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"N":{{n}}}""")).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects.Order(StringComparer.Ordinal)));
        Assert.Equal("z", run.Effects[^1]);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Fork_EmbeddedBranches_AllRunBeforeWhatFollows(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Node("f", "Elsa.Fork", ("joinMode", "WaitAll"), ("branches", new[] { Step("a"), Activity("s", "Elsa.Sequence", ("activities", new[] { Step("b"), Step("c") })) })).Mark("z").Chain("f", "z");

        FlowRun run = (await FlowRun.OfAsync(flow, language: language)).Succeeded();

        Assert.Equal(["a", "b", "c"], run.Effects.Take(3).Order());
        Assert.Equal("z", run.Effects[3]);
        Assert.True(run.Effects.ToList().IndexOf("b") < run.Effects.ToList().IndexOf("c"));
    }

    [Fact]
    public async Task Parallel_VariablesOfEachPath_ComeBackAndMerge()
    {
        TestFlow flow = new TestFlow().Variable("A", "Int32", "1").Variable("B", "Int32", "1").Output("sum")
            .Node("p", "Elsa.Parallel", ("activities", new[] { Set("a", "A", "getA() + 10"), Activity("s", "Elsa.Sequence", ("activities", new[] { Set("b1", "B", "getB() + 100"), Set("b2", "B", "getB() + 100") })) }))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("sum")), ("outputValue", Script("getA() + getB()"))).Chain("p", "Out");

        Assert.Equal("212", (await FlowRun.OfAsync(flow)).Succeeded()["sum"]);
    }

    /// <summary>A Finish ends the whole workflow, with what its path has set; what runs beside it is stopped.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Finish_InAPath_EndsTheWorkflowWithTheOutputs(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Output("o").Variable("V").Mark("a", "w", "z").Node("Long", "Elsa.Delay", ("timeSpan", Literal("01:00:00", "TimeSpan")))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("o")), ("outputValue", Literal("left", "Object"))).Node("fin", "Elsa.Finish").Join("j", "WaitAll")
            .To("a", "Out").To("Out", "fin").To("a", "Long").Chain("Long", "w", "j", "z").To("fin", "j");

        FlowRun run = (await FlowRun.OfAsync(flow, language: language)).Succeeded();

        Assert.Equal(["a"], run.Effects);
        Assert.Equal("\"left\"", run["o"]);
    }

    /// <summary>An End in a path of a nested flowchart ends that flowchart alone.</summary>
    [Fact]
    public async Task End_InAPathOfANestedChart_GoesOnAfterTheChart()
    {
        Dictionary<string, object?> chart = Activity("c", "Elsa.Flowchart", ("activities", new object[] { Step("a"), Activity("e", "Elsa.End"), Activity("Long", "Elsa.Delay", ("timeSpan", Literal("01:00:00", "TimeSpan"))), Step("w") }),
            ("connections", Connections([("a", "e", "Done"), ("a", "Long", "Done"), ("Long", "w", "Done")])));
        TestFlow flow = new TestFlow().Node("s", "Elsa.Sequence", ("activities", new object[] { chart, Step("z") }));

        Assert.Equal(["a", "z"], (await FlowRun.OfAsync(flow)).Succeeded().Effects);
    }

    [Theory]
    [InlineData(2, "0 1 2 after")]
    [InlineData(9, "0 1 2 3 after")]
    public async Task Break_InAPathOfALoop_LeavesTheLoop(int stop, string expected)
    {
        Dictionary<string, object?> chart = Activity("c", "Elsa.Flowchart",
            ("activities", new object[] { Activity("n", "Test.Work", ("key", Script("`${getCurrentValue()}`"))), Activity("q", "Elsa.FlowDecision", ("condition", Script($"getCurrentValue() === {stop}", "Boolean"))), Activity("br", "Elsa.Break"), Activity("Long", "Elsa.Delay", ("timeSpan", Literal("01:00:00", "TimeSpan"))) }),
            ("connections", Connections([("n", "q", "Done"), ("n", "Long", "Done"), ("q", "br", "True")])));
        TestFlow flow = new TestFlow().Node("For", "Elsa.For", ("start", Literal("0", "Int32")), ("end", Literal("3", "Int32")), ("body", chart)).Mark("after").Chain("For", "after");

        Assert.Equal(expected, string.Join(' ', (await FlowRun.OfAsync(flow)).Succeeded().Effects));
    }

    [Fact]
    public async Task Finish_InALoopOverItems_EndsTheWorkflow()
    {
        TestFlow flow = new TestFlow().Node("Each", "Elsa.ParallelForEach", ("items", Expression("Object", "[1]", "Object[]")), ("body", Activity("s", "Elsa.Sequence", ("activities", new[] { Step("a"), Activity("fin", "Elsa.Finish"), Step("never") })))).Mark("z").Chain("Each", "z");

        Assert.Equal(["a"], (await FlowRun.OfAsync(flow)).Succeeded().Effects);
    }

    /// <summary>The paths lead their errors to one handler; a Finish beside them is no error.</summary>
    [Fact]
    public async Task Finish_BesideAPathWhoseErrorsAreCaught_IsNotCaughtThere()
    {
        TestFlow inner = new TestFlow().Mark("a", "z", "handler").Work("w", ("key", Literal("w"))).Node("fin", "Elsa.Finish").Node("Long", "Elsa.Delay", ("timeSpan", Literal("01:00:00", "TimeSpan"))).Join("j", "WaitAll")
            .To("a", "fin").To("a", "Long").Chain("Long", "w", "j", "z").To("w", "handler", "Error").To("handler", "z").To("fin", "j");

        Assert.Equal(["a"], (await FlowRun.OfAsync(inner)).Succeeded().Effects);
    }

    [Fact]
    public async Task WaitAny_Asked_GoesOnWithTheFirstAndStopsTheOthers()
    {
        TestFlow flow = new TestFlow().Custom("imageflow:emulateWaitAny", true).Mark("a", "quick", "slow", "z").Node("Long", "Elsa.Delay", ("timeSpan", Literal("01:00:00", "TimeSpan"))).Join("j", "WaitAny")
            .To("a", "quick").To("a", "Long").Chain("Long", "slow", "j").To("quick", "j").To("j", "z");

        Assert.Equal(["a", "quick", "z"], (await FlowRun.OfAsync(flow)).Succeeded().Effects);
    }

    /// <summary>A → B, A → C, B → D, C → D, C → E, B → E: no nesting of Parallel states; one after the other, joins wait for all that come.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task CrossingPaths_Sequentialised_RunEachOnceAfterWhatLeadsToIt(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Custom("imageflow:sequentialise", true).Mark("a", "b", "c", "d", "e").To("a", "b").To("a", "c").To("b", "d").To("c", "d").To("b", "e").To("c", "e");

        FlowRun run = (await FlowRun.OfAsync(flow, language: language)).Succeeded();

        Assert.Equal("a b c d e", string.Join(' ', run.Effects.Order(StringComparer.Ordinal)));
        Assert.Equal("a", run.Effects[0]);
        Assert.Equal(["b", "c"], run.Effects.Skip(1).Take(2).Order());
    }

    [Theory]
    [InlineData(true, "a b c d e")]
    [InlineData(false, "a b c e")]
    public async Task CrossingPaths_SequentialisedWithWaitAll_SkipTheJoinThatNotAllReach(bool go, string expected)
    {
        TestFlow flow = new TestFlow().Custom("imageflow:sequentialise", true).Input("Go", "Boolean").Mark("a", "b", "c", "d", "e").Decide("q", "getGo()").Join("j", "WaitAll")
            .To("a", "b").To("a", "c").To("b", "j").To("c", "q").To("q", "j", "True").To("b", "e").To("c", "e").To("j", "d");

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"Go":{{(go ? "true" : "false")}}}""")).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects.Order(StringComparer.Ordinal)));
    }

    /// <summary>A container's variable begins anew in each turn.</summary>
    [Fact]
    public async Task ContainerVariable_InALoop_BeginsAnew()
    {
        object[] children = [Activity("s", "Elsa.SetVariable", ("variable", new { id = "inner" }), ("value", Script("getInner() + 1"))), Activity("w", "Test.Work", ("key", Script("`${getInner()}`")))];
        TestFlow flow = new TestFlow().Node("For", "Elsa.For", ("start", Literal("1", "Int32")), ("end", Literal("2", "Int32")), ("body", Activity("b", "Elsa.Sequence", ("activities", children), ("variables", new[] { new { id = "inner", name = "Inner", typeName = "Int32", value = "5" } }))));

        Assert.Equal(["6", "6"], (await FlowRun.OfAsync(flow)).Succeeded().Effects);
    }

    [Fact]
    public async Task ContainerVariable_InAMap_BelongsToTheItem()
    {
        object[] children = [Activity("s", "Elsa.SetVariable", ("variable", new { id = "inner" }), ("value", Script("Number(getCurrentValue()) * 2"))), Activity("w", "Test.Work", ("key", Script("`${getInner()}`")))];
        TestFlow flow = new TestFlow().Node("Each", "Elsa.ParallelForEach", ("items", Expression("Object", "[1,2,3]", "Object[]")), ("body", Activity("b", "Elsa.Sequence", ("activities", children), ("variables", new[] { new { id = "inner", name = "Inner", typeName = "Int32", value = "5" } }))));

        Assert.Equal(["2", "4", "6"], (await FlowRun.OfAsync(flow)).Succeeded().Effects.Order());
    }

    private static Dictionary<string, object?> Step(string key) => Activity(key, "Test.Work", ("key", Literal(key)));

    [Fact]
    public async Task Fork_WaitAnyEmulated_GoesOnWithTheFirst()
    {
        object[] branches = [Activity("a", "Test.Work", ("key", Literal("quick"))), Activity("b", "Elsa.Sequence", ("activities", new[] { Activity("d", "Elsa.Delay", ("timeSpan", Literal("01:00:00", "TimeSpan"))), Activity("n", "Test.Work", ("key", Literal("never"))) }))];
        TestFlow flow = new TestFlow().Custom("imageflow:emulateWaitAny", true).Node("f", "Elsa.Fork", ("joinMode", "WaitAny"), ("branches", branches)).Mark("after").Chain("f", "after");

        FlowRun run = (await FlowRun.OfAsync(flow)).Succeeded();

        Assert.Equal(["quick", "after"], run.Effects);
    }

    private static Dictionary<string, object?> Set(string id, string variable, string value) => Activity(id, "Elsa.SetVariable", ("variable", new { id = "v-" + variable }), ("value", Script(value)));

    private static object Case(string label, string condition, object? activity = null) => new { label, condition = new { type = "JavaScript", value = condition }, activity };
}
