using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>A string; in JSONata states it may be an expression where <paramref name="allowsExpression"/>.</summary>
/// <param name="twin">The field that takes a path instead of this one.</param>
internal sealed class TextRule(bool allowsExpression = false, string? twin = null) : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not StringData text)
        {
            WrongType("[STRING]", at, scope);
        }
        else if (allowsExpression && scope.IsJsonata)
        {
            ExpressionCheck.Check(value, at, scope, ExpressionNames.Plain);
        }
        else if (twin is not null && text.Value.StartsWith("$.", StringComparison.Ordinal))
        {
            scope.Findings.Add(FindingKind.NoPath, at, $"The value looks like a path, but only '{twin}' takes one.");
        }
    }
}

/// <summary>One of a few strings.</summary>
internal sealed class EnumRule(params string[] values) : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not StringData text)
        {
            WrongType("[STRING]", at, scope);
        }
        else if (!values.Contains(text.Value, StringComparer.Ordinal))
        {
            scope.Findings.Add(FindingKind.NotAllowed, at, $"Value should be one of the following: [{string.Join(", ", values)}]");
        }
    }
}

/// <summary>The ARN of a task. A <c>${…}</c> placeholder, which a deployment fills in, is taken for one.</summary>
internal sealed class ResourceRule : ValueRule
{
    private const int ArnParts = 6;

    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not StringData text)
        {
            WrongType("[STRING]", at, scope);
        }
        else if (!text.Value.Contains("${", StringComparison.Ordinal) && !IsArn(text.Value))
        {
            scope.Findings.Add(FindingKind.BadResource, at, "Value is not a valid resource ARN");
        }
        else if (scope.IsExpress)
        {
            CheckExpress(text.Value, at, scope);
        }
    }

    private static bool IsArn(string text) =>
        text.StartsWith("arn:", StringComparison.Ordinal) && text.Split(':', ArnParts) is { Length: ArnParts } parts && parts[1].Length > 0 && parts[2].Length > 0 && parts[5].Length > 0;

    private static void CheckExpress(string resource, Location at, CheckScope scope)
    {
        foreach (string pattern in new[] { ".sync", ".waitForTaskToken" })
        {
            if (resource.EndsWith(pattern, StringComparison.Ordinal) || resource.EndsWith(pattern + ":2", StringComparison.Ordinal))
            {
                scope.Findings.Add(FindingKind.NotInExpress, at, $"Express state machine does not support '{pattern}' service integration");
            }
        }

        if (resource.Contains(":activity:", StringComparison.Ordinal))
        {
            scope.Findings.Add(FindingKind.NotInExpress, at, "Express state machine does not support Activity ARN");
        }
    }
}

/// <summary>A timestamp; in JSONata states it may be an expression.</summary>
internal sealed class TimestampRule : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not StringData text)
        {
            WrongType("[STRING]", at, scope);
        }
        else if (scope.IsJsonata && JsonataTemplate.IsExpression(text.Value))
        {
            ExpressionCheck.Check(value, at, scope, ExpressionNames.Plain);
        }
        else if (!Timestamp.TryParse(text.Value, out _))
        {
            scope.Findings.Add(FindingKind.BadTimestamp, at, "String does not match RFC3339 timestamp");
        }
    }
}
