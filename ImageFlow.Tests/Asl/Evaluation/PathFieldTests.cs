using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Evaluation;

public class PathFieldTests
{
    private const string Input = """{"a":{"b":[1,2]},"n":7}""";

    [Theory]
    [InlineData("$", Input)]
    [InlineData("$.a.b", "[1,2]")]
    [InlineData("$$.Execution.Name", "\"run-1\"")]
    [InlineData("$v.x[0]", "9")]
    [InlineData("$.a.b[*]", "[1,2]")]
    public void Select_Path_GivesTheValue(string path, string expected) =>
        Assert.Equal(JsonData.Parse(expected), PathFields.Select(path, TestScope.Of(Input, """{"v":{"x":[9]}}""")));

    [Fact]
    public void Select_AbsentOrNull_IsTheInputOrAnEmptyObject()
    {
        Assert.Equal(JsonData.Parse(Input), PathFields.Select(null, TestScope.Of(Input)));
        Assert.Equal(ObjectData.Empty, PathFields.Select(NullData.Instance, TestScope.Of(Input)));
    }

    [Fact]
    public void Select_NothingThere_FailsLikeAws()
    {
        StatesException failure = Assert.Throws<StatesException>(() => PathFields.Select("$.x", TestScope.Of(Input)));

        Assert.Equal("An error occurred while executing the state 'S' (entered at the event id #2). Invalid path '$.x' : No results for path: $['x']", failure.CauseIn("S", 2));
    }

    [Theory]
    [InlineData("$", "\"r\"")]
    [InlineData("$.new", """{"a":{"b":[1,2]},"n":7,"new":"r"}""")]
    [InlineData("$.a", """{"a":"r","n":7}""")]
    [InlineData("$.x.y.z", """{"a":{"b":[1,2]},"n":7,"x":{"y":{"z":"r"}}}""")]
    [InlineData("$.a.b[1]", """{"a":{"b":[1,"r"]},"n":7}""")]
    [InlineData("$['odd key']", """{"a":{"b":[1,2]},"n":7,"odd key":"r"}""")]
    public void ApplyResultPath_ReferencePath_WritesWithoutChangingTheInput(string path, string expected)
    {
        JsonData input = JsonData.Parse(Input);

        Assert.Equal(JsonData.Parse(expected), PathFields.ApplyResultPath(path, input, "r"));
        Assert.Equal(JsonData.Parse(Input), input);
    }

    [Fact]
    public void ApplyResultPath_AbsentOrNull_ReplacesOrDiscards()
    {
        Assert.Equal((JsonData)"r", PathFields.ApplyResultPath(null, JsonData.Parse(Input), "r"));
        Assert.Equal(JsonData.Parse(Input), PathFields.ApplyResultPath(NullData.Instance, JsonData.Parse(Input), "r"));
    }

    [Theory]
    [InlineData("$.n.x", "x")]
    [InlineData("$.a.b[5]", "5")]
    [InlineData("$.a[0]", "0")]
    public void ApplyResultPath_PathDoesNotFit_FailsLikeAws(string path, string step)
    {
        StatesException failure = Assert.Throws<StatesException>(() => PathFields.ApplyResultPath(path, JsonData.Parse(Input), "r"));

        Assert.Equal("States.ReferencePathConflict", failure.Error);
        Assert.Equal($"Unable to apply step \"{step}\" to input {Input}", failure.Cause);
    }

    [Fact]
    public void Evaluate_PayloadTemplate_ReplacesQueriesAndKeepsTheRest()
    {
        Template template = new(JsonData.Parse("""{"lit":{"x":"$.n"},"n.$":"$.n","deep":[{"c.$":"$$.Execution.Name"},1],"f.$":"States.Format('{}', $.n)"}"""));

        Assert.Equal(
            JsonData.Parse("""{"lit":{"x":"$.n"},"n":7,"deep":[{"c":"run-1"},1],"f":"7"}"""),
            TemplateEvaluation.Evaluate(template, QueryLanguage.JsonPath, TestScope.Of(Input), "Parameters"));
    }

    [Fact]
    public void Evaluate_LiteralTemplate_IsNotCopied()
    {
        Template template = new(JsonData.Parse("""{"a":[1,{"b":2}]}"""));

        Assert.Same(template.Source, TemplateEvaluation.Evaluate(template, QueryLanguage.JsonPath, TestScope.Of(Input), "Parameters"));
    }

    [Theory]
    [InlineData("$.x", "The JSONPath '$.x' specified for the field 'v.$' could not be found in the input '{\"a\":{\"b\":[1,2]},\"n\":7}'")]
    [InlineData("$$.Task.Token", "The JSONPath '$$.Task.Token' specified for the field 'v.$' could not be found in the input '{\"Execution\":{\"Name\":\"run-1\"}}'")]
    public void Evaluate_TemplateQueryFindsNothing_FailsLikeAws(string query, string cause) =>
        Assert.Equal(cause, TestScope.Failure(query, TestScope.Of(Input)).Cause);

    [Fact]
    public void Assign_Template_SeesTheVariablesFromBefore()
    {
        Template assign = new(JsonData.Parse("""{"x.$":"$y","y.$":"$x","z.$":"$.n"}"""));

        IReadOnlyDictionary<string, JsonData> after = TemplateEvaluation.Assign(assign, QueryLanguage.JsonPath, TestScope.Of(Input, """{"x":1,"y":2,"keep":3}"""));

        Assert.Equal("keep=3 x=2 y=1 z=7", string.Join(' ', after.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")));
    }
}
