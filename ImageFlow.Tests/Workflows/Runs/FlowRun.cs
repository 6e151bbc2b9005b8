using System.Collections.Concurrent;
using System.Text;
using ImageFlow.Activities.EvaluateJavaScript;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Tests.Engine;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>
/// Compiles a drawn flow and runs it on the engine. Each <c>Test.Work</c> leaves its key as an effect; a key of the form
/// <c>fail:Name</c> raises that error. Scripts run in Node.js. Its outputs: <c>text</c> the key, <c>number</c> how many effects there are, <c>ok</c> true.
/// </summary>
internal sealed record FlowRun(string Status, string? Error, string? Cause, JsonData? Output, IReadOnlyList<string> Effects, IReadOnlyList<TaskInvocation> Calls)
{
    public string this[string output] => ((ObjectData)Output!)[output]?.ToJson() ?? "(absent)";

    public static Task<FlowRun> OfAsync(TestFlow flow, string input = "{}", QueryLanguage language = QueryLanguage.Jsonata, Action<TestHandler>? services = null) =>
        OfAsync(flow.Compile(language), input, services);

    public static async Task<FlowRun> OfAsync(CompileResult compiled, string input = "{}", Action<TestHandler>? services = null)
    {
        Assert.True(compiled.AslJson is not null, string.Join('\n', compiled.Diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Error)));
        ConcurrentQueue<string> effects = new();
        TestHandler handler = new();
        handler.OnAsync("arn:aws:states:::lambda:invoke", async (call, cancellation) => IsScript(call) ? await EvaluateAsync(call, cancellation) : Work(call, effects));
        services?.Invoke(handler);
        await using EngineHost host = new() { Handler = handler };
        (ExecutionDescription run, _) = await host.RunAsync(compiled.AslJson, input);
        return new(run.Status, run.Error, run.Cause, run.Output is null ? null : JsonData.Parse(run.Output), [.. effects], [.. handler.Invocations]);
    }

    public FlowRun Succeeded()
    {
        Assert.True(Status == "SUCCEEDED", $"{Status} {Error}: {Cause}");
        return this;
    }

    private static bool IsScript(TaskInvocation call) => ((ObjectData)call.Input)["FunctionName"] is StringData { Value: "imageflow-EvaluateJavaScript" };

    private static async Task<TaskResult> EvaluateAsync(TaskInvocation call, CancellationToken cancellation)
    {
        try
        {
            ReadOnlyMemory<byte> answer = await NodeEvaluation.RunAsync(Encoding.UTF8.GetBytes(((ObjectData)call.Input)["Payload"]!.ToJson()), cancellation);
            return new TaskResult.Success(ObjectData.Of(("Payload", JsonData.Parse(Encoding.UTF8.GetString(answer.Span)))));
        }
        catch (ExpressionError problem)
        {
            return new TaskResult.Failure(nameof(ExpressionError), problem.Message);
        }
    }

    private static TaskResult Work(TaskInvocation call, ConcurrentQueue<string> effects)
    {
        string key = ((StringData)((ObjectData)((ObjectData)call.Input)["Payload"]!)["key"]!).Value;
        effects.Enqueue(key);
        return key.StartsWith("fail:", StringComparison.Ordinal)
            ? new TaskResult.Failure(key[5..], "as the test wants")
            : new TaskResult.Success(ObjectData.Of(("Payload", ObjectData.Of(
                ("ok", true), ("text", key), ("number", NumberData.Of(effects.Count)), ("data", ObjectData.Of(("key", key))), ("note", NullData.Instance)))));
    }
}
