using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>A template: a payload template in JSONPath states, JSON with expressions in JSONata states.</summary>
/// <param name="names">Which of <c>$states</c>' members exist where the template is evaluated.</param>
internal sealed class TemplateRule(ExpressionNames names) : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (scope.IsJsonata)
        {
            ExpressionCheck.CheckAll(value, at, scope, names);
        }
        else
        {
            CheckPayload(value, at, scope);
        }
    }

    private static void CheckPayload(JsonData value, Location at, CheckScope scope)
    {
        if (value is ArrayData items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                CheckPayload(items[i], at.Item(i), scope);
            }
        }
        else if (value is ObjectData members)
        {
            foreach ((string name, JsonData member) in members.Span)
            {
                CheckMember(name, member, at, scope);
            }
        }
    }

    private static void CheckMember(string name, JsonData member, Location at, CheckScope scope)
    {
        if (!PayloadTemplate.IsQueryName(name))
        {
            if (member is StringData literal && LooksLikeQuery(literal.Value))
            {
                scope.Findings.Add(
                    FindingKind.NoDollar,
                    at.Member(name),
                    $"The value of the field '{name}' looks like a path or an intrinsic function call, but the field's name does not end in '.$'.");
            }

            CheckPayload(member, at.Member(name), scope);
        }
        else if (member is not StringData query || !IsQuery(query.Value))
        {
            scope.Findings.Add(FindingKind.BadQuery, at, $"The value for the field '{name}' must be a valid JSONPath or a valid intrinsic function call");
        }
    }

    private static bool LooksLikeQuery(string text) =>
        (text.StartsWith("$.", StringComparison.Ordinal) || text.StartsWith("$$.", StringComparison.Ordinal) || text.StartsWith("States.", StringComparison.Ordinal))
        && IsQuery(text);

    private static bool IsQuery(string text)
    {
        try
        {
            _ = PathQueryCache.Get(text);
            return true;
        }
        catch (JsonPathException)
        {
            return false;
        }
    }
}
