using ImageFlow.Asl.Choices;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Choices;

public class ChoiceEvaluationTests
{
    private const string Input = """
        {"s":"mango","t":"2026-03-14T01:59:00Z","n":5,"yes":true,"no":false,"nil":null,"list":[],"o":{},
         "other":{"s":"lemon","t":"2026-03-14T02:59:00+01:00","n":5.0,"yes":true}}
        """;

    [Theory]
    [InlineData("$.s", "StringEquals", "\"mango\"", true)]
    [InlineData("$.s", "StringEquals", "\"Mango\"", false)]
    [InlineData("$.n", "StringEquals", "\"5\"", false)]
    [InlineData("$.s", "StringLessThan", "\"melon\"", true)]
    [InlineData("$.s", "StringGreaterThan", "\"mang\"", true)]
    [InlineData("$.s", "StringLessThanEquals", "\"mango\"", true)]
    [InlineData("$.s", "StringGreaterThanEquals", "\"mangoes\"", false)]
    [InlineData("$.s", "StringEqualsPath", "\"$.other.s\"", false)]
    [InlineData("$.s", "StringGreaterThanPath", "\"$.other.s\"", true)]
    [InlineData("$.s", "StringLessThanPath", "\"$.other.s\"", false)]
    [InlineData("$.s", "StringLessThanEqualsPath", "\"$.s\"", true)]
    [InlineData("$.s", "StringGreaterThanEqualsPath", "\"$.s\"", true)]
    [InlineData("$.s", "StringMatches", "\"m*o\"", true)]
    [InlineData("$.s", "StringMatches", "\"m*x\"", false)]
    [InlineData("$.s", "StringMatches", "\"*\"", true)]
    [InlineData("$.s", "StringMatches", "\"m\\\\*\"", false)]
    [InlineData("$.n", "NumericEquals", "5.0", true)]
    [InlineData("$.s", "NumericEquals", "5", false)]
    [InlineData("$.n", "NumericLessThan", "5.5", true)]
    [InlineData("$.n", "NumericGreaterThan", "5", false)]
    [InlineData("$.n", "NumericLessThanEquals", "5", true)]
    [InlineData("$.n", "NumericGreaterThanEquals", "6", false)]
    [InlineData("$.n", "NumericEqualsPath", "\"$.other.n\"", true)]
    [InlineData("$.n", "NumericLessThanPath", "\"$.other.n\"", false)]
    [InlineData("$.n", "NumericGreaterThanPath", "\"$.other.n\"", false)]
    [InlineData("$.n", "NumericLessThanEqualsPath", "\"$.other.n\"", true)]
    [InlineData("$.n", "NumericGreaterThanEqualsPath", "\"$limit\"", true)]
    [InlineData("$.yes", "BooleanEquals", "true", true)]
    [InlineData("$.no", "BooleanEquals", "true", false)]
    [InlineData("$.n", "BooleanEquals", "true", false)]
    [InlineData("$.yes", "BooleanEqualsPath", "\"$.other.yes\"", true)]
    [InlineData("$.t", "TimestampEquals", "\"2026-03-14T02:59:00+01:00\"", true)]
    [InlineData("$.t", "TimestampLessThan", "\"2026-03-14T01:59:00.000000001Z\"", true)]
    [InlineData("$.t", "TimestampGreaterThan", "\"2026-03-14T01:58:59Z\"", true)]
    [InlineData("$.t", "TimestampLessThanEquals", "\"2026-03-14T01:59:00Z\"", true)]
    [InlineData("$.t", "TimestampGreaterThanEquals", "\"2026-03-14T02:00:00Z\"", false)]
    [InlineData("$.s", "TimestampEquals", "\"2026-03-14T01:59:00Z\"", false)]
    [InlineData("$.t", "TimestampEqualsPath", "\"$.other.t\"", true)]
    [InlineData("$.t", "TimestampLessThanPath", "\"$.other.t\"", false)]
    [InlineData("$.t", "TimestampGreaterThanPath", "\"$.other.t\"", false)]
    [InlineData("$.t", "TimestampLessThanEqualsPath", "\"$.other.t\"", true)]
    [InlineData("$.t", "TimestampGreaterThanEqualsPath", "\"$.other.t\"", true)]
    [InlineData("$.nil", "IsNull", "true", true)]
    [InlineData("$.n", "IsNull", "false", true)]
    [InlineData("$.nil", "IsPresent", "true", true)]
    [InlineData("$.gone", "IsPresent", "true", false)]
    [InlineData("$.gone.deep", "IsPresent", "false", true)]
    [InlineData("$.list", "IsPresent", "true", true)]
    [InlineData("$gone", "IsPresent", "false", true)]
    [InlineData("$.n", "IsNumeric", "true", true)]
    [InlineData("$.s", "IsString", "true", true)]
    [InlineData("$.o", "IsString", "true", false)]
    [InlineData("$.no", "IsBoolean", "true", true)]
    [InlineData("$.t", "IsTimestamp", "true", true)]
    [InlineData("$.s", "IsTimestamp", "true", false)]
    [InlineData("$$.Execution.Name", "StringEquals", "\"run-1\"", true)]
    public void Holds_Comparison_IsWhatTheOperatorSays(string variable, string choice, string operand, bool expected) =>
        Assert.Equal(expected, ChoiceEvaluation.Holds(new Comparison(variable, choice, JsonData.Parse(operand)), TestScope.Of(Input, """{"limit":5}""")));

    [Fact]
    public void All_Operators_AreThirtyNine() => Assert.Equal(39, ChoiceOperator.All.Count);

    [Fact]
    public void Holds_Combinations_FollowLogic()
    {
        Comparison yes = new("$.yes", "BooleanEquals", true);
        Comparison no = new("$.no", "BooleanEquals", true);
        StateScope scope = TestScope.Of(Input);

        Assert.True(ChoiceEvaluation.Holds(new AllOf([yes, new Negation(no)]), scope));
        Assert.False(ChoiceEvaluation.Holds(new AllOf([yes, no]), scope));
        Assert.True(ChoiceEvaluation.Holds(new AnyOf([no, yes]), scope));
        Assert.False(ChoiceEvaluation.Holds(new AnyOf([no, no]), scope));
    }

    [Theory]
    [InlineData("StringEquals", "\"x\"")]
    [InlineData("IsNull", "true")]
    public void Holds_VariableIsMissing_FailsLikeAws(string choice, string operand)
    {
        StatesException failure = Assert.Throws<StatesException>(() =>
            ChoiceEvaluation.Holds(new Comparison("$.gone", choice, JsonData.Parse(operand)), TestScope.Of(Input)));

        Assert.Equal("States.Runtime", failure.Error);
        Assert.Equal("Invalid path '$.gone': The choice state's condition path references an invalid value.", failure.Cause);
    }

    [Fact]
    public void Choose_FirstRuleHolds_LaterRulesAreNotRead()
    {
        ChoiceState state = State(Rule("$.yes", "A"), Rule("$.gone", "B"));

        Assert.Equal(("A", "Choices[0]"), (ChoiceEvaluation.Choose(state, QueryLanguage.JsonPath, TestScope.Of(Input)) is var outcome ? outcome.Next : "", outcome.Field));
    }

    [Fact]
    public void Choose_NothingHolds_TakesDefaultOrFails()
    {
        ChoiceState state = State(Rule("$.no", "A"));

        Assert.Equal(new ChoiceOutcome("D", null, ""), ChoiceEvaluation.Choose(state with { Default = "D" }, QueryLanguage.JsonPath, TestScope.Of(Input)));
        StatesException failure = Assert.Throws<StatesException>(() => ChoiceEvaluation.Choose(state, QueryLanguage.JsonPath, TestScope.Of(Input)));
        Assert.Equal("Failed to transition out of the state. The state does not point to a next state.", failure.Cause);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("log-*.txt", "log-1.txt", true)]
    [InlineData("*.txt", "a.txt.txt", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbY", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("a\\\\*", "a\\b", true)]
    public void Matches_Pattern_StarStandsForAnything(string pattern, string text, bool expected) => Assert.Equal(expected, WildcardPattern.Matches(pattern, text));

    [Fact]
    public void Matches_HostilePattern_EndsSoon() => Assert.False(WildcardPattern.Matches(string.Concat(Enumerable.Repeat("a*", 50)) + "b", new string('a', 5_000)));

    private static ChoiceState State(params ChoiceRule[] rules) => new() { Name = "C", Choices = rules };

    private static ChoiceRule Rule(string variable, string next) => new() { Next = next, Test = new Comparison(variable, "BooleanEquals", true) };
}
