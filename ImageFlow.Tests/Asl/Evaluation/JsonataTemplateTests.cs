using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Evaluation;

public class JsonataTemplateTests
{
    private const string Input = """{"name":"cat.jpg","size":3,"tags":["a","b"],"nothing":null}""";

    [Theory]
    [InlineData("\"{% $states.input.name %}\"", "\"cat.jpg\"")]
    [InlineData("\"{%$states.input.size*2%}\"", "6")]
    [InlineData("{\"a\":[\"{% $v %}\",1,{\"b\":\"{% $states.context.Execution.Name %}\"}],\"lit\":\"$v\"}", "{\"a\":[9,1,{\"b\":\"run-1\"}],\"lit\":\"$v\"}")]
    [InlineData("\"{% $states.input.nothing %}\"", "null")]
    [InlineData("\"{% $count($states.input.tags) %}\"", "2")]
    [InlineData("\"{% $now() %}\"", "\"2026-11-20T09:00:00.000Z\"")]
    [InlineData("\"{% $random(42) %}\"", "0.7275636800328681")]
    [InlineData("\"not an {% expression %}\"", "\"not an {% expression %}\"")]
    public void Evaluate_Template_ReplacesExpressionsAndKeepsTheRest(string template, string expected) =>
        Assert.Equal(JsonData.Parse(expected), Evaluate(template));

    [Theory]
    [InlineData("{\"r\":[1,{\"x\":\"{% $states.input.missing %}\"}]}", "Output/r[1]/x", "The JSONata expression '$states.input.missing' specified for the field 'Output/r[1]/x' returned nothing (undefined).")]
    [InlineData("\"{% $undefined %}\"", "Output", "The JSONata expression '$undefined' specified for the field 'Output' returned nothing (undefined).")]
    [InlineData("\"{% $sum('a') %}\"", "Output", "The JSONata expression '$sum('a')' specified for the field 'Output' threw an error during evaluation. T0412: Argument 1 of function \"sum\" must be an array of \"numbers\"")]
    public void Evaluate_FailingExpression_NamesItAndItsField(string template, string location, string cause)
    {
        StatesException failure = Assert.Throws<StatesException>(() => Evaluate(template));

        Assert.Equal(("States.QueryEvaluationError", location, cause), (failure.Error, failure.Location, failure.Cause));
    }

    [Fact]
    public void Evaluate_ResultAndError_AreSeenWhereTheScopeHasThem()
    {
        StateScope scope = TestScope.Of(Input) with { Result = JsonData.Parse("[1]"), ErrorOutput = JsonData.Parse("""{"Error":"E"}""") };

        Assert.Equal(JsonData.Parse("""{"r":[1],"e":"E"}"""), Evaluate("""{"r":"{% $states.result %}","e":"{% $states.errorOutput.Error %}"}""", scope));
    }

    [Fact]
    public void Boolean_NoBoolean_FailsLikeAws()
    {
        StatesException failure = Assert.Throws<StatesException>(() => TypedFields.Boolean(new Template("{% 'yes' %}"), TestScope.Of(Input), "Choices[0]/Condition"));

        Assert.Equal(
            "The JSONata expression ''yes'' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\"",
            failure.Cause);
    }

    [Fact]
    public void Assign_Expressions_SeeTheVariablesFromBefore()
    {
        Template assign = new(JsonData.Parse("""{"v":"{% $w %}","w":"{% $v %}"}"""));

        IReadOnlyDictionary<string, JsonData> after = TemplateEvaluation.Assign(assign, QueryLanguage.Jsonata, TestScope.Of(Input, """{"v":1,"w":2}"""));

        Assert.Equal((2.0, 1.0), (((NumberData)after["v"]).Value, ((NumberData)after["w"]).Value));
    }

    [Theory]
    [InlineData("{% -1 %}", "Seconds must be between 0 and 99999999 but was: -1")]
    [InlineData("{% 1.5 %}", "The Seconds field cannot be parsed as an integer: 1.5")]
    [InlineData("{% 'x' %}", "The JSONata expression ''x'' specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string' for value: \"x\"")]
    public void WaitUntil_BadExpression_FailsLikeAws(string seconds, string cause)
    {
        StatesException failure = Assert.Throws<StatesException>(() =>
            StateFields.WaitUntil(new WaitState { Name = "W", Seconds = seconds }, QueryLanguage.Jsonata, TestScope.Of(Input)));

        Assert.Equal(cause, failure.Cause);
    }

    [Fact]
    public void Items_ObjectInInlineMode_FailsLikeAws()
    {
        MapState map = new()
        {
            Name = "M",
            Items = new Template("{% {'foo': 'bar'} %}"),
            ItemProcessor = new ItemProcessor { StartAt = "P", States = new() { ["P"] = new PassState { Name = "P", End = true } } },
        };

        Assert.Equal(
            "The JSONata expression '{'foo': 'bar'}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {\"foo\":\"bar\"}",
            Assert.Throws<StatesException>(() => MapFields.Items(map, QueryLanguage.Jsonata, TestScope.Of(Input))).Cause);
    }

    private static JsonData Evaluate(string template, StateScope? scope = null) =>
        TemplateEvaluation.Evaluate(new Template(JsonData.Parse(template)), QueryLanguage.Jsonata, scope ?? TestScope.Of(Input, """{"v":9}"""), "Output");
}
