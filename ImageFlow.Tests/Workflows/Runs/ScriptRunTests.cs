using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.Workflows;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Flows whose JavaScript has no exact form in the state machine's language run with Node.js, and what is hostile in them ends with an error.</summary>
public sealed class ScriptRunTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("imageflow-scripts-").FullName;
    private LocalCloudHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        host = await LocalCloudHost.OpenAsync(new() { DataDirectory = folder, TimeSkip = true, Synchronous = false }, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(QueryLanguage.Jsonata)]
    [InlineData(QueryLanguage.JsonPath)]
    public async Task Run_ExpressionWithoutAnExactForm_GivesNodesValue(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Input("Key").Variable("Name", "String", "Anna").Output("Result")
            .Node("a", "Elsa.SetOutput", ("outputName", Literal("Result")), ("outputValue", Script("getInput('Key').replace(/\\W+/g, '_') + ' by ' + variables.Name.padStart(6, '*')")));

        ObjectData output = await OutputAsync(flow, """{"Key": "a b/c.jpg"}""", language);

        Assert.Equal("a_b_c_jpg by **Anna", ((StringData)output["Result"]!).Value);
    }

    [Theory]
    [InlineData("{\"X\": null}", "none")]
    [InlineData("{\"X\": \"cat.png\"}", "png")]
    [InlineData("{\"X\": \"cat.gif\"}", "other")]
    public async Task Run_SwitchWithPatterns_TestsACaseOnlyWhenThoseBeforeDidNotHold(string input, string expected)
    {
        TestFlow flow = new TestFlow().Input("X", "Object").Output("Result")
            .Node("s", "Elsa.FlowSwitch", ("cases", new[]
            {
                new { label = "None", condition = new { type = "JavaScript", value = "getX() == null" } },
                new { label = "Png", condition = new { type = "JavaScript", value = "getX().match(/\\.png$/i)" } },
            }))
            .Node("none", "Elsa.SetOutput", ("outputName", Literal("Result")), ("outputValue", Literal("none")))
            .Node("png", "Elsa.SetOutput", ("outputName", Literal("Result")), ("outputValue", Literal("png")))
            .Node("other", "Elsa.SetOutput", ("outputName", Literal("Result")), ("outputValue", Literal("other")))
            .To("s", "none", "None").To("s", "png", "Png").To("s", "other", "Default");

        ObjectData output = await OutputAsync(flow, input, QueryLanguage.Jsonata);

        Assert.Equal(expected, ((StringData)output["Result"]!).Value);
    }

    [Theory]
    [InlineData(QueryLanguage.Jsonata)]
    [InlineData(QueryLanguage.JsonPath)]
    public async Task Run_LoopWithAScriptThatSetsVariables_EndsWithTheirValues(QueryLanguage language)
    {
        TestFlow flow = new TestFlow().Variable("Text", "String", "").Variable("Count", "Int32", "0").Output("Result")
            .Node("w", "Elsa.While", ("condition", Script("!/^x{3}$/.test(getText())", "Boolean")), ("body", Activity("j", "Elsa.RunJavaScript",
                ("script", Literal("setText(getText() + 'x'); variables.Count += 1; return null;")))))
            .Node("o", "Elsa.SetOutput", ("outputName", Literal("Result")), ("outputValue", Script("`${getText()} ${getCount()}`")))
            .Chain("w", "o");

        ObjectData output = await OutputAsync(flow, "{}", language);

        Assert.Equal("xxx 3", ((StringData)output["Result"]!).Value);
    }

    [Fact]
    public async Task Run_ScriptThatThrows_GoesTheWayOfItsErrorPort()
    {
        TestFlow flow = new TestFlow().Output("Result")
            .Node("a", "ImageFlow.EvaluateJavaScript", ("expression", Literal("null.x")))
            .Node("caught", "Elsa.SetOutput", ("outputName", Literal("Result")), ("outputValue", Script("getError().Error")))
            .To("a", "caught", "ExpressionError");

        ObjectData output = await OutputAsync(flow, "{}", QueryLanguage.Jsonata);

        Assert.Equal("ExpressionError", ((StringData)output["Result"]!).Value);
    }

    [Theory]
    [InlineData("(() => { for (;;) { } })()")]
    [InlineData("(() => { const all = []; for (;;) { all.push('x'.repeat(1e6).split('')); } })()")]
    [InlineData("globalThis.constructor.constructor('return process')().exit(1)")]
    public async Task Run_HostileExpression_FailsAndTheNextRunSucceeds(string script)
    {
        TestFlow flow = new TestFlow().Output("Result").Node("a", "Elsa.SetOutput", ("outputName", Literal("Result")), ("outputValue", Script(script)));

        ExecutionDescription run = await RunAsync(flow, "{}", QueryLanguage.Jsonata);

        Assert.Equal(("FAILED", "ExpressionError"), (run.Status, run.Error));
        TestFlow next = new TestFlow().Output("Result").Node("a", "Elsa.SetOutput", ("outputName", Literal("Result")), ("outputValue", Script("'ok'.match(/k/).index")));
        Assert.Equal(1, ((NumberData)(await OutputAsync(next, "{}", QueryLanguage.Jsonata))["Result"]!).Value);
    }

    [Theory]
    [InlineData("require('fs')", "require")]
    [InlineData("fetch('http://127.0.0.1')", "fetch")]
    [InlineData("process.exit()", "process")]
    [InlineData("(x => getNothing(x))", "getNothing")]
    public void Compile_NameThatIsNotThere_IsRefusedWithItsPlace(string script, string name)
    {
        CompileResult result = new TestFlow().Variable("V").Set("a", "V", Script("/a/.test('b') || " + script)).Compile();

        Diagnostic finding = Assert.Single(result.Diagnostics, finding => finding.Severity == DiagnosticSeverity.Error);
        Assert.Equal("FLOW0204", finding.Code);
        Assert.Contains($"'{name}'", finding.Message);
        Assert.Contains("(at character ", finding.Message);
    }

    private async Task<ObjectData> OutputAsync(TestFlow flow, string input, QueryLanguage language)
    {
        ExecutionDescription run = await RunAsync(flow, input, language);
        Assert.SkipWhen(run.Error == "NodeNotFoundException", run.Cause ?? "");
        Assert.True(run.Status == "SUCCEEDED", $"{run.Error}: {run.Cause}");
        return (ObjectData)JsonData.Parse(run.Output!);
    }

    private async Task<ExecutionDescription> RunAsync(TestFlow flow, string input, QueryLanguage language)
    {
        WorkflowReadResult read = WorkflowReader.Read(flow.ToJson());
        CompileResult compiled = WorkflowCompiler.Compile(read.Definition!, ImageFlow.Workflows.ActivityManifest.Parse(ImageFlow.Activities.ActivityManifest.ToJson()), new() { QueryLanguage = language });
        Assert.True(compiled.AslJson is not null, string.Join('\n', compiled.Diagnostics));
        Assert.Contains(compiled.SourceMap.Entries, entry => entry.Role == "script" || entry.Role == "task");
        (string arn, _) = host.PutStateMachine("script" + Guid.NewGuid().ToString("N"), compiled.AslJson!);
        ExecutionDescription started = await host.Engine.StartExecutionAsync(arn, null, input);
        return await host.Engine.WaitForCompletionAsync(started.ExecutionArn, Cancellation);
    }
}
