using ImageFlow.Workflows;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Compilation;

/// <summary>The page of what compiles says what the compiler does.</summary>
public class ElsaSupportTests
{
    public static TheoryData<string> Types => [.. ElsaSupport.Constructs.Select(construct => construct.Type)];

    [Fact]
    public void Page_IsMadeFromTheTable() => Golden.Matches("docs/elsa-support.md", ElsaSupport.ToMarkdown());

    [Theory]
    [MemberData(nameof(Types))]
    public void Compile_FlowWithTheActivity_IsRefusedWhereTheTableSaysSo(string type)
    {
        bool isCompiled = ElsaSupport.Constructs.Single(construct => construct.Type == type).IsCompiled;
        (string, object?)[] members = [.. Members.Where(member => !(member.Name == "activities" && type == "Elsa.Flowchart")), ("customProperties", new { canStartWorkflow = true, imageflow = 1 })];
        TestFlow flow = new TestFlow().Variable("V").Output("o").Node("a", type, members);

        CompileResult result = flow.Compile();

        Assert.Equal(!isCompiled, result.Diagnostics.Any(finding => finding.Code is "FLOW0101" or "FLOW0102"));
    }

    private static (string Name, object? Value)[] Members =>
    [
        ("activities", new[] { Activity("x", "Elsa.WriteLine") }),
        ("branches", new[] { Activity("y", "Elsa.WriteLine") }),
        ("body", Activity("b", "Elsa.WriteLine")),
        ("then", Activity("t", "Elsa.WriteLine")),
        ("condition", Script("true", "Boolean")),
        ("items", Expression("Object", "[1]", "Object[]")),
        ("variable", new { id = "v-V" }),
        ("value", Literal("1")),
        ("outputName", Literal("o")),
        ("script", Literal("return 1;")),
        ("timeSpan", Literal("00:00:01", "TimeSpan")),
        ("dateTime", Literal("2026-09-01T08:00:00+00:00")),
        ("eventName", Literal("Approved")),
        ("url", Literal("https://example.com")),
        ("states", new[] { new { name = "New" } }),
        ("taskName", Literal("Resize")),
        ("workflowDefinitionId", Expression("Literal", "child", "String")),
    ];
}
