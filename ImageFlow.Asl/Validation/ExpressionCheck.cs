using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>The members of <c>$states</c> that exist beside <c>input</c> and <c>context</c> where an expression is evaluated.</summary>
[Flags]
internal enum ExpressionNames
{
    Plain = 0,
    Result = 1,
    ErrorOutput = 2,
}

/// <summary>Checks the JSONata expressions of a value as AWS does when a state machine is created.</summary>
internal static class ExpressionCheck
{
    /// <summary>Checks every string in the value.</summary>
    public static void CheckAll(JsonData value, Location at, CheckScope scope, ExpressionNames names)
    {
        if (value is ArrayData items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                CheckAll(items[i], at.Item(i), scope, names);
            }
        }
        else if (value is ObjectData members)
        {
            foreach ((string name, JsonData member) in members.Span)
            {
                CheckAll(member, at.Member(name), scope, names);
            }
        }
        else if (value is StringData)
        {
            Check(value, at, scope, names);
        }
    }

    /// <summary>Checks one string.</summary>
    public static void Check(JsonData value, Location at, CheckScope scope, ExpressionNames names, bool mustBeExpression = false)
    {
        string text = ((StringData)value).Value;
        if (text.StartsWith("{%", StringComparison.Ordinal) ? !JsonataTemplate.IsExpression(text) : mustBeExpression)
        {
            scope.Findings.Add(FindingKind.BadDelimiters, at, "JSONata string must start with {% and end with %}");
        }
        else if (JsonataTemplate.IsExpression(text))
        {
            CheckExpression(JsonataTemplate.Strip(text), at, scope, names);
        }
    }

    private static void CheckExpression(string text, Location at, CheckScope scope, ExpressionNames names)
    {
        JsonataExpression expression;
        try
        {
            expression = ExpressionCache.Get(text);
        }
        catch (JsonataException e)
        {
            scope.Findings.Add(FindingKind.BadExpression, at, e.Message);
            return;
        }

        TopLevelReferences references = TopLevelReferences.Of(expression.Tree);
        foreach (string name in references.Names)
        {
            scope.Findings.Add(
                FindingKind.UnsupportedExpression,
                at,
                name == "$$" ? "Reference to '$$' is not supported." : $"Reference to '{name}' at the top level is not supported.");
        }

        foreach (string member in references.StatesMembers)
        {
            if ((member == "errorOutput" && !names.HasFlag(ExpressionNames.ErrorOutput)) || (member == "result" && !names.HasFlag(ExpressionNames.Result)))
            {
                scope.Findings.Add(FindingKind.UnsupportedExpression, at, $"Field '$states.{member}' does not exist.");
            }
        }
    }
}
