namespace ImageFlow.Workflows.Expressions.Script;

/// <summary>A script of the user's: its translation gives the value that JavaScript gives, or there is none. Other expressions are the compiler's own and are known to be given what suits them.</summary>
internal sealed record Exact(Expr Value) : Expr(Value.At)
{
    /// <summary>Marks a script; constants, references and the parts of written-out objects and lists keep their form, which is shown in the document.</summary>
    public static Expr Of(Expr script) => script switch
    {
        Literal or Reference or RawJsonata or MissingAsNull or Exact => script,
        ObjectLiteral { Members: var members } literal when members.All(member => member.Key is not null) => literal with { Members = [.. members.Select(member => member with { Value = Of(member.Value) })] },
        ArrayLiteral { Items: var items } array when items.All(item => item is not Spread) => array with { Items = [.. items.Select(Of)] },
        Member { Target: Binding.SymbolUse { Shape: not null } } => script,
        Binding.SymbolUse => script,
        _ => new Exact(script),
    };

    /// <summary>Takes the marks away, for a language in which nothing depends on them.</summary>
    public static Expr Strip(Expr expression) => ExprWalk.Replace(expression, part => part is Exact exact ? Strip(exact.Value) : null);
}
