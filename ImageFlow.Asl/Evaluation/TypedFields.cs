using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>JSONata fields whose value must be of one type.</summary>
public static class TypedFields
{
    /// <summary>A field that must be a boolean, such as a rule's <c>Condition</c>.</summary>
    /// <exception cref="StatesException"><c>States.QueryEvaluationError</c>: it fails, or is of another type.</exception>
    public static bool Boolean(Template template, StateScope scope, string field) =>
        Evaluate(template, scope, field, JsonDataKind.Boolean) is BooleanData { Value: true };

    /// <summary>The value of a JSONata field that must be of the given type.</summary>
    /// <exception cref="StatesException"><c>States.QueryEvaluationError</c>: it fails, or is of another type.</exception>
    public static JsonData Evaluate(Template template, StateScope scope, string field, JsonDataKind expected) =>
        Expect(TemplateEvaluation.Evaluate(template, QueryLanguage.Jsonata, scope, field), template, field, expected);

    internal static JsonData Expect(JsonData value, Template template, string field, JsonDataKind expected) => value.Kind == expected
        ? value
        : throw new StatesException(
            StateErrors.QueryEvaluationError,
            $"The JSONata expression '{Expression(template)}' specified for the field '{field}' returned an unexpected result type. "
            + $"Expected '{NameOf(expected)}', but was '{NameOf(value.Kind)}' for value: {value.ToJson()}",
            field);

    /// <summary>The expression without its delimiters, as causes show it.</summary>
    internal static string Expression(Template template) =>
        template.Source is StringData text && JsonataTemplate.IsExpression(text.Value) ? JsonataTemplate.Strip(text.Value) : template.Source.ToJson();

    private static string NameOf(JsonDataKind kind) => kind.ToString().ToLowerInvariant();
}
