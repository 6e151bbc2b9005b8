using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;

namespace ImageFlow.Deployment.Inventory;

/// <summary>A value of a call: known when the template is made, or an expression that only a run can work out.</summary>
/// <param name="Literal">The value, or the part of the expression that names the resource; <see langword="null"/> where neither is there.</param>
/// <param name="Expression">The expression's text; <see langword="null"/> for a plain value and where the argument is absent.</param>
internal readonly partial record struct Argument(string? Literal, string? Expression)
{
    private const string MachinePart = ":stateMachine:";

    public bool IsAbsent => Literal is null && Expression is null;

    /// <summary>Whether only a run knows the value.</summary>
    public bool IsDynamic => Literal is null && Expression is not null;

    /// <summary>The variable's name where the expression is nothing else, <c>{% $name %}</c>; so that several states with it mean one resource.</summary>
    public string? OnlyVariable => Expression is not null && SingleVariable().Match(Expression) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <summary>Looks up a member of the arguments, such as <c>Image.S3Object.Bucket</c>.</summary>
    public static Argument Of(ObjectData arguments, string path)
    {
        ObjectData at = arguments;
        string[] names = path.Split('.');
        for (int i = 0; i < names.Length; i++)
        {
            if (at[names[i] + ".$"] is StringData expression)
            {
                return OfExpression(expression.Value);
            }

            switch (at[names[i]])
            {
                case ObjectData inner:
                    at = inner;
                    continue;
                case StringData text when text.Value.StartsWith("{%", StringComparison.Ordinal):
                    return OfExpression(text.Value);
                case StringData text when i == names.Length - 1:
                    return new Argument(text.Value, null);
                default:
                    return default;
            }
        }

        return default;
    }

    /// <summary>The resource's own name at the end of an ARN, a queue's address or a key path; a plain name stays as it is.</summary>
    public static string LastPart(string value) => value[(value.TrimEnd('/').LastIndexOfAny([':', '/']) + 1)..].TrimEnd('/');

    /// <summary>
    /// An expression that puts an ARN together ends with the name in quotes, as in <c>… &amp; ':imageflow-notifications'</c>; that is known
    /// beforehand although the account is not.
    /// </summary>
    private static Argument OfExpression(string text)
    {
        string? name = OwnNames(text).LastOrDefault();
        return new Argument(name, text);
    }

    /// <summary>The names in quotes that can only be those of resources: those with our prefix, and what follows <c>:stateMachine:</c>.</summary>
    public static IEnumerable<string> OwnNames(string expression) => QuotedText().Matches(expression)
        .Select(match => match.Groups["text"].Value)
        .Where(text => ResourceName().IsMatch(LastPart(text)) || (text.Contains(MachinePart, StringComparison.Ordinal) && !text.EndsWith(':')))
        .Select(LastPart);

    /// <summary>The variables that an expression reads, without their <c>$</c>.</summary>
    public static IEnumerable<string> Variables(string expression) => Variable().Matches(expression).Select(match => match.Groups["name"].Value).Distinct();

    [GeneratedRegex(@"(?<![\w$])\$(?<name>[A-Za-z_]\w*)(?!\w*\s*\()")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\{%\s*\$(?<name>[A-Za-z_]\w*)\s*%\}$")]
    private static partial Regex SingleVariable();

    [GeneratedRegex("""(?<quote>['"])(?<text>[^'"]*)\k<quote>""")]
    private static partial Regex QuotedText();

    /// <summary>The default names all begin so; any other quoted text in an expression may be anything.</summary>
    [GeneratedRegex("^imageflow-[A-Za-z0-9_.-]+$")]
    private static partial Regex ResourceName();
}
