using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl;

/// <summary>Shorthand for evaluating language pieces.</summary>
internal static class TestScope
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static StateScope Of(string input, string variables = "{}", string context = """{"Execution":{"Name":"run-1"}}""", IRandomSource? random = null) => new()
    {
        Input = JsonData.Parse(input),
        Context = (ObjectData)JsonData.Parse(context),
        Variables = ((ObjectData)JsonData.Parse(variables)).ToDictionary(m => m.Key, m => m.Value),
        Now = Now,
        Random = random ?? new FixedRandom(),
    };

    /// <summary>The value of a <c>.$</c> member.</summary>
    public static JsonData Query(string query, StateScope scope) =>
        ((ObjectData)TemplateEvaluation.Evaluate(new Template(ObjectData.Of(("v.$", query))), QueryLanguage.JsonPath, scope, "Parameters"))["v"]!;

    /// <summary>How evaluating a <c>.$</c> member fails.</summary>
    public static StatesException Failure(string query, StateScope scope) => Assert.Throws<StatesException>(() => Query(query, scope));
}
