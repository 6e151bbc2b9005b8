using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Workflows;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Compilation;

/// <summary>Each code of docs/errors.md with a flow that gives it; findings of the compiler name the node.</summary>
public class DiagnosticTests
{
    private static readonly Dictionary<string, string> BadDocuments = new()
    {
        ["FLOW0001"] = "{",
        ["FLOW0002"] = "[]",
        ["FLOW0003"] = """{"id":"1","root":{"id":"r","type":"Elsa.Flowchart","activities":[]}}""",
        ["FLOW0004"] = """{"id":"1","version":1,"root":"x"}""",
        ["FLOW0005"] = """{"id":"1","version":1}""",
        ["FLOW0006"] = """{"id":"1","version":1,"variables":["x"],"root":{"id":"r","type":"Elsa.Sequence","activities":[]}}""",
        ["FLOW0007"] = """{"id":"1","version":1,"root":{"id":"r","activities":[]}}""",
        ["FLOW0008"] = """{"id":"1","version":1,"root":{"type":"Elsa.Sequence","activities":[]}}""",
        ["FLOW0009"] = """{"id":"1","version":1,"root":{"id":"r","type":"Elsa.Sequence","activities":[{"id":"a","type":"X"},{"id":"a","type":"X"}]}}""",
        ["FLOW0010"] = """{"id":"1","version":1,"root":{"id":"r","type":"Elsa.NotFoundActivity","originalActivityJson":"{"}}""",
        ["FLOW0011"] = """{"id":"1","version":1,"root":{"id":"r","type":"Elsa.Flowchart","activities":[],"connections":[{"target":"a"}]}}""",
        ["FLOW0012"] = """{"id":"1","version":1,"root":{"id":"r","type":"Elsa.Flowchart","activities":[{"id":"a","type":"X"}],"connections":[{"source":"a","target":"b"}]}}""",
        ["FLOW0013"] = """{"id":"1","version":1,"variables":[{"id":"v","name":"V","typeName":"Imaginary"}],"root":{"id":"r","type":"Elsa.Sequence","activities":[]}}""",
    };

    private static readonly Dictionary<string, Func<TestFlow>> BadFlows = new()
    {
        ["FLOW0101"] = () => new TestFlow().Node("a", "Acme.Unknown"),
        ["FLOW0102"] = () => new TestFlow().Node("a", "Elsa.RunCSharp"),
        ["FLOW0103"] = () => new TestFlow().Node("a", "Test.Work"),
        ["FLOW0104"] = () => new TestFlow().Work("a", ("count", Literal("many", "Int32"))),
        ["FLOW0105"] = () => new TestFlow().Node("s", "Elsa.Start").Note("b").Note("a").To("s", "b"),
        ["FLOW0106"] = () => new TestFlow().Work("a").Note("b").To("a", "b", "PhotoDoesNotMeetRequirementError"),
        ["FLOW0107"] = () => new TestFlow().Work("a").Note("b").To("a", "b", "BadError"),
        ["FLOW0108"] = () => new TestFlow().Decide("d", "true").Note("a").Decide("b", "true").To("d", "a", "True").To("d", "b", "False").To("a", "b").To("b", "a", "True"),
        ["FLOW0109"] = () => new TestFlow().Note("s").Note("a").Note("b").Note("c").Note("d")
            .To("s", "a").To("s", "b").To("a", "c").To("a", "d").To("b", "c").To("b", "d"),
        ["FLOW0110"] = () => Fork("WaitAny"),
        ["FLOW0111"] = () => new TestFlow().Note("s").Note("f").Note("a").Decide("b", "true").Node("j", "Elsa.FlowJoin", ("mode", Literal("WaitAll"))).Note("e")
            .To("s", "f").To("f", "a").To("f", "b").To("a", "j").To("b", "j", "True").To("b", "s", "False").To("j", "e"),
        ["FLOW0113"] = () => new TestFlow().Variable("V", "Int32", "0").Note("f").Set("a", "V", Literal("1")).Set("b", "V", Literal("2"))
            .Node("j", "Elsa.FlowJoin", ("mode", Literal("WaitAll"))).Set("e", "V", Script("getV() + 1")).To("f", "a").To("f", "b").To("a", "j").To("b", "j").To("j", "e"),
        ["FLOW0114"] = () => new TestFlow().Variable("V").Node("l", "Elsa.ParallelForEach", ("items", Expression("Object", "[1]", "Object[]")), ("body", Activity("a", "Elsa.SetVariable", ("variable", new { id = "v-V" }), ("value", Literal("1"))))),
        ["FLOW0115"] = () => new TestFlow().Set("a", "None", Literal("1")),
        ["FLOW0116"] = () => new TestFlow().Node("a", "Elsa.SetOutput", ("outputName", Literal("None")), ("outputValue", Literal("1"))),
        ["FLOW0117"] = () => new TestFlow().Variable("V").Set("a", "V", Script("getOutputFrom('None', 'x')")),
        ["FLOW0119"] = () => new TestFlow().Note("a").Note("b").To("a", "b", "Sideways"),
        ["FLOW0120"] = () => new TestFlow().Note("f").Work("a").Work("b").Node("j", "Elsa.FlowJoin", ("mode", Literal("WaitAll"))).Note("x").Note("y").Note("z")
            .To("f", "a").To("f", "b").To("a", "j").To("b", "j").To("a", "x", "Error").To("b", "y", "Error").Chain("x", "z").Chain("y", "z").To("j", "z"),
        ["FLOW0121"] = () => new TestFlow(),
        ["FLOW0123"] = () => new TestFlow().Node("a", "Elsa.WriteLine", ("customProperties", new { mergeMode = "Cascade" })),
        ["FLOW0124"] = () => new TestFlow().Note("f").Work("a").Work("b").Node("j", "Elsa.FlowJoin", ("mode", Literal("WaitAll"))).Note("x").Note("z")
            .To("f", "a").To("f", "b").To("a", "j").To("b", "j").To("a", "x", "Error").To("j", "z").To("x", "z"),
        ["FLOW0126"] = () => new TestFlow().Work("a", ("maxAttempts", Literal("-1", "Int32"))),
        ["FLOW0127"] = () => new TestFlow().Note("a").Custom("imageflow:queryLanguage", "sql"),
        ["FLOW0128"] = () => new TestFlow().Node("a", "Elsa.Break"),
        ["FLOW0129"] = () => Fork("WaitAny").Custom("imageflow:emulateWaitAny", true),
        ["FLOW0130"] = () => new TestFlow().Custom("imageflow:sequentialise", true).Mark("a", "b", "c", "d", "e").To("a", "b").To("a", "c").To("b", "d").To("c", "d").To("b", "e").To("c", "e"),
        ["FLOW0131"] = () => new TestFlow().Node("a", "Elsa.SetName", ("value", Literal("name"))),
        ["FLOW0132"] = () => new TestFlow().Node("a", "Elsa.FlowSendHttpRequest", ("url", Literal("https://example.com"))),
        ["FLOW0133"] = () => new TestFlow().Node("a", "Elsa.Event", ("eventName", Literal("Approved"))),
        ["FLOW0134"] = () => new TestFlow().Node("a", "Test.Tell", ("message", Literal("hello")), ("maxAttempts", Literal("3", "Int32"))),
        ["FLOW0135"] = () => new TestFlow().Variable("Bytes", "ByteArray").Note("a"),
        ["FLOW0136"] = () => new TestFlow().Node("a", "Test.Faces", ("key", Literal("a.webp"))),
        ["FLOW0137"] = () => new TestFlow().Node("a", "Elsa.Timer", ("interval", Literal("00:00:05", "TimeSpan")), ("customProperties", new { canStartWorkflow = true })),
        ["FLOW0138"] = () => new TestFlow().Node("a", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("missing")), ("customProperties", new Dictionary<string, object> { ["imageflow:inline"] = true })),
        ["FLOW0139"] = () => new TestFlow().Node("l", "Elsa.ParallelForEach", ("items", Expression("Object", "[1]", "Object[]")), ("body", Activity("a", "Elsa.Finish")), ("customProperties", new Dictionary<string, object> { ["imageflow:map"] = "distributed" })),
        ["FLOW0140"] = () => new TestFlow().Variable("All", "String", "[]", isArray: true).Variable("N", "Int32", "0").Set("a", "All", Script("[...getAll(), 'x']")).Decide("d", "getN() < 3").To("a", "d").To("d", "a", "True"),
        ["FLOW0141"] = () => Enumerable.Range(0, 150).Aggregate(new TestFlow().Note("n0"), (flow, i) => flow.Note($"a{i}").Note($"n{i + 1}").To($"n{i}", $"a{i}").To($"n{i}", $"n{i + 1}")),
        ["FLOW0201"] = () => With("1 +"),
        ["FLOW0202"] = () => With("setOutcome('x')"),
        ["FLOW0203"] = () => new TestFlow().Node("a", "Test.Copy", ("source", Expression("Object", "[1]"))),
        ["FLOW0204"] = () => With("fetch('x')"),
        ["FLOW0205"] = () => new TestFlow().Variable("V").Set("a", "V", Expression("CSharp", "1 + 1")),
        ["FLOW0206"] = () => With("getN() * 2"),
        ["FLOW0208"] = () => new TestFlow().Variable("V").Note("s").Set("a", "V", Script("getLastResult()")).Chain("s", "a"),
        ["FLOW0209"] = () => new TestFlow().Variable("V").Node("a", "Elsa.SetVariable", ("variable", new { id = "v-V" }), ("value", new { typeName = "Object" })),
        ["FLOW0212"] = () => With("new Map()"),
        ["FLOW0211"] = () => new TestFlow().Variable("V").Set("a", "V", Script("getError().Error")),
    };

    public static TheoryData<string> DocumentCodes => [.. BadDocuments.Keys];

    public static TheoryData<string> FlowCodes => [.. BadFlows.Keys];

    [Theory]
    [MemberData(nameof(DocumentCodes))]
    public void Read_BadDocument_ReportsTheCode(string code)
    {
        WorkflowReadResult result = WorkflowReader.Read(BadDocuments[code]);

        Diagnostic finding = Assert.Single(result.Diagnostics, finding => finding.Code == code);
        Assert.False(string.IsNullOrWhiteSpace(finding.Hint));
    }

    [Theory]
    [MemberData(nameof(FlowCodes))]
    public void Compile_BadFlow_ReportsTheCodeAtTheNode(string code)
    {
        CompileResult result = BadFlows[code]().Compile(code == "FLOW0206" ? QueryLanguage.JsonPath : null);

        Diagnostic finding = result.Diagnostics.FirstOrDefault(finding => finding.Code == code) ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        Assert.False(string.IsNullOrWhiteSpace(finding.Hint));
        Assert.True(code is "FLOW0127" || finding.NodeId is not null, finding.ToString());
        Assert.Equal(finding.Severity == DiagnosticSeverity.Error, result.StateMachine is null);
    }

    [Fact]
    public void Compile_SeveralMistakes_ReportsThemAllAtOnce()
    {
        CompileResult result = new TestFlow().Node("a", "Test.Work").Node("b", "Acme.Unknown").Decide("c", "1 +").Chain("a", "b", "c").Compile();

        Assert.Equal(["FLOW0101", "FLOW0103", "FLOW0201"], result.Diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Error).Select(finding => finding.Code).Order());
    }

    private static TestFlow With(string script) =>
        new TestFlow().Variable("V").Variable("A").Variable("B").Variable("N", "Int32", "1").Set("a", "V", Script(script));

    private static TestFlow Fork(string mode) => new TestFlow().Note("f").Note("a").Note("b").Node("j", "Elsa.FlowJoin", ("mode", Literal(mode))).Note("e")
        .To("f", "a").To("f", "b").To("a", "j").To("b", "j").To("j", "e");
}
