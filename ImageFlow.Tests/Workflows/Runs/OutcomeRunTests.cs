using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Tests.Engine;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Activities that say by themselves through which of their ports the flow goes on, compiled and run.</summary>
public class OutcomeRunTests
{
    /// <summary>A script that sets no outcome goes on through Done (elsa-core, RunJavaScript).</summary>
    [Theory]
    [InlineData(1, "big")]
    [InlineData(2, "small")]
    [InlineData(3, "done")]
    public async Task RunJavaScript_SetOutcome_LeadsThroughItsPort(int n, string expected)
    {
        TestFlow flow = new TestFlow().Input("N", "Int32")
            .Node("s", "Elsa.RunJavaScript", ("script", Literal("if (getN() === 1) setOutcome('Big'); if (getN() === 2) setOutcome('Small');")), ("possibleOutcomes", Expression("Object", """["Big","Small"]""", "String[]")))
            .Mark("big", "small", "done").To("s", "big", "Big").To("s", "small", "Small").To("s", "done");

        FlowRun run = (await FlowRun.OfAsync(flow, $$"""{"N":{{n}}}""")).Succeeded();

        Assert.Equal([expected], run.Effects);
    }

    [Theory]
    [InlineData("['A','B']", "a b")]
    [InlineData("['B']", "b")]
    [InlineData("['B','Done']", "b done")]
    [InlineData("[]", "done")]
    public async Task RunJavaScript_SetOutcomes_LeadsThroughEach(string outcomes, string expected)
    {
        TestFlow flow = new TestFlow().Node("s", "Elsa.RunJavaScript", ("script", Literal($"setOutcomes({outcomes}); return 1;")), ("possibleOutcomes", Expression("Object", """["A","B"]""", "String[]")))
            .Mark("a", "b", "done").To("s", "a", "A").To("s", "b", "B").To("s", "done");

        FlowRun run = (await FlowRun.OfAsync(flow)).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task RunTask_Worker_AnswersWithTheToken()
    {
        TestFlow flow = new TestFlow().Output("size").Variable("R")
            .Node("task", "Elsa.RunTask", ("taskName", Literal("Resize")), ("payload", Expression("Object", """{"w":100}""", "ObjectDictionary")), ("result", new { typeName = "Object", memoryReference = new { id = "v-R" } }), ("customProperties", new Dictionary<string, object> { ["imageflow:timeout"] = 600 }))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("size")), ("outputValue", Script("getR().bytes"))).Chain("task", "Out");
        await using EngineHost host = new() { Handler = new TestHandler().Returns("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}"), TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("tasks", flow.Compile().AslJson!);
        ExecutionDescription started = await engine.StartExecutionAsync(machine.Arn, null, "{}");
        await engine.SendEventAsync(started.ExecutionArn, "Resize", """{"bytes":7}""");

        ExecutionDescription ended = await host.EndAsync(started.ExecutionArn);

        Assert.True(ended.Status == "SUCCEEDED", $"{ended.Error}: {ended.Cause}");
        Assert.Equal("""{"size":7}""", JsonData.Parse(ended.Output!).ToJson());
        ObjectData call = (ObjectData)host.Handler.Invocations.Single().Input;
        Assert.Equal("https://sqs.us-east-1.amazonaws.com/123456789012/imageflow-jobs", ((StringData)call["QueueUrl"]!).Value);
        Assert.Equal("""{"w":100}""", ((ObjectData)call["MessageBody"]!)["payload"]!.ToJson());
    }

    /// <summary>elsa-core, ContinueWithIncidentsStrategy: the other paths go on.</summary>
    [Fact]
    public async Task ContinueWithIncidents_FailedActivity_EndsItsPathAlone()
    {
        TestFlow flow = new TestFlow().Custom("x", 1).Note("f").Work("bad", ("key", Literal("fail:BadError"))).Mark("never", "other", "more").Chain("f", "bad", "never").Chain("f", "other", "more");
        string json = flow.ToJson().Insert(1, """
            "options":{"incidentStrategyType":"Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core"},
            """);

        FlowRun run = (await FlowRun.OfAsync(TestFlow.Compile(json))).Succeeded();

        Assert.Equal(["fail:BadError", "more", "other"], run.Effects.Order(StringComparer.Ordinal));
    }

    /// <summary>A script that Node.js evaluates can throw; the composite around it takes that like any error of its activities.</summary>
    [Fact]
    public async Task Script_ThatThrows_LeadsThroughTheErrorPortOfItsComposite()
    {
        TestFlow flow = new TestFlow().Variable("V")
            .Node("inner", "Elsa.Sequence", ("activities", new[] { Activity("s", "Elsa.SetVariable", ("variable", new { id = "v-V" }), ("value", Script("(() => { throw new Error('no'); })()"))), Activity("n", "Test.Work", ("key", Literal("never"))) }))
            .Mark("caught", "after").To("inner", "after").To("inner", "caught", "Error");

        FlowRun run = (await FlowRun.OfAsync(flow)).Succeeded();

        Assert.Equal(["caught"], run.Effects);
    }

    [Fact]
    public async Task RunCSharp_WithAFunction_CallsIt()
    {
        TestFlow flow = new TestFlow().Variable("R").Output("r")
            .Node("code", "Elsa.RunCSharp", ("script", Literal("return 1;")), ("payload", Expression("Object", """{"key":"x"}""")), ("result", new { typeName = "Object", memoryReference = new { id = "v-R" } }), ("customProperties", new Dictionary<string, string> { ["imageflow:function"] = "my-function" }))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("r")), ("outputValue", Script("getR()"))).Chain("code", "Out");

        FlowRun run = (await FlowRun.OfAsync(flow, services: handler => handler.On("arn:aws:states:::lambda:invoke", _ => new TaskResult.Success(JsonData.Parse("""{"Payload":{"result":5}}"""))))).Succeeded();

        Assert.Equal("5", run["r"]);
        Assert.Equal("\"my-function\"", ((ObjectData)run.Calls[0].Input)["FunctionName"]!.ToJson());
    }
}
