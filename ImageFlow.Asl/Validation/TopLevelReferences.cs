using ImageFlow.Asl.Jsonata.Syntax;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>
/// What an expression reads from the top-level context, which Step Functions does not have: <c>$</c>, <c>$$</c> and names that begin a path.
/// Later steps, predicates, sort terms and groupings have a context of their own; a function's body has the one around it.
/// </summary>
internal sealed class TopLevelReferences
{
    private readonly OrderedDictionary<string, bool> names = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, bool> statesMembers = new(StringComparer.Ordinal);

    /// <summary>The references in the order of the text, each once: a name, <c>$</c> or <c>$$</c>.</summary>
    public IEnumerable<string> Names => names.Keys;

    /// <summary>The members of <c>$states</c> that are read.</summary>
    public IEnumerable<string> StatesMembers => statesMembers.Keys;

    public static TopLevelReferences Of(SyntaxNode tree)
    {
        TopLevelReferences references = new();
        references.Visit(tree);
        return references;
    }

    private void Visit(SyntaxNode? node)
    {
        switch (node)
        {
            case NameSyntax name:
                names[name.Name] = true;
                break;
            case VariableSyntax { Name: "" }:
                names["$"] = true;
                break;
            case VariableSyntax { Name: "$" }:
                names["$$"] = true;
                break;
            case NegateSyntax negate:
                Visit(negate.Operand);
                break;
            case ArraySyntax array:
                VisitAll(array.Items);
                break;
            case ObjectSyntax { Grouped: { } grouped }:
                Visit(grouped);
                break;
            case ObjectSyntax constructor:
                foreach ((SyntaxNode key, SyntaxNode value) in constructor.Pairs)
                {
                    Visit(key);
                    Visit(value);
                }

                break;
            case BinarySyntax { Operator: TokenKind.Dot } path:
                VisitPath(path);
                break;
            case BinarySyntax { Operator: TokenKind.LeftBracket } filter:
                Visit(filter.Left);
                break;
            case BinarySyntax binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case StepVariableSyntax step:
                Visit(step.Left);
                break;
            case BindSyntax bind:
                Visit(bind.Value);
                break;
            case SortSyntax sort:
                Visit(sort.Left);
                break;
            case ConditionSyntax condition:
                Visit(condition.Condition);
                Visit(condition.Then);
                Visit(condition.Otherwise);
                break;
            case CallSyntax call:
                Visit(call.Procedure);
                VisitAll(call.Arguments);
                break;
            case LambdaSyntax lambda:
                Visit(lambda.Body);
                break;
            case BlockSyntax block:
                VisitAll(block.Expressions);
                break;
        }
    }

    private void VisitPath(BinarySyntax path)
    {
        if (path.Left is LiteralSyntax { Value: StringData name })
        {
            // A string that begins a path is a name.
            names[name.Value] = true;
            return;
        }

        Visit(path.Left);
        if (path.Left is VariableSyntax { Name: "states" } && NameOf(path.Right) is { } member)
        {
            statesMembers[member] = true;
        }
    }

    private static string? NameOf(SyntaxNode step) => step switch
    {
        NameSyntax name => name.Name,
        LiteralSyntax { Value: StringData name } => name.Value,
        BinarySyntax { Operator: TokenKind.LeftBracket } filter => NameOf(filter.Left),
        _ => null,
    };

    private void VisitAll(IReadOnlyList<SyntaxNode> nodes)
    {
        foreach (SyntaxNode node in nodes)
        {
            Visit(node);
        }
    }
}
