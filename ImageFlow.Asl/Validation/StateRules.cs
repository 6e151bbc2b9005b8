using System.Text.RegularExpressions;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>The value of <c>Retry</c> or <c>Catch</c>.</summary>
internal sealed class RecoveryRule(ObjectSchema entry) : ValueRule
{
    private readonly ListRule list = new(entry);

    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        list.Check(value, at, scope);
        if (value is not ArrayData entries)
        {
            return;
        }

        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i] is ObjectData members && members["ErrorEquals"] is ArrayData errors
                && errors.Any(error => error is StringData { Value: StateErrors.All })
                && (errors.Count > 1 || i < entries.Count - 1))
            {
                scope.Findings.Add(FindingKind.MisplacedStatesAll, at.Item(i).Member("ErrorEquals"), "States.ALL must appear alone and at end of list");
            }
        }
    }
}

/// <summary>The value of <c>Assign</c>: an object whose names are variables.</summary>
internal sealed partial class AssignRule(ExpressionNames names) : ValueRule
{
    private readonly TemplateRule template = new(names);

    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not ObjectData variables)
        {
            WrongType("Object", at, scope);
            return;
        }

        foreach ((string member, _) in variables.Span)
        {
            string name = !scope.IsJsonata && PayloadTemplate.IsQueryName(member) ? member[..^2] : member;
            if (name == "states")
            {
                scope.Findings.Add(FindingKind.ReservedVariableName, at.Member(member), "Cannot assign to reserved variable '$states'.");
            }
            else if (!ValidName().IsMatch(name))
            {
                scope.Findings.Add(
                    FindingKind.BadVariableName,
                    at.Member(member),
                    $"Invalid variable name '{name}': the variable name contains invalid characters.");
            }
        }

        template.Check(value, at, scope);
    }

    /// <summary>Unicode identifiers of 1 to 80 characters.</summary>
    [GeneratedRegex(@"^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]{0,79}$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}

/// <summary>The value of <c>Credentials</c>.</summary>
internal sealed class CredentialsRule : ValueRule
{
    private static readonly TemplateRule Template = new(ExpressionNames.Plain);

    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is ObjectData members && !members.Contains("RoleArn") && !members.Contains("RoleArn.$"))
        {
            scope.Findings.Add(FindingKind.BadCredentials, at, "The field 'RoleArn' is required but was missing");
        }

        Template.Check(value, at, scope);
    }
}

/// <summary>The value of a Pass state's <c>Result</c>: any JSON, but what looks like a path in it is not evaluated.</summary>
internal sealed class ResultRule : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is ArrayData items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                Check(items[i], at.Item(i), scope);
            }
        }
        else if (value is ObjectData members)
        {
            foreach ((string name, JsonData member) in members.Span)
            {
                if (PayloadTemplate.IsQueryName(name))
                {
                    scope.Findings.Add(FindingKind.ResultIsStatic, at.Member(name), $"The field '{name}' of Result looks like a path but is copied as it is.");
                }

                Check(member, at.Member(name), scope);
            }
        }
    }
}
