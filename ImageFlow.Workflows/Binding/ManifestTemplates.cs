using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Binding;

/// <summary>
/// The argument and output templates of the manifest: JSON in which a string that begins with <c>=</c> is an expression over
/// <c>input</c>, <c>result</c> and <c>context</c>.
/// </summary>
internal static class ManifestTemplates
{
    public static (Expr Arguments, Expr Output) Bind(IntegrationForm form, ManifestActivity activity, OrderedDictionary<string, Expr> inputs, Reference result)
    {
        OrderedDictionary<string, Expr> known = WithDefaults(activity, inputs);
        return (
            Bind(form.Arguments, known, result) ?? new ObjectLiteral([], 0),
            form.Output is null ? result : Bind(form.Output, known, result) ?? new ObjectLiteral([], 0));
    }

    /// <summary>A rule's condition and cause; <see langword="null"/> where it rests on an input that is not set.</summary>
    public static BoundRule? Bind(IntegrationRule rule, ManifestActivity activity, OrderedDictionary<string, Expr> inputs, Reference result)
    {
        OrderedDictionary<string, Expr> known = WithDefaults(activity, inputs);
        return Bind("=" + rule.When, known, result) is { } when && Bind(rule.Cause, known, result) is { } cause ? new(rule.Error, when, cause) : null;
    }

    public static ObjectLiteral Object(IEnumerable<KeyValuePair<string, Expr>> members) =>
        new([.. members.Select(member => new ObjectMember(member.Key, member.Value))], 0);

    private static OrderedDictionary<string, Expr> WithDefaults(ManifestActivity activity, OrderedDictionary<string, Expr> inputs)
    {
        OrderedDictionary<string, Expr> known = new(inputs);
        foreach (ManifestInput input in activity.Inputs.Where(input => input.Default is not null && !known.ContainsKey(input.Name)))
        {
            known[input.Name] = new Literal(input.Default!);
        }

        return known;
    }

    /// <summary>The template as an expression; <see langword="null"/> for a value that stands for an input that is not set.</summary>
    private static Expr? Bind(JsonData template, OrderedDictionary<string, Expr> inputs, Reference result) => template switch
    {
        ObjectData members => Object(members
            .Select(member => (member.Key, Value: Bind(member.Value, inputs, result)))
            .Where(member => member.Value is not null)
            .Select(member => KeyValuePair.Create(member.Key, member.Value!))),
        ArrayData items => new ArrayLiteral([.. items.Select(item => Bind(item, inputs, result)).OfType<Expr>()], 0),
        StringData { Value: ['=', ..] } text => BindExpression(ScriptParser.Parse(text.Value[1..]), inputs, result),
        _ => new Literal(template),
    };

    private static Expr? BindExpression(Expr script, OrderedDictionary<string, Expr> inputs, Reference result)
    {
        // A member whose value rests on one input alone is left out with it: "=input.x", "=toJson(input.x)".
        if (ExprWalk.All(script).OfType<Member>().Any(member => member.Target is Name { Text: "input" } && !inputs.ContainsKey(member.Property)))
        {
            return null;
        }

        return ExprWalk.Replace(script, part => part switch
        {
            Member { Target: Name { Text: "input" } } input => inputs[input.Property],
            Name { Text: "result" } => result with { Shape = ResultMembers(script) },
            Member { Target: Name { Text: "context" } } context => ScriptBinder.Context(context.Property),
            _ => null,
        });
    }

    /// <summary>What the template takes from the service's answer is in it.</summary>
    private static IReadOnlyList<KeyValuePair<string, DataType>> ResultMembers(Expr script) =>
        [.. ExprWalk.All(script).OfType<Member>().Where(member => member.Target is Name { Text: "result" }).Select(member => KeyValuePair.Create(member.Property, DataType.Unknown))];
}

/// <summary>An answer of a service that counts as an error.</summary>
internal sealed record BoundRule(string Error, Expr When, Expr Cause);
