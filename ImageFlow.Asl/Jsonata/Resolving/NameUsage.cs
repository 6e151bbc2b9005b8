using ImageFlow.Asl.Jsonata.Syntax;

namespace ImageFlow.Asl.Jsonata.Resolving;

/// <summary>Which variables an expression reads from outside, and which names it binds anywhere.</summary>
internal sealed class NameUsage
{
    private readonly HashSet<string> free = new(StringComparer.Ordinal);
    private readonly HashSet<string> bound = new(StringComparer.Ordinal);

    private NameUsage()
    {
    }

    /// <summary>Names read that no enclosing function, block or path step has bound before.</summary>
    public IReadOnlySet<string> Free => free;

    /// <summary>Names bound by <c>:=</c>, <c>@</c>, <c>#</c> or a parameter.</summary>
    public IReadOnlySet<string> Bound => bound;

    public static NameUsage Of(SyntaxNode tree)
    {
        NameUsage usage = new();
        usage.Visit(tree, new Scope(null));
        return usage;
    }

    private void Visit(SyntaxNode node, Scope scope)
    {
        switch (node)
        {
            case VariableSyntax { Name: not ("" or "$") } variable when !scope.Has(variable.Name):
                free.Add(variable.Name);
                break;
            case NegateSyntax negate:
                Visit(negate.Operand, scope);
                break;
            case ArraySyntax array:
                VisitAll(array.Items, scope);
                break;
            case ObjectSyntax constructor:
                if (constructor.Grouped is not null)
                {
                    Visit(constructor.Grouped, scope);
                }

                foreach ((SyntaxNode key, SyntaxNode value) in constructor.Pairs)
                {
                    VisitAll([key, value], scope);
                }

                break;
            case BinarySyntax binary:
                VisitAll([binary.Left, binary.Right], scope);
                break;
            case StepVariableSyntax step:
                Visit(step.Left, scope);
                Bind(step.Name, scope);
                break;
            case BindSyntax bind:
                // Bound first: a function may call itself.
                if (bind.Value is LambdaSyntax)
                {
                    Bind(bind.Name, scope);
                }

                Visit(bind.Value, scope);
                Bind(bind.Name, scope);
                break;
            case SortSyntax sort:
                Visit(sort.Left, scope);
                VisitAll([.. sort.Terms.Select(term => term.Expression)], scope);
                break;
            case ConditionSyntax condition:
                VisitAll([condition.Condition, condition.Then], scope);
                if (condition.Otherwise is not null)
                {
                    Visit(condition.Otherwise, scope);
                }

                break;
            case CallSyntax call:
                Visit(call.Procedure, scope);
                VisitAll(call.Arguments, scope);
                break;
            case LambdaSyntax lambda:
                Scope inner = new(scope);
                foreach (string parameter in lambda.Parameters)
                {
                    Bind(parameter, inner);
                }

                Visit(lambda.Body, inner);
                break;
            case BlockSyntax block:
                VisitAll(block.Expressions, new Scope(scope));
                break;
            case TransformSyntax transform:
                VisitAll(transform.Delete is null ? [transform.Pattern, transform.Update] : [transform.Pattern, transform.Update, transform.Delete], scope);
                break;
        }
    }

    private void VisitAll(IReadOnlyList<SyntaxNode> nodes, Scope scope)
    {
        foreach (SyntaxNode node in nodes)
        {
            Visit(node, scope);
        }
    }

    private void Bind(string name, Scope scope)
    {
        bound.Add(name);
        scope.Names.Add(name);
    }

    private sealed class Scope(Scope? outer)
    {
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public bool Has(string name) => Names.Contains(name) || (outer?.Has(name) ?? false);
    }
}
