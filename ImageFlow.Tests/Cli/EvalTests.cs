using ImageFlow.Asl.Jsonata;
using ImageFlow.Cli.Eval;
using ImageFlow.Engine;

namespace ImageFlow.Tests.Cli;

public class EvalTests
{
    [Theory]
    [InlineData("""{"id":1,"expr":"a.b","data":{"a":{"b":[1]}}}""", """{"id":1,"result":[1]}""")]
    [InlineData("""{"id":"x","expr":"nothing"}""", """{"id":"x","undefined":true}""")]
    [InlineData("""{"id":2,"expr":"$x + 1","bindings":{"x":2}}""", """{"id":2,"result":3}""")]
    [InlineData("""{"id":3,"expr":"[1"}""", """{"id":3,"error":{"code":"S0203","message":"Expected \"]\" before end of expression","position":2}}""")]
    public async Task Batch_Request_IsAnsweredOnOneLine(string request, string answer)
    {
        StringWriter answers = new();

        await new BatchEvaluator(JsonataMode.Standard, TimeProvider.System, SystemRandomSource.Instance)
            .RunAsync(new StringReader(request + "\n"), answers, TestContext.Current.CancellationToken);

        Assert.Equal(answer, answers.ToString().Trim());
    }

    [Fact]
    public void Batch_DepthLimit_IsHeld()
    {
        BatchEvaluator batch = new(JsonataMode.Standard, TimeProvider.System, SystemRandomSource.Instance);

        string answer = batch.Answer("""{"id":1,"expr":"($f := function($n){1 + $f($n)}; $f(1))","depth":300}""").ToJson();

        Assert.Contains("U1001", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_WrongExpression_ShowsThePlace()
    {
        StringWriter error = new();

        int code = await new EvalCommand(TextWriter.Null, error, TimeProvider.System, SystemRandomSource.Instance)
            .RunAsync("1 + \"x\"", null, null, JsonataMode.Standard);

        Assert.Equal(1, code);
        Assert.StartsWith("1 + \"x\"\n  ^\nT2002", error.ToString(), StringComparison.Ordinal);
    }
}
