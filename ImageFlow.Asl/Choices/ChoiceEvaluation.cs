using System.Globalization;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Choices;

/// <summary>Where a Choice state goes.</summary>
/// <param name="Next">The next state.</param>
/// <param name="Rule">The rule that matched, or <see langword="null"/> for <c>Default</c>; its own Assign and Output apply instead of the state's.</param>
/// <param name="Field">The rule's place (<c>Choices[1]</c>), as causes name it; empty for <c>Default</c>.</param>
public sealed record ChoiceOutcome(string Next, ChoiceRule? Rule, string Field);

/// <summary>Decides Choice states.</summary>
public static class ChoiceEvaluation
{
    /// <summary>The first rule that holds, else <c>Default</c>. Later rules are not evaluated.</summary>
    /// <exception cref="StatesException">
    /// <c>States.Runtime</c>: nothing matches, or a rule reads what is not there; <c>States.QueryEvaluationError</c>: a condition fails or is not a boolean.
    /// </exception>
    public static ChoiceOutcome Choose(ChoiceState state, QueryLanguage language, StateScope scope)
    {
        for (int i = 0; i < state.Choices.Count; i++)
        {
            ChoiceRule rule = state.Choices[i];
            string field = string.Create(CultureInfo.InvariantCulture, $"Choices[{i}]");
            bool holds = language == QueryLanguage.Jsonata
                ? TypedFields.Boolean(rule.Condition!, scope, field + "/Condition")
                : Holds(rule.Test!, scope);
            if (holds)
            {
                return new ChoiceOutcome(rule.Next, rule, field);
            }
        }

        return state.Default is { } next
            ? new ChoiceOutcome(next, null, "")
            : throw new StatesException(StateErrors.Runtime, "Failed to transition out of the state. The state does not point to a next state.");
    }

    /// <summary>Whether a JSONPath rule's test holds.</summary>
    public static bool Holds(ChoiceTest test, StateScope scope) => test switch
    {
        AllOf all => all.Tests.All(part => Holds(part, scope)),
        AnyOf any => any.Tests.Any(part => Holds(part, scope)),
        Negation negation => !Holds(negation.Test, scope),
        Comparison comparison => Holds(comparison, scope),
        _ => throw new ArgumentException($"The test {test.GetType().Name} is not one of the kinds of the model.", nameof(test)),
    };

    private static bool Holds(Comparison comparison, StateScope scope)
    {
        if (!ChoiceOperator.All.TryGetValue(comparison.Operator, out ChoiceOperator? choice))
        {
            throw new StatesException(StateErrors.Runtime, $"The comparison operator '{comparison.Operator}' is not supported.");
        }

        if (choice.Name == ChoiceOperator.IsPresent)
        {
            return comparison.Operand is BooleanData wanted && wanted.Value == IsPresent(comparison.Variable, scope);
        }

        JsonData value = Read(comparison.Variable, scope);
        JsonData operand = choice.IsPath && comparison.Operand is StringData path ? Read(path.Value, scope) : comparison.Operand;
        return choice.Holds(value, operand);
    }

    private static bool IsPresent(string path, StateScope scope)
    {
        try
        {
            return PathQueryCache.Get(path).Evaluate(scope) is not ArrayData { Count: 0 }
                || PathQueryCache.Get(path) is RootedPath { Path.IsDefinite: true };
        }
        catch (JsonPathException)
        {
            return false;
        }
    }

    private static JsonData Read(string path, StateScope scope)
    {
        try
        {
            return PathQueryCache.Get(path).Evaluate(scope);
        }
        catch (JsonPathException)
        {
            throw new StatesException(StateErrors.Runtime, $"Invalid path '{path}': The choice state's condition path references an invalid value.");
        }
    }
}
