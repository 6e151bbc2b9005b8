using System.Collections.Concurrent;
using ImageFlow.Asl.Jsonata;

namespace ImageFlow.Asl.Evaluation;

/// <summary>Parsed JSONata expressions by text: a definition is checked, read and run, and each would otherwise parse them again.</summary>
internal static class ExpressionCache
{
    /// <summary>More texts than the definitions of one process have; beyond it the table starts anew, so that it cannot grow without end.</summary>
    private const int Capacity = 20_000;

    private static readonly ConcurrentDictionary<string, JsonataExpression> Expressions = new(StringComparer.Ordinal);

    /// <exception cref="JsonataException">The text is not an expression of Step Functions' JSONata.</exception>
    public static JsonataExpression Get(string text)
    {
        if (Expressions.TryGetValue(text, out JsonataExpression? known))
        {
            return known;
        }

        if (Expressions.Count >= Capacity)
        {
            Expressions.Clear();
        }

        return Expressions.GetOrAdd(text, JsonataExpression.Parse(text, JsonataMode.StepFunctions));
    }
}
