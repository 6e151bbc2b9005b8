using ImageFlow.Workflows;
using ImageFlow.Tests.Workflows.Runs;
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

    /// <summary>Each form runs on the engine, but for the waits, which tests of their own answer.</summary>
    [Theory]
    [MemberData(nameof(Runnable))]
    public async Task Run_FlowWithTheActivity_Ends(string type)
    {
        (string, object?)[] members = [.. Members.Where(member => !(member.Name == "activities" && type == "Elsa.Flowchart")), ("customProperties", new Dictionary<string, object> { ["canStartWorkflow"] = type is not "Elsa.StartAt", ["imageflow:connection"] = "arn:aws:events:us-east-1:123456789012:connection/api/1" })];
        TestFlow flow = new TestFlow().Variable("V").Output("o").Node("a", type, members).Mark("after").To("a", "after", type switch { "Elsa.FlowDecision" => "True", "Elsa.FlowSwitch" => "Default", _ => "Done" });
        if (type == "Elsa.Break")
        {
            flow = new TestFlow().Node("l", "Elsa.While", ("condition", Script("true", "Boolean")), ("body", Activity("a", type))).Mark("after").Chain("l", "after");
        }

        FlowRun run = await FlowRun.OfAsync(flow, services: handler => handler
            .Returns("arn:aws:states:::events:putEvents", "{}")
            .Returns("arn:aws:states:::http:invoke", """{"StatusCode":200,"Headers":{},"ResponseBody":{}}"""));

        Assert.True(run.Status == (type == "Elsa.Fault" ? "FAILED" : "SUCCEEDED"), $"{run.Status} {run.Error}: {run.Cause}");
        Assert.Equal(type is "Elsa.Fault" or "Elsa.Finish" or "Elsa.End" or "Elsa.Complete" ? [] : ["after"], run.Effects);
    }

    /// <summary>All that compile but for those that wait for an answer, start a child, or loop until something changes: tests of their own run these.</summary>
    public static TheoryData<string> Runnable => [.. ElsaSupport.Constructs.Where(construct => construct.IsCompiled && construct.Type is not ("Elsa.RunTask" or "Elsa.ExecuteWorkflow" or "Elsa.DispatchWorkflow" or "Elsa.BulkDispatchWorkflows" or "Elsa.While")).Select(construct => construct.Type)];

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
