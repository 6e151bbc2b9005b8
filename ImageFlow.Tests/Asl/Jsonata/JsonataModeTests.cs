using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Jsonata;

public class JsonataModeTests
{
    [Theory]
    [InlineData("$random(42)", "0.7275636800328681")]
    [InlineData("$partition([1, 2, 3, 4, 5], 2)", "[[1,2],[3,4],[5]]")]
    [InlineData("$range(1, 10, 3)", "[1,4,7,10]")]
    [InlineData("$range(5, 1, -2)", "[5,3,1]")]
    [InlineData("$hash(\"hello\", \"MD5\")", "\"5d41402abc4b2a76b9719d911017c592\"")]
    [InlineData("$hash(\"hello\", \"SHA-1\")", "\"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d\"")]
    [InlineData("$hash(\"hello\", \"SHA-256\")", "\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"")]
    [InlineData("$parse(\"{\\\"a\\\": [1, null]}\")", "{\"a\":[1,null]}")]
    [InlineData("$uuid()", "\"07070707-0707-4707-8707-070707070707\"")]
    [InlineData("$exists($eval)", "false")]
    public void Evaluate_FunctionsOfStepFunctions_GiveWhatAwsGives(string expression, string expected)
    {
        JsonData? result = JsonataExpression.Parse(expression, JsonataMode.StepFunctions)
            .Evaluate(null, new JsonataBindings { Environment = JsonataSuite.Environment });

        Assert.Equal(expected, result?.ToJson());
    }

    /// <summary>Where 2.0.6 and the current version differ; the values are those of the npm packages.</summary>
    [Theory]
    [InlineData("$string(1234567890123456789)", "\"1234567890123460000\"", "\"1234567890123456800\"")]
    [InlineData("-12345678901234567 & \"\"", "\"-12345678901234600\"", "\"-12345678901234568\"")]
    [InlineData("$string([1234567890123465])", "\"[1234567890123470]\"", "\"[1234567890123465]\"")]
    [InlineData("λ($a,$b,$c)<n+n:a>{[$a,$b,$c]}(1,2,3)", "[1,1,3]", "[1,2,3]")]
    [InlineData("$fromMillis(1510067557121, \"[M1,1-2]/[D1,2-3]\")", "\"11/007\"", "\"11/07\"")]
    [InlineData("$toMillis(\"2020-5-12\", \"[Y0001]-[M01]-[D01]\")", null, "1589241600000")]
    [InlineData("$toMillis(\"20200512T101112\", \"[Y0001][M01][D01]T[H01][m01][s01]\")", "1592881262000", "1589278272000")]
    [InlineData("$toMillis(\"2020-05-12T1:2:3.5\", \"[Y]-[M01]-[D01]T[H01]:[m01]:[s01].[f1]\")", "1589245323005", "1589245323500")]
    public void Evaluate_WhatTheVersionsAnswerDifferently_FollowsTheMode(string expression, string? older, string current)
    {
        Assert.Equal(older, JsonataExpression.Parse(expression, JsonataMode.StepFunctions).Evaluate(null)?.ToJson());
        Assert.Equal(current, JsonataExpression.Parse(expression).Evaluate(null)?.ToJson());
    }

    [Theory]
    [InlineData("a ?? 1", "S0211")]
    [InlineData("a ?: 1", "S0211")]
    [InlineData("$eval(\"1\")", "T1006")]
    [InlineData("$hash(\"x\", \"CRC\")", "D3137")]
    [InlineData("$partition([1], 0)", "D3137")]
    [InlineData("$parse(\"{\")", "D3137")]
    public void Evaluate_WhatStepFunctionsLacks_FailsWithACode(string expression, string code)
    {
        JsonataException error = Assert.Throws<JsonataException>(() => JsonataExpression.Parse(expression, JsonataMode.StepFunctions).Evaluate(null));

        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData("$states.input.a + $b", "b,states")]
    [InlineData("($a := 1; $a + $c)", "c")]
    [InlineData("function($x){$x & $y}", "y")]
    [InlineData("list#$i.($i + $j)", "j")]
    [InlineData("($f := function($n){$f($n - 1)}; $f(1))", "")]
    [InlineData("$sum(a)", "")]
    public void FreeVariables_OfAnExpression_AreTheOnesItDoesNotBind(string expression, string expected)
    {
        Assert.Equal(expected, string.Join(',', JsonataExpression.Parse(expression, JsonataMode.StepFunctions).FreeVariables.Order()));
    }

    [Fact]
    public void Parse_InvalidRegularExpression_NamesIt()
    {
        JsonataException error = Assert.Throws<JsonataException>(() => JsonataExpression.Parse("$match(a, /b**/)"));

        Assert.Equal("S0303", error.Code);
    }

    [Fact]
    public void Evaluate_Result_CarriesNothingOfTheEvaluation()
    {
        JsonData kept = JsonataExpression.Parse("{\"a\": list[].b}").Evaluate(JsonData.Parse("{\"list\":[{\"b\":1}]}"))!;

        // As data of another evaluation the array is one like any other.
        Assert.Equal("[1]", JsonataExpression.Parse("a").Evaluate(kept)!.ToJson());
    }
}
