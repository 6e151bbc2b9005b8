using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>Evaluates templates: <c>Parameters</c>, <c>Arguments</c>, <c>ResultSelector</c>, <c>Output</c>, <c>ItemSelector</c> …</summary>
public static class TemplateEvaluation
{
    /// <summary>The value of the template in the given scope. The template is compiled once.</summary>
    /// <param name="field">Where the template stands in the state (<c>Output</c>, <c>Choices[0]/Output</c>), for the cause of a failure.</param>
    /// <exception cref="StatesException"><c>States.Runtime</c> (JSONPath) or <c>States.QueryEvaluationError</c> (JSONata).</exception>
    public static JsonData Evaluate(Template template, QueryLanguage language, StateScope scope, string field) =>
        language == QueryLanguage.Jsonata
            ? template.Compiled(JsonataTemplate.Compile).Evaluate(scope, field)
            : template.Compiled(PayloadTemplate.Compile).Evaluate(scope);

    /// <summary>
    /// The variables after an <c>Assign</c>. All its expressions see the variables from before it; names that it does not mention stay.
    /// </summary>
    public static IReadOnlyDictionary<string, JsonData> Assign(Template assign, QueryLanguage language, StateScope scope, string field = "Assign")
    {
        if (Evaluate(assign, language, scope, field) is not ObjectData { Count: > 0 } values)
        {
            return scope.Variables;
        }

        Dictionary<string, JsonData> variables = new(scope.Variables, StringComparer.Ordinal);
        foreach ((string name, JsonData value) in values.Span)
        {
            variables[name] = value;
        }

        return variables;
    }
}
