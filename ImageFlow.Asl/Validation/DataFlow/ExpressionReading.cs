using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Jsonata.Syntax;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>What <c>$states</c> is where an expression stands; a member that is <see langword="null"/> is not looked at.</summary>
internal sealed record KnownStates(KnownValue Input, KnownValue? Result = null, KnownValue? ErrorOutput = null)
{
    public KnownValue? this[string member] => member switch
    {
        "input" => Input,
        "result" => Result,
        "errorOutput" => ErrorOutput,
        _ => null,
    };
}

/// <summary>
/// What the templates of JSONata states give for values of which only something is known. A path that finds nothing is reported only
/// where a value is needed: not in conditions, comparisons for equality and arguments, which may ask for just that.
/// </summary>
internal sealed class ExpressionReading(FlowFindings findings)
{
    /// <summary>Whether the expression asks what its operands are, as before a field is used that may be absent.</summary>
    public static bool AsksForPresence(JsonData template) =>
        template is StringData { Value: var text } && (text.Contains("$exists", StringComparison.Ordinal) || text.Contains("$type", StringComparison.Ordinal));

    public KnownValue Template(JsonData template, KnownStates states, Location at)
    {
        switch (template)
        {
            case StringData text when JsonataTemplate.IsExpression(text.Value):
                return Expression(JsonataTemplate.Strip(text.Value), states, at);
            case ArrayData items:
                return ValueJoin.Bound(new KnownArray([.. items.Select((item, i) => Template(item, states, at.Item(i)))]));
            case ObjectData members:
                KnownObject built = KnownObject.Empty;
                foreach ((string name, JsonData member) in members)
                {
                    built = built.With(name, Template(member, states, at.Member(name)));
                }

                return ValueJoin.Bound(built);
            default:
                return KnownValue.Literal(template);
        }
    }

    private KnownValue Expression(string text, KnownStates states, Location at)
    {
        try
        {
            JsonataExpression expression = ExpressionCache.Get(text);
            return ValueJoin.Bound(Evaluate(expression.Tree, states, at) ?? KnownValue.Anything);
        }
        catch (JsonataException)
        {
            // Not an expression: a finding of its own.
            return KnownValue.Anything;
        }
    }

    /// <summary>What the node gives, or <see langword="null"/> where that is never anything.</summary>
    private KnownValue? Evaluate(SyntaxNode node, KnownStates states, Location at)
    {
        switch (node)
        {
            case LiteralSyntax literal:
                return KnownValue.Literal(literal.Value);
            case BlockSyntax { Expressions: [var only] }:
                return Evaluate(only, states, at);
            case ObjectSyntax { Grouped: null } constructor:
                return Construct(constructor, states, at);
            case BinarySyntax { Operator: TokenKind.Dot } path:
                return Follow(path, states, at);
            case BinarySyntax binary when NeedsOperands(binary.Operator):
                _ = Evaluate(binary.Left, states, at);
                _ = Evaluate(binary.Right, states, at);
                return KnownValue.Anything;
            default:
                return KnownValue.Anything;
        }
    }

    private static bool NeedsOperands(TokenKind operation) => operation
        is TokenKind.Plus or TokenKind.Minus or TokenKind.Star or TokenKind.Slash or TokenKind.Percent or TokenKind.Ampersand
        or TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual;

    private KnownValue Construct(ObjectSyntax constructor, KnownStates states, Location at)
    {
        KnownObject built = KnownObject.Empty;
        foreach ((SyntaxNode key, SyntaxNode value) in constructor.Pairs)
        {
            KnownValue? member = Evaluate(value, states, at);
            if (key is not LiteralSyntax { Value: StringData name })
            {
                return KnownValue.Anything;
            }

            built = built.With(name.Value, member ?? KnownValue.Anything, isSure: value is LiteralSyntax);
        }

        return built;
    }

    private KnownValue? Follow(BinarySyntax path, KnownStates states, Location at)
    {
        if (NamesOf(path) is not { Count: > 0 } names || states[names[0]] is not { } value)
        {
            return KnownValue.Anything;
        }

        for (int i = 1; i < names.Count; i++)
        {
            if (Member(value, names[i]) is not { } member)
            {
                findings.Missing(at, $"$states.{string.Join('.', names)}");
                return null;
            }

            value = member;
        }

        return value;
    }

    /// <summary>The names behind <c>$states</c>, or <see langword="null"/> where the path is of another form.</summary>
    private static List<string>? NamesOf(SyntaxNode node)
    {
        List<string> names = [];
        while (node is BinarySyntax { Operator: TokenKind.Dot } path)
        {
            if (path.Right is not NameSyntax name)
            {
                return null;
            }

            names.Add(name.Name);
            node = path.Left;
        }

        names.Reverse();
        return node is VariableSyntax { Name: "states" } ? names : null;
    }

    /// <summary>A step through an array goes to all its items, and what it finds is flattened.</summary>
    private static KnownValue? Member(KnownValue value, string name)
    {
        if (value.Expand() is not KnownArray array)
        {
            return value.Member(name);
        }

        IEnumerable<KnownValue> items = array.Items ?? [array.Element!];
        return items.Any(item => item.Expand() is KnownArray || item.Member(name) is not null) ? KnownValue.Anything : null;
    }
}
