using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Workflows;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Workflows that are drawn into the one that calls them: variables, inputs, outputs and outcomes of their own, in one state machine.</summary>
public class InlineRunTests
{
    private static readonly Dictionary<string, object> Inline = new() { ["imageflow:inline"] = true };

    public static TheoryData<QueryLanguage> Languages => [QueryLanguage.Jsonata, QueryLanguage.JsonPath];

    [Theory]
    [InlineData(20, "big", 40)]
    [InlineData(2, "small", 4)]
    public async Task WorkflowAsActivity_Inline_GivesOutputsAndOutcome(int n, string way, int twice)
    {
        TestFlow parent = new TestFlow().Input("N", "Int32").Variable("R").Output("r").Output("way")
            .Node("call", "Child", ("workflowDefinitionId", "child"), ("n", Script("getN()", "Int32")), ("twice", Bound("R")), ("customProperties", Inline))
            .Node("big", "Elsa.SetOutput", ("outputName", Literal("way")), ("outputValue", Literal("big"))).Node("small", "Elsa.SetOutput", ("outputName", Literal("way")), ("outputValue", Literal("small")))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("r")), ("outputValue", Script("getR()"))).To("call", "big", "Big").To("call", "small", "Small").Chain("big", "Out").Chain("small", "Out");

        FlowRun run = (await FlowRun.OfAsync(Compile(parent, QueryLanguage.Jsonata), $$"""{"N":{{n}}}""")).Succeeded();

        Assert.Equal($"\"{way}\"", run["way"]);
        Assert.Equal(twice.ToString(System.Globalization.CultureInfo.InvariantCulture), run["r"]);
        Assert.Equal(["child"], run.Effects);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task ExecuteWorkflow_Inline_GivesItsOutput(QueryLanguage language)
    {
        TestFlow parent = new TestFlow().Variable("R").Variable("Name", "String", "mine").Output("r").Output("name")
            .Node("call", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("plain")), ("input", Script("({ Key: 'x' })", "ObjectDictionary")), ("result", Bound("R")), ("customProperties", Inline))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("r")), ("outputValue", Script("getR().output.Echo"))).Node("Own", "Elsa.SetOutput", ("outputName", Literal("name")), ("outputValue", Script("getName()"))).Chain("call", "Out", "Own");

        FlowRun run = (await FlowRun.OfAsync(Compile(parent, language))).Succeeded();

        Assert.Equal("\"x\"", run["r"]);
        Assert.Equal("\"mine\"", run["name"]); // the workflow's variable of the same name is another one
    }

    /// <summary>Each call has its own variables, also in a loop over items and twice in one flow.</summary>
    [Fact]
    public async Task ExecuteWorkflow_InlineInLoopsAndTwice_KeepsTheCallsApart()
    {
        object Call(string id, string input) => Activity(id, "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("plain")), ("input", Script(input, "ObjectDictionary")), ("customProperties", Inline));
        TestFlow parent = new TestFlow()
            .Node("Each", "Elsa.ParallelForEach", ("items", Expression("Object", """["a","b"]""", "Object[]")), ("body", Call("in", "({ Key: getCurrentValue() })")))
            .Node("Two", "Elsa.Sequence", ("activities", new[] { Call("one", "({ Key: 'c' })"), Call("two", "({ Key: 'd' })") })).Chain("Each", "Two");

        FlowRun run = (await FlowRun.OfAsync(Compile(parent, QueryLanguage.Jsonata))).Succeeded();

        Assert.Equal(["a", "b", "c", "d"], run.Effects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Finish_InAnInlinedWorkflow_EndsThatAlone()
    {
        TestFlow parent = new TestFlow().Node("call", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("ends")), ("customProperties", Inline)).Mark("after").Chain("call", "after");

        FlowRun run = (await FlowRun.OfAsync(Compile(parent, QueryLanguage.Jsonata))).Succeeded();

        Assert.Equal(["before", "after"], run.Effects);
    }

    [Fact]
    public async Task Finish_InAPathOfAnInlinedWorkflow_StopsItsOtherPaths()
    {
        TestFlow parent = new TestFlow().Node("call", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("races")), ("customProperties", Inline)).Mark("after").Chain("call", "after");

        FlowRun run = (await FlowRun.OfAsync(Compile(parent, QueryLanguage.Jsonata))).Succeeded();

        Assert.Equal(["quick", "after"], run.Effects);
    }

    [Fact]
    public void Compile_WorkflowThatCallsItself_IsRefused()
    {
        CompileResult result = Compile(new TestFlow().Node("call", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("self")), ("customProperties", Inline)), QueryLanguage.Jsonata);

        Assert.Null(result.AslJson);
        Assert.Contains(result.Diagnostics, finding => finding.Code == "FLOW0138" && finding.NodeId == "call:again");
    }

    [Fact]
    public void Compile_InlineWorkflows_SourceMapNamesTheCall()
    {
        CompileResult result = Compile(new TestFlow().Node("call", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("ends"))), QueryLanguage.Jsonata, inlineAll: true);

        Assert.Contains(result.SourceMap.Entries, entry => entry.NodeId == "call:w" && entry.StateName == "w");
        Assert.All(result.SourceMap.Entries.Where(entry => entry.NodeId == "call"), entry => Assert.NotEmpty(entry.Why));
    }

    private static object Bound(string variable) => new { typeName = "Object", memoryReference = new { id = "v-" + variable } };

    private static CompileResult Compile(TestFlow parent, QueryLanguage language, bool inlineAll = false)
    {
        List<WorkflowDefinition> others = [.. Others.Select(json => WorkflowReader.Read(json).Definition!)];
        WorkflowReadResult read = WorkflowReader.Read(parent.ToJson());
        Assert.DoesNotContain(read.Diagnostics, finding => finding.Severity == DiagnosticSeverity.Error);
        return WorkflowCompiler.Compile(read.Definition!, Manifest, new() { QueryLanguage = language, Workflows = others, InlineWorkflows = inlineAll });
    }

    private static readonly string[] Others =
    [
        """
        {"id":"c1","definitionId":"child","version":1,"name":"Child","outcomes":["Big","Small"],"inputs":[{"name":"N","type":"Int32"}],"outputs":[{"name":"Twice","type":"Object"}],
         "root":{"id":"r","type":"Elsa.Flowchart","version":1,
          "activities":[
           {"id":"w","type":"Test.Work","key":{"typeName":"String","expression":{"type":"Literal","value":"child"}}},
           {"id":"t","type":"Elsa.SetOutput","outputName":{"typeName":"String","expression":{"type":"Literal","value":"Twice"}},"outputValue":{"typeName":"Object","expression":{"type":"JavaScript","value":"(getN() ?? 0) * 2"}}},
           {"id":"d","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"(getN() ?? 0) > 10"}}},
           {"id":"b","type":"Elsa.Complete","outcomes":{"typeName":"Object","expression":{"type":"Literal","value":"Big"}}},
           {"id":"s","type":"Elsa.Complete","outcomes":{"typeName":"Object","expression":{"type":"Object","value":"[\"Small\"]"}}}],
          "connections":[{"source":"w","target":"t"},{"source":"t","target":"d"},{"source":"d","sourcePort":"True","target":"b"},{"source":"d","sourcePort":"False","target":"s"}]}}
        """,
        """
        {"id":"c2","definitionId":"plain","version":1,"inputs":[{"name":"Key","type":"String"}],"outputs":[{"name":"Echo","type":"String"}],
         "variables":[{"id":"v-Name","name":"Name","typeName":"String","value":"other"}],
         "root":{"id":"r","type":"Elsa.Sequence","version":1,
          "activities":[
           {"id":"s","type":"Elsa.SetVariable","variable":{"id":"v-Name"},"value":{"typeName":"String","expression":{"type":"JavaScript","value":"getKey()"}}},
           {"id":"w","type":"Test.Work","key":{"typeName":"String","expression":{"type":"JavaScript","value":"getName()"}}},
           {"id":"o","type":"Elsa.SetOutput","outputName":{"typeName":"String","expression":{"type":"Literal","value":"Echo"}},"outputValue":{"typeName":"Object","expression":{"type":"JavaScript","value":"getName()"}}}]}}
        """,
        """
        {"id":"c3","definitionId":"ends","version":1,
         "root":{"id":"r","type":"Elsa.Sequence","version":1,
          "activities":[
           {"id":"w","type":"Test.Work","key":{"typeName":"String","expression":{"type":"Literal","value":"before"}}},
           {"id":"q","type":"Elsa.Sequence","version":1,"activities":[{"id":"f","type":"Elsa.Finish"},{"id":"n","type":"Elsa.WriteLine"}]},
           {"id":"x","type":"Test.Work","key":{"typeName":"String","expression":{"type":"Literal","value":"never"}}}]}}
        """,
        """
        {"id":"c5","definitionId":"races","version":1,
         "root":{"id":"r","type":"Elsa.Flowchart","version":1,
          "activities":[
           {"id":"s","type":"Elsa.Start"},
           {"id":"a","type":"Test.Work","key":{"typeName":"String","expression":{"type":"Literal","value":"quick"}}},
           {"id":"f","type":"Elsa.Finish"},
           {"id":"b","type":"Elsa.Delay","timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"01:00:00"}}},
           {"id":"n","type":"Test.Work","key":{"typeName":"String","expression":{"type":"Literal","value":"never"}}}],
          "connections":[{"source":"s","target":"a"},{"source":"s","target":"b"},{"source":"a","target":"f"},{"source":"b","target":"n"}]}}
        """,
        """
        {"id":"c4","definitionId":"self","version":1,
         "root":{"id":"again","type":"Elsa.ExecuteWorkflow","version":1,"workflowDefinitionId":{"typeName":"String","expression":{"type":"Literal","value":"self"}},"customProperties":{"imageflow:inline":true}}}
        """,
    ];
}
