namespace ImageFlow.Workflows.Expressions.Script;

/// <summary>Goes through expressions: all parts of one, or a copy with parts replaced.</summary>
internal static class ExprWalk
{
    public static IEnumerable<Expr> All(Expr expression) => Children(expression).SelectMany(All).Prepend(expression);

    /// <summary>A copy in which each part is what <paramref name="replace"/> makes of it; <see langword="null"/> keeps it and goes into it.</summary>
    public static Expr Replace(Expr expression, Func<Expr, Expr?> replace)
    {
        if (replace(expression) is { } replaced)
        {
            return replaced;
        }

        return expression switch
        {
            Member e => e with { Target = Replace(e.Target, replace) },
            Subscript e => e with { Target = Replace(e.Target, replace), Key = Replace(e.Key, replace) },
            Call e => e with { Callee = Replace(e.Callee, replace), Arguments = [.. e.Arguments.Select(x => Replace(x, replace))] },
            ArrayLiteral e => e with { Items = [.. e.Items.Select(x => Replace(x, replace))] },
            ObjectLiteral e => e with { Members = [.. e.Members.Select(m => m with { Value = Replace(m.Value, replace) })] },
            Spread e => e with { Value = Replace(e.Value, replace) },
            MissingAsNull e => e with { Value = Replace(e.Value, replace) },
            Exact e => Exact.Of(Replace(e.Value, replace)),
            TemplateText e => e with { Values = [.. e.Values.Select(x => Replace(x, replace))] },
            Unary e => e with { Operand = Replace(e.Operand, replace) },
            Binary e => e with { Left = Replace(e.Left, replace), Right = Replace(e.Right, replace) },
            Conditional e => e with { Test = Replace(e.Test, replace), Then = Replace(e.Then, replace), Else = Replace(e.Else, replace) },
            Lambda e => e with { Body = Replace(e.Body, replace) },
            Let e => e with { Value = Replace(e.Value, replace), Body = Replace(e.Body, replace) },
            _ => expression,
        };
    }

    private static IEnumerable<Expr> Children(Expr expression) => expression switch
    {
        Member e => [e.Target],
        Subscript e => [e.Target, e.Key],
        Call e => [e.Callee, .. e.Arguments],
        ArrayLiteral e => e.Items,
        ObjectLiteral e => e.Members.Select(member => member.Value),
        Spread e => [e.Value],
        MissingAsNull e => [e.Value],
        Exact e => [e.Value],
        TemplateText e => e.Values,
        Unary e => [e.Operand],
        Binary e => [e.Left, e.Right],
        Conditional e => [e.Test, e.Then, e.Else],
        Lambda e => [e.Body],
        Let e => [e.Value, e.Body],
        _ => [],
    };
}
