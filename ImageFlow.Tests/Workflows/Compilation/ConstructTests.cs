using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Compilation;

/// <summary>Each construct as a small flow with the state machine that it becomes, in <c>golden/</c>.</summary>
public class ConstructTests
{
    private static readonly Dictionary<string, Func<TestFlow>> Flows = new()
    {
        ["sequence"] = () => new TestFlow().Node("s", "Elsa.Sequence", ("activities", new[] { Activity("A", "Elsa.WriteLine"), Activity("B", "Elsa.Delay", ("timeSpan", Literal("00:00:05", "TimeSpan"))) })),
        ["if"] = () => new TestFlow().Input("Big", "Boolean").Node("If", "Elsa.If", ("condition", Script("getBig()", "Boolean")), ("then", Activity("Then", "Elsa.WriteLine")), ("else", Activity("Else", "Elsa.Fault", ("code", Literal("E42")), ("message", Literal("too small"))))),
        ["switch"] = () => new TestFlow().Input("Ext").Node("Switch", "Elsa.FlowSwitch", ("cases", new[] { Case("png"), Case("jpg") })).Note("Png").Note("Jpg").Note("Other")
            .To("Switch", "Png", "png").To("Switch", "Jpg", "jpg").To("Switch", "Other", "Default"),
        ["while"] = () => new TestFlow().Variable("N", "Int32", "0").Node("While", "Elsa.While", ("condition", Script("getN() < 3", "Boolean")), ("body", Activity("Count", "Elsa.SetVariable", ("variable", new { id = "v-N" }), ("value", Script("getN() + 1"))))).Note("After").Chain("While", "After"),
        ["loop-by-connection"] = () => new TestFlow().Variable("N", "Int32", "0").Set("Count", "N", Script("getN() + 1")).Decide("More", "getN() < 3").Note("After").Chain("Count", "More").To("More", "Count", "True").To("More", "After", "False"),
        ["fork-variables"] = () => new TestFlow().Variable("A", "Int32", "0").Variable("B", "Int32", "0").Output("sum")
            .Node("Fork", "Elsa.FlowFork", ("branches", Expression("Object", "[\"L\",\"R\"]", "String[]"))).Set("Left", "A", Literal("1", "Int32")).Set("Right", "B", Literal("2", "Int32"))
            .Node("Join", "Elsa.FlowJoin", ("mode", Literal("WaitAll"))).Node("Sum", "Elsa.SetOutput", ("outputName", Literal("sum")), ("outputValue", Script("getA() + getB()")))
            .To("Fork", "Left", "L").To("Fork", "Right", "R").To("Left", "Join").To("Right", "Join").To("Join", "Sum"),
        ["fork-hoisted-errors"] = () => new TestFlow().Note("Start").Work("Left").Work("Right").Node("Join", "Elsa.FlowJoin", ("mode", Literal("WaitAll"))).Note("Clean up").Node("Fail", "Elsa.Fault", ("code", Script("getError().Error")))
            .To("Start", "Left").To("Start", "Right").To("Left", "Join").To("Right", "Join").To("Left", "Clean up", "Error").To("Right", "Clean up", "Error").To("Clean up", "Fail"),
        ["nested-fork"] = () => new TestFlow().Note("S").Note("A").Note("B").Note("C").Note("X").Note("J").To("S", "A").To("S", "B").To("S", "C").To("A", "X").To("B", "X").To("X", "J").To("C", "J"),
        ["for-each"] = () => new TestFlow().Input("Keys", "String", true).Node("Each", "Elsa.ParallelForEach", ("items", Script("getKeys()", "Object[]")), ("body", Activity("Do", "Test.Work", ("key", Script("`${getCurrentValue()}-${getCurrentIndex()}`"))))),
        ["work-retry"] = () => new TestFlow().Work("Work", ("maxAttempts", Literal("2", "Int32")), ("interval", Literal("3", "Int32")), ("jitter", Literal("True", "Boolean")), ("timeout", Literal("30", "Int32")), ("formats", Expression("Object", "[\"png\"]", "String[]"))),
        ["error-ports"] = () => new TestFlow().Work("Work").Note("Bad").Node("Any", "Elsa.Fault", ("code", Script("getError().Error")), ("message", Script("getError().Cause"))).To("Work", "Bad", "BadError").To("Work", "Any", "Error"),
        ["integration-errors"] = () => new TestFlow().Node("Copy", "Test.Copy", ("source", Literal("a.jpg"))).Note("Missing").To("Copy", "Missing", "MissingError"),
        ["attribute-map"] = () => new TestFlow().Work("Work").Node("Save", "Test.Save", ("item", Script("({ id: getOutputFrom('Work', 'text'), n: getOutputFrom('Work', 'number'), ok: true, list: ['a', 1], data: getOutputFrom('Work', 'data') })"))).Chain("Work", "Save"),
        ["optional-inputs"] = () => new TestFlow().Input("Key").Input("Count", "Int32").Variable("V").Work("Work", ("key", Script("getKey()")), ("count", Expression("Input", new { name = "Count" })), ("options", Script("getInput('other')"))).Set("Set", "V", Script("getInput('other')")).Set("Again", "V", Script("getV()")).Chain("Work", "Set", "Again"),
        ["message-texts"] = () => new TestFlow().Work("Work").Node("Text", "Test.Tell", ("message", Literal("all is well"))).Node("Known", "Test.Tell", ("message", Script("getOutputFrom('Work', 'text')"))).Chain("Work", "Text", "Known"),
        ["messages"] = () => new TestFlow().Work("Work").Node("Object", "Test.Tell", ("message", Script("({ ok: getOutputFrom('Work', 'ok') })"))).Node("Either", "Test.Tell", ("message", Script("getOutputFrom('Work', 'data')"))).Chain("Work", "Object", "Either"),
        ["nullable-outputs"] = () => new TestFlow().Work("Work").Node("Save", "Test.Save", ("item", Script("({ text: getOutputFrom('Work', 'text'), note: getOutputFrom('Work', 'note') })"))).Chain("Work", "Save"),
        ["jsonata"] = () => new TestFlow().Variable("V").Set("Set", "V", Expression("JSONata", "$states.input.a + 1")).Set("Again", "V", Script("getV()")).Chain("Set", "Again"),
    };

    private static readonly string[] JsonPathToo = ["if", "switch", "while", "work-retry", "error-ports", "integration-errors", "fork-hoisted-errors", "for-each", "message-texts"];

    public static TheoryData<string> Names => [.. Flows.Keys];

    public static TheoryData<string> JsonPathNames => [.. JsonPathToo];

    [Theory]
    [MemberData(nameof(Names))]
    public void Compile_Construct_GivesTheStateMachine(string name) =>
        Golden.Matches($"ImageFlow.Tests/Workflows/golden/{name}.jsonata.json", Flows[name]().Asl(QueryLanguage.Jsonata).ToJson(indented: true) + "\n");

    [Theory]
    [MemberData(nameof(JsonPathNames))]
    public void Compile_ConstructAsJsonPath_GivesTheStateMachine(string name) =>
        Golden.Matches($"ImageFlow.Tests/Workflows/golden/{name}.jsonpath.json", Flows[name]().Asl(QueryLanguage.JsonPath).ToJson(indented: true) + "\n");

    [Fact]
    public void Compile_ThousandNodes_GivesAStateForEach()
    {
        string[] ids = [.. Enumerable.Range(0, 1000).Select(i => $"Step {i}")];
        TestFlow flow = ids.Aggregate(new TestFlow(), (drawn, id) => drawn.Note(id)).Chain(ids);

        Assert.Equal(1000, ((ObjectData)flow.Asl()["States"]!).Count);
    }

    private static object Case(string extension) => new { label = extension, condition = new { type = "JavaScript", value = $"getExt() === '{extension}'" } };
}
