using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Activities;
using ImageFlow.Activities.EvaluateJavaScript;

namespace ImageFlow.Tests.Activities;

/// <summary>JavaScript in Node.js: what it sees, what it gives, and that nothing of it gets out.</summary>
public class EvaluateJavaScriptTests
{
    /// <summary>A hostile expression must be over by then, the start of a process on a busy machine included.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Source_IsShortEnoughForInlineCode() => Assert.InRange(EvaluateJavaScriptActivity.Source.Length, 1, 4096);

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("{ a: 1, b: [2] }", """{"a":1,"b":[2]}""")]
    [InlineData("const a = 2;\nreturn a * 3;", "6")]
    [InlineData("let a = 2; a * 4", "8")]
    [InlineData("'a-b-c'.replace(/-/g, '+')", "\"a+b+c\"")]
    [InlineData("undefined", "null")]
    [InlineData("1 / 0", "null")]
    [InlineData("(async () => 7)()", "7")]
    [InlineData("new Date(0)", "\"1970-01-01T00:00:00.000Z\"")]
    [InlineData("new Date(0).getTimezoneOffset()", "0")]
    [InlineData("getKeys().length + '' + getInput('size') + variables.Keys[0]", "\"23a\"")]
    [InlineData("getOutputFrom('Read', 'Width') * getCurrentIndex()", "200")]
    [InlineData("isNullOrEmpty('') && isNullOrWhiteSpace(' ') && newGuid().length === 36", "true")]
    public async Task Evaluate_Expression_GivesItsValueAsJson(string expression, string expected)
    {
        JsonObject answer = await EvaluateAsync(expression);

        Assert.Equal(expected, answer["result"]?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null");
    }

    [Fact]
    public async Task Evaluate_ScriptThatSetsVariables_GivesThemBack()
    {
        JsonObject answer = await EvaluateAsync("setVariable('keys', ['z']); variables.Count = 1; setOutcome('Big'); return true;", changes: true);

        Assert.Equal("""{"keys":["z"],"Count":1}""", answer["variables"]!.ToJsonString());
        Assert.Equal("""["Big"]""", answer["outcomes"]!.ToJsonString());
    }

    [Theory]
    [InlineData("1 +", "It is no JavaScript")]
    [InlineData("null.x", "TypeError")]
    [InlineData("throw new RangeError('too big')", "RangeError: too big")]
    [InlineData("for (;;) { }", "It ran for more than 2 seconds.")]
    [InlineData("(async () => { for (;;) { await null; } })()", "It ran for more than 2 seconds.")]
    [InlineData("new Promise(() => { })", "never settled")]
    [InlineData("const all = []; for (;;) { all.push(new Array(100000).fill(1)); }", "memory")]
    [InlineData("const all = []; for (;;) { all.push(new Uint8Array(50000000).fill(1)); }", "memory")]
    [InlineData("process.exit(0)", "process is not defined")]
    [InlineData("require('fs').readFileSync('/etc/passwd')", "require is not defined")]
    [InlineData("fetch('http://127.0.0.1/')", "fetch is not defined")]
    [InlineData("this.constructor.constructor('return process')().exit()", "process is not defined")]
    [InlineData("getVariable.constructor('return process')().exit()", "process is not defined")]
    [InlineData("import('fs')", "")]
    [InlineData("new WebAssembly.Memory({ initial: 65536 }) && process.env", "")]
    [InlineData("throw { get message() { throw 1; } }", "no text")]
    [InlineData("10n", "BigInt")]
    [InlineData("Promise.prototype.then = function (f) { f.constructor('return process')().exit(); }; (async () => 1)()", "process is not defined")]
    public async Task Evaluate_HostileOrWrong_FailsAsExpressionErrorWithinTheLimit(string expression, string reason)
    {
        long start = Stopwatch.GetTimestamp();

        ActivityResult result = await RunAsync(expression);

        Assert.Equal(nameof(ExpressionError), result.Error?.ErrorType);
        Assert.Contains(reason, result.Error!.ErrorMessage);
        Assert.True(Stopwatch.GetElapsedTime(start) < Bound);
    }

    [Fact]
    public async Task Evaluate_Cancelled_EndsAtOnce()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("for (;;) { }", stop.Token));
    }

    private static async Task<JsonObject> EvaluateAsync(string expression, bool changes = false)
    {
        ActivityResult result = await RunAsync(expression, changes: changes);
        Assert.True(result.Error is null, result.Error?.ErrorMessage);
        return (JsonObject)JsonNode.Parse(result.Output!.Value.Span)!;
    }

    private static async Task<ActivityResult> RunAsync(string expression, CancellationToken? cancellation = null, bool changes = false)
    {
        JsonObject input = new()
        {
            ["expression"] = expression,
            ["variables"] = JsonNode.Parse("""{"keys": ["a", "b"]}"""),
            ["inputs"] = JsonNode.Parse("""{"Size": 3}"""),
            ["outputs"] = JsonNode.Parse("""{"Read": {"width": 100}}"""),
            ["values"] = JsonNode.Parse("""{"CurrentIndex": 2}"""),
            ["changes"] = changes,
        };
        ActivityResult result = await ActivityInvoker.InvokeAsync("EvaluateJavaScript", Encoding.UTF8.GetBytes(input.ToJsonString()), new() { Objects = null! }, cancellation ?? Cancellation);
        Assert.SkipWhen(result.Error?.ErrorType == nameof(NodeNotFoundException), result.Error?.ErrorMessage ?? "");
        return result;
    }
}
