using ImageFlow.Asl.Values;
using ImageFlow.Tests.Engine;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.StateFlows;

/// <summary>State machines as flows, and back.</summary>
public sealed class StateMachineImportTests
{
    private const string Every = """
        {"Comment":"All of it","QueryLanguage":"JSONPath","StartAt":"Look","TimeoutSeconds":60,"States":{
          "Look":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericGreaterThan":1,"Next":"Both","Comment":"many"},{"Not":{"Variable":"$.n","IsPresent":true},"Next":"None"}],"Default":"One "},
          "One ":{"Type":"Task","Comment":"a task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$"},"ResultPath":null,"TimeoutSeconds":5,
            "Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"Pause"},{"ErrorEquals":["States.ALL"],"Next":"None"}],"End":true},
          "Pause":{"Type":"Wait","SecondsPath":"$.wait","Next":"Look"},
          "Both":{"Type":"Parallel","Branches":[{"StartAt":"Each","States":{"Each":{"Type":"Map","MaxConcurrency":2,"ItemsPath":"$.items","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"Inner","States":{
            "Inner":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input %}","End":true}}},"End":true}}},{"Comment":"second","StartAt":"P2","States":{"P2":{"Type":"Pass","Result":{"a":[1,null]},"End":true}}}],"Next":"Good"},
          "Good":{"Type":"Succeed"},
          "None":{"Type":"Fail","Error":"Nothing","CausePath":"$.why"}}}
        """;

    [Fact]
    public void Import_EveryKindOfState_ComesBackTheSame()
    {
        StateMachineImportResult imported = StateMachineImporter.Import(Every, "Every kind");
        Assert.NotNull(imported.Definition);
        CompileResult compiled = Compile(imported.Definition);
        Assert.True(compiled.AslJson is not null, string.Join('\n', compiled.Diagnostics));
        Assert.Equal(Sorted(JsonData.Parse(Every)), Sorted(JsonData.Parse(compiled.AslJson!)));
        Assert.Equal(("every-kind", "Every kind", "All of it"), (imported.Definition.DefinitionId, imported.Definition.Name, imported.Definition.Description));
        Assert.Equal("one", compiled.SourceMap.NodeOf("One "));
        Assert.Equal(8 + 1, compiled.SourceMap.Entries.Count);
    }

    [Fact]
    public void Import_TheFlow_IsDrawnFromLeftToRight()
    {
        WorkflowDefinition flow = StateMachineImporter.Import(Every, "x").Definition!;
        Dictionary<string, (double X, double Y)> places = flow.Root.Activities!.ToDictionary(activity => activity.DisplayName, activity =>
        {
            ObjectData position = (ObjectData)((ObjectData)activity.Metadata["designer"]!)["position"]!;
            return (((NumberData)position["x"]!).Value, ((NumberData)position["y"]!).Value);
        });
        Assert.Equal(places.Count, places.Values.Distinct().Count());
        Assert.True(places["Start"].X < places["Look"].X && places["Look"].X < places["One"].X && places["One"].X < places["Pause"].X && places["Both"].X < places["Good"].X);
    }

    [Fact]
    public void Compile_InputsAsStudioWritesThem_BecomeFields()
    {
        WorkflowDefinition flow = Flow(
            """{"id":"w","type":"ImageFlow.AwsWait","seconds":{"typeName":"Double","expression":{"type":"Literal","value":"7"}},"secondsPath":{"typeName":"String","expression":{"type":"Literal","value":null}},"timestamp":null}""",
            """{"id":"p","type":"ImageFlow.AwsPass","queryLanguage":{"typeName":"String","expression":{"type":"Literal","value":"JSONata"}},"output":{"typeName":"Object","expression":{"type":"JSONata","value":" $states.input.a "}}}""");
        CompileResult compiled = Compile(flow);
        Assert.Equal("""{"StartAt":"w","States":{"w":{"Type":"Wait","Seconds":7,"Next":"p"},"p":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input.a %}","End":true}}}""", JsonData.Parse(compiled.AslJson!).ToJson());
    }

    [Fact]
    public void Compile_AnActivityThatIsAFunction_CallsItWithTheStatesInput()
    {
        WorkflowDefinition flow = Flow(
            """{"id":"p","type":"ImageFlow.AwsPass"}""",
            """{"id":"t","type":"Test.Work","key":{"typeName":"String","expression":{"type":"JSONPath","value":"$.key"}},"count":{"typeName":"Int32","expression":{"type":"Literal","value":3}}}""");
        CompileResult compiled = Compile(flow);
        ObjectData state = (ObjectData)((ObjectData)((ObjectData)JsonData.Parse(compiled.AslJson!))["States"]!)["t"]!;
        Assert.Equal("""{"key.$":"$.key","count":3}""", ((ObjectData)state["Parameters"]!)["Payload"]!.ToJson());
        Assert.Equal("\"$.Payload\"", state["OutputPath"]!.ToJson());
    }

    [Theory]
    [InlineData("FLOW0152", """{"id":"p","type":"ImageFlow.AwsPass"}""", """{"id":"d","type":"Elsa.FlowDecision"}""")]
    [InlineData("FLOW0153", """{"id":"p","type":"ImageFlow.AwsPass","result":{"typeName":"Object","expression":{"type":"JavaScript","value":"1"}}}""", """{"id":"q","type":"ImageFlow.AwsPass"}""")]
    [InlineData("FLOW0153", """{"id":"p","type":"ImageFlow.AwsPass","result":{"typeName":"Object","expression":{"type":"Object","value":"{"}}}""", """{"id":"q","type":"ImageFlow.AwsPass"}""")]
    [InlineData("FLOW0151", """{"id":"p","type":"ImageFlow.AwsPass","metadata":{"displayText":"Same"}}""", """{"id":"q","type":"ImageFlow.AwsPass","metadata":{"displayText":"Same"}}""")]
    [InlineData("FLOW0155", """{"id":"p","type":"ImageFlow.AwsPass"}""", """{"id":"c","type":"ImageFlow.AwsChoice","choices":{"typeName":"Object","expression":{"type":"Object","value":"[{\"Variable\":\"$.a\",\"IsPresent\":true}]"}}}""")]
    [InlineData("FLOW0156", """{"id":"p","type":"ImageFlow.AwsSucceed"}""", """{"id":"q","type":"ImageFlow.AwsPass"}""")]
    public void Compile_WhatHasNoFormAsAState_IsAFindingAtItsNode(string code, string first, string second)
    {
        CompileResult compiled = Compile(Flow(first, second));
        Assert.Null(compiled.StateMachine);
        Assert.Contains(compiled.Diagnostics, finding => finding.Code == code && finding.NodeId is not null);
    }

    [Fact]
    public void Compile_OnePortToTwoStates_IsRefused()
    {
        WorkflowDefinition flow = Flow("""{"id":"p","type":"ImageFlow.AwsPass"}""", """{"id":"q","type":"ImageFlow.AwsPass"}""", """{"id":"r","type":"ImageFlow.AwsPass"}""");
        flow = flow with { Root = flow.Root with { Connections = [new("p", "Done", "q", "In", ObjectData.Empty), new("p", "Done", "r", "In", ObjectData.Empty)] } };
        Assert.Contains(Compile(flow).Diagnostics, finding => finding.Code == "FLOW0154");
    }

    [Fact]
    public void Compile_InAnotherLanguageThanItsStates_IsRefused()
    {
        WorkflowDefinition flow = StateMachineImporter.Import(Every, "x").Definition!;
        Assert.Contains(WorkflowCompiler.Compile(flow, TestFlow.Manifest, new CompileOptions { QueryLanguage = ImageFlow.Asl.Model.QueryLanguage.Jsonata }).Diagnostics, finding => finding.Code == "FLOW0150");
    }

    [Fact]
    public void Import_InvalidDocument_SaysWhatIsWrong()
    {
        StateMachineImportResult imported = StateMachineImporter.Import("""{"StartAt":"A","States":{"B":{"Type":"Pass","End":true}}}""", "x");
        Assert.Null(imported.Definition);
        Assert.Contains(imported.Diagnostics, finding => finding.Severity == ImageFlow.Asl.Diagnostics.DiagnosticSeverity.Error);
    }

    [Fact]
    public async Task Import_RunAgain_GivesTheSameHistory()
    {
        await using EngineHost host = new();
        host.Handler.On("f", _ => new ImageFlow.Engine.TaskResult.Success(ObjectData.Of(("Payload", NumberData.Of(1)))));
        string machine = Every.Replace("arn:aws:states:::lambda:invoke", TestHandler.Arn("f"), StringComparison.Ordinal);
        string again = Compile(StateMachineImporter.Import(machine, "x").Definition!).AslJson!;
        foreach (string input in (string[])["""{"n":2,"items":[1,2]}""", """{"n":1}""", """{"why":"no"}"""])
        {
            var first = await host.RunAsync(machine, input, "first");
            var second = await host.RunAsync(again, input, "second");
            Assert.Equal((first.Execution.Status, first.Execution.Output, first.Execution.Error), (second.Execution.Status, second.Execution.Output, second.Execution.Error));
            Assert.Equal(Histories.Show(first.History), Histories.Show(second.History));
        }
    }

    /// <summary>Through the file format and back, as a flow goes that is saved and opened.</summary>
    private static CompileResult Compile(WorkflowDefinition definition) =>
        WorkflowCompiler.Compile(WorkflowReader.Read(WorkflowWriter.Write(definition)).Definition!, TestFlow.Manifest);

    /// <summary>A flow of activities one after the other.</summary>
    private static WorkflowDefinition Flow(params string[] activities)
    {
        string[] ids = [.. activities.Select(activity => ((StringData)((ObjectData)JsonData.Parse(activity))["id"]!).Value)];
        IEnumerable<string> ways = ids.Zip(ids.Skip(1), (source, target) => $$"""{"source":{"activity":"{{source}}","port":"Done"},"target":{"activity":"{{target}}","port":"In"} }""");
        string json = $$"""{"id":"f-1","definitionId":"f","version":1,"root":{"id":"root","type":"Elsa.Flowchart","version":1,"activities":[{{string.Join(',', activities)}}],"connections":[{{string.Join(',', ways)}}]} }""";
        return WorkflowReader.Read(json).Definition!;
    }

    /// <summary>The same document with members in the order of their names.</summary>
    private static string Sorted(JsonData value) => value switch
    {
        ObjectData members => "{" + string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"\"{member.Key}\":{Sorted(member.Value)}")) + "}",
        ArrayData items => "[" + string.Join(',', items.Select(Sorted)) + "]",
        _ => value.ToJson(),
    };
}
