using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Tests.Engine;
using ImageFlow.Workflows;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Elsa's activities that call a service, compiled and run.</summary>
public class ServiceRunTests
{
    private const string HttpInvoke = "arn:aws:states:::http:invoke";
    private const string Connection = "arn:aws:events:us-east-1:123456789012:connection/api/1";

    public static TheoryData<QueryLanguage> Languages => [QueryLanguage.Jsonata, QueryLanguage.JsonPath];

    /// <summary>A status that is expected leads through its port and Done at once; failures through one port alone (elsa-core, FlowSendHttpRequest).</summary>
    [Theory]
    [InlineData("200", "done ok")]
    [InlineData("201", "created done")]
    [InlineData("204", "done other")]
    [InlineData("States.Http.StatusCode.404", "done missing")]
    [InlineData("States.Http.StatusCode.500", "done other")]
    [InlineData("States.Http.Socket", "unreachable")]
    [InlineData("States.Timeout", "late")]
    public async Task FlowSendHttpRequest_Answer_LeadsThroughItsPorts(string answer, string expected)
    {
        TestFlow flow = new TestFlow().Node("call", "Elsa.FlowSendHttpRequest", ("url", Literal("https://example.com/a")), ("expectedStatusCodes", Expression("Object", "[200,201,404]", "Int32[]")), ("customProperties", new Dictionary<string, string> { ["imageflow:connection"] = Connection }))
            .Mark("ok", "created", "missing", "other", "unreachable", "late", "done")
            .To("call", "ok", "200").To("call", "created", "201").To("call", "missing", "404").To("call", "other", "Unmatched status code").To("call", "unreachable", "Failed to connect").To("call", "late", "Timeout").To("call", "done");

        FlowRun run = (await FlowRun.OfAsync(flow, services: handler => handler.On(HttpInvoke, _ => answer.StartsWith("States", StringComparison.Ordinal)
            ? new TaskResult.Failure(answer, "no")
            : new TaskResult.Success(JsonData.Parse($$"""{"StatusCode":{{answer}},"StatusText":"x","Headers":{},"ResponseBody":{"n":1} }"""))))).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects.Order(StringComparer.Ordinal)));
        ObjectData call = (ObjectData)run.Calls[0].Input;
        Assert.Equal("https://example.com/a", ((StringData)call["ApiEndpoint"]!).Value);
        Assert.Equal(Connection, ((StringData)((ObjectData)call["Authentication"]!)["ConnectionArn"]!).Value);
    }

    /// <summary>The same with embedded activities; what is not drawn goes on at once.</summary>
    [Theory]
    [InlineData("200", "ok done")]
    [InlineData("201", "other done")]
    [InlineData("States.Http.StatusCode.404", "missing done")]
    [InlineData("States.Http.StatusCode.503", "other done")]
    [InlineData("States.Http.Socket", "unreachable done")]
    [InlineData("States.Timeout", "done")]
    public async Task SendHttpRequest_Answer_RunsItsActivity(string answer, string expected)
    {
        object Mark(string id) => Activity(id, "Test.Work", ("key", Literal(id)));
        TestFlow flow = new TestFlow().Node("call", "Elsa.SendHttpRequest", ("url", Literal("https://example.com/a")),
            ("expectedStatusCodes", new object[] { new { statusCode = 200, activity = Mark("ok") }, new { statusCode = 404, activity = Mark("missing") } }), ("unmatchedStatusCode", Mark("other")), ("failedToConnect", Mark("unreachable")), ("timeout", null),
            ("customProperties", new Dictionary<string, string> { ["imageflow:connection"] = Connection })).Mark("done").Chain("call", "done");

        FlowRun run = (await FlowRun.OfAsync(flow, services: handler => handler.On(HttpInvoke, _ => answer.StartsWith("States", StringComparison.Ordinal)
            ? new TaskResult.Failure(answer, "no")
            : new TaskResult.Success(JsonData.Parse($$"""{"StatusCode":{{answer}},"StatusText":"x","Headers":{},"ResponseBody":{"n":1} }"""))))).Succeeded();

        Assert.Equal(expected, string.Join(' ', run.Effects));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task PublishEvent_Payload_GoesToTheBus(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Input("Id").Node("tell", "Elsa.PublishEvent", ("eventName", Literal("Resized")), ("payload", Script("({ id: getId() })")));

        FlowRun run = (await FlowRun.OfAsync(flow, """{"Id":"7"}""", language, handler => handler.Returns("arn:aws:states:::events:putEvents", """{"Entries":[{"EventId":"1"}],"FailedEntryCount":0}"""))).Succeeded();

        ObjectData entry = (ObjectData)((ArrayData)((ObjectData)run.Calls[0].Input)["Entries"]!)[0];
        Assert.Equal("\"Resized\"", entry["DetailType"]!.ToJson());
        Assert.Equal("""{"id":"7"}""", ((ObjectData)entry["Detail"]!)["payload"]!.ToJson());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Event_SentFromOutside_GoesOnWithItsPayload(QueryLanguage language)
    {
        CompileResult compiled = new TestFlow().Variable("Answer").Output("answer")
            .Node("wait", "Elsa.Event", ("eventName", Literal("Approved")), ("result", new { typeName = "Object", memoryReference = new { id = "v-Answer" } }), ("customProperties", new Dictionary<string, object> { ["imageflow:timeout"] = 600 }))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("answer")), ("outputValue", Script("getAnswer()"))).Chain("wait", "Out").Compile(language);
        Assert.True(compiled.AslJson is not null, string.Join('\n', compiled.Diagnostics));
        await using EngineHost host = new() { Handler = new TestHandler().Returns("arn:aws:states:::events:putEvents.waitForTaskToken", "{}"), TimeSkip = false };
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("waits", compiled.AslJson!);
        ExecutionDescription started = await engine.StartExecutionAsync(machine.Arn, null, "{}");
        await engine.SendEventAsync(started.ExecutionArn, "Approved", """{"by":"Ada"}""");

        ExecutionDescription ended = await host.EndAsync(started.ExecutionArn);

        Assert.True(ended.Status == "SUCCEEDED", $"{ended.Error}: {ended.Cause}");
        Assert.Equal("""{"answer":{"by":"Ada"}}""", JsonData.Parse(ended.Output!).ToJson());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task ExecuteWorkflow_Child_GivesItsOutput(QueryLanguage language)
    {
        TestFlow parent = new TestFlow().Variable("R").Output("r")
            .Node("call", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("child")), ("input", Script("({ N: 20 })", "ObjectDictionary")), ("result", new { typeName = "Object", memoryReference = new { id = "v-R" } }))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("r")), ("outputValue", Script("getR()"))).Chain("call", "Out");

        JsonData output = await WithChildAsync(parent, language);

        ObjectData result = (ObjectData)((ObjectData)output)["r"]!;
        Assert.Equal("""{"Twice":40}""", ((ObjectData)result["output"]!).Where(member => member.Key == "Twice").Select(member => ObjectData.Of((member.Key, member.Value)).ToJson()).Single());
        Assert.Equal("\"SUCCEEDED\"", result["status"]!.ToJson());
    }

    [Fact]
    public async Task DispatchWorkflow_Child_IsStartedAndNotWaitedFor()
    {
        TestFlow parent = new TestFlow().Variable("R").Output("r")
            .Node("call", "Elsa.DispatchWorkflow", ("workflowDefinitionId", Literal("child")), ("input", Script("({ N: 20 })", "ObjectDictionary")), ("result", new { typeName = "Object", memoryReference = new { id = "v-R" } }))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("r")), ("outputValue", Script("getR().workflowInstanceId"))).Chain("call", "Out");

        JsonData output = await WithChildAsync(parent, QueryLanguage.Jsonata);

        Assert.StartsWith("arn:aws:states:us-east-1:123456789012:execution:child:", ((StringData)((ObjectData)output)["r"]!).Value, StringComparison.Ordinal);
    }

    /// <summary>Another workflow as an activity: inputs and outputs by name, its outcomes as ports.</summary>
    [Theory]
    [InlineData(20, "big")]
    [InlineData(2, "small")]
    public async Task WorkflowAsActivity_Outcome_LeadsThroughItsPort(int n, string expected)
    {
        TestFlow parent = new TestFlow().Variable("R").Output("r").Output("way")
            .Node("call", "Child", ("workflowDefinitionId", "child"), ("n", Literal(n, "Int32")), ("twice", new { typeName = "Object", memoryReference = new { id = "v-R" } }))
            .Node("big", "Elsa.SetOutput", ("outputName", Literal("way")), ("outputValue", Literal("big"))).Node("small", "Elsa.SetOutput", ("outputName", Literal("way")), ("outputValue", Literal("small")))
            .Node("Out", "Elsa.SetOutput", ("outputName", Literal("r")), ("outputValue", Script("getR()"))).To("call", "big", "Big").To("call", "small", "Small").Chain("big", "Out").Chain("small", "Out");

        JsonData output = await WithChildAsync(parent, QueryLanguage.Jsonata);

        Assert.Equal($"\"{expected}\"", ((ObjectData)output)["way"]!.ToJson());
        Assert.Equal($"{n * 2}", ((ObjectData)output)["r"]!.ToJson());
    }

    [Fact]
    public async Task BulkDispatchWorkflows_Items_StartAChildForEach()
    {
        TestFlow parent = new TestFlow().Node("bulk", "Elsa.BulkDispatchWorkflows", ("workflowDefinitionId", Literal("child")), ("items", Expression("Object", "[1,2,3]", "Object")), ("defaultItemInputKey", Literal("N")), ("waitForCompletion", Literal("True", "Boolean"))).Mark("all", "done").To("bulk", "all", "Completed").To("bulk", "done");

        await using EngineHost host = new() { Handler = new TestHandler().Returns("arn:aws:states:::lambda:invoke", """{"Payload":{"text":"x"}}""") };
        (StepFunctionsEngine engine, ExecutionDescription run) = await RunAsync(host, parent, QueryLanguage.Jsonata);

        Assert.True(run.Status == "SUCCEEDED", $"{run.Error}: {run.Cause}");
        Assert.Equal(3, engine.GetExecutionHistory(run.ExecutionArn).Count(step => step.Type == "TaskSubmitted"));
        Assert.Equal(2, host.Handler.Invocations.Count);
    }

    [Fact]
    public async Task BulkDispatchWorkflows_PortsForEachChild_RunWhereItEnded()
    {
        object Tell(string id) => Activity(id, "Test.Work", ("key", Script($"`{id} ${{getCurrentValue()}}`")));
        TestFlow parent = new TestFlow().Node("bulk", "Elsa.BulkDispatchWorkflows", ("workflowDefinitionId", Literal("picky")), ("items", Expression("Object", "[1,2,3]", "Object")), ("defaultItemInputKey", Literal("N")), ("waitForCompletion", Literal("True", "Boolean")), ("childCompleted", Tell("ok")), ("childFaulted", Tell("bad"))).Mark("all").To("bulk", "all");
        await using EngineHost host = new() { Handler = new TestHandler().Returns("arn:aws:states:::lambda:invoke", """{"Payload":{"text":"x"}}""") };
        StepFunctionsEngine engine = await host.OpenAsync();
        engine.CreateStateMachine("picky", """{"QueryLanguage":"JSONata","StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.N = 2 %}","Next":"F"}],"Default":"S"},"F":{"Type":"Fail","Error":"E"},"S":{"Type":"Succeed"}}}""");

        (ExecutionDescription run, _) = await host.RunAsync(parent.Asl().ToJson(), name: "parent");

        Assert.True(run.Status == "SUCCEEDED", $"{run.Error}: {run.Cause}");
        Assert.Equal(["all", "bad 2", "ok 1", "ok 3"], host.Handler.Invocations.Select(call => ((StringData)((ObjectData)((ObjectData)call.Input)["Payload"]!)["key"]!).Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task HttpEndpoint_AtTheStart_GivesTheInputAndTheResponseIsTheOutput()
    {
        TestFlow flow = new TestFlow().Variable("Body").Node("request", "Elsa.HttpEndpoint", ("path", Literal("images")), ("parsedContent", new { typeName = "Object", memoryReference = new { id = "v-Body" } }), ("customProperties", new { canStartWorkflow = true }))
            .Node("answer", "Elsa.WriteHttpResponse", ("statusCode", Literal("Created", "Object")), ("content", Script("getBody()"))).Chain("request", "answer");

        FlowRun run = (await FlowRun.OfAsync(flow, """{"a":1}""")).Succeeded();

        Assert.Equal("""{"statusCode":201,"content":{"a":1}}""", run["httpResponse"]);
    }

    private static async Task<JsonData> WithChildAsync(TestFlow parent, QueryLanguage language)
    {
        await using EngineHost host = new();
        (_, ExecutionDescription run) = await RunAsync(host, parent, language);
        Assert.True(run.Status == "SUCCEEDED", $"{run.Error}: {run.Cause}");
        return JsonData.Parse(run.Output!);
    }

    private static async Task<(StepFunctionsEngine Engine, ExecutionDescription Run)> RunAsync(EngineHost host, TestFlow parent, QueryLanguage language)
    {
        StepFunctionsEngine engine = await host.OpenAsync();
        CompileResult compiled = parent.Compile(language);
        Assert.True(compiled.AslJson is not null, string.Join('\n', compiled.Diagnostics));
        engine.CreateStateMachine("child", TestFlow.Compile(Child).AslJson!);
        (ExecutionDescription run, _) = await host.RunAsync(compiled.AslJson!, name: "parent");
        return (engine, run);
    }

    /// <summary>Gives twice N, and ends through Big or Small.</summary>
    private const string Child = """
        {"id":"c1","definitionId":"child","version":1,"name":"Child","outcomes":["Big","Small"],"variables":[],
         "inputs":[{"name":"N","type":"Int32"}],"outputs":[{"name":"Twice","type":"Object"}],
         "root":{"id":"r","type":"Elsa.Flowchart","version":1,
          "activities":[
           {"id":"t","type":"Elsa.SetOutput","outputName":{"typeName":"String","expression":{"type":"Literal","value":"Twice"}},"outputValue":{"typeName":"Object","expression":{"type":"JavaScript","value":"getN() * 2"}}},
           {"id":"d","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getN() > 10"}}},
           {"id":"b","type":"Elsa.Complete","outcomes":{"typeName":"Object","expression":{"type":"Literal","value":"Big"}}},
           {"id":"s","type":"Elsa.Complete","outcomes":{"typeName":"Object","expression":{"type":"Object","value":"[\"Small\"]"}}}],
          "connections":[{"source":"t","target":"d"},{"source":"d","sourcePort":"True","target":"b"},{"source":"d","sourcePort":"False","target":"s"}]}}
        """;
}
