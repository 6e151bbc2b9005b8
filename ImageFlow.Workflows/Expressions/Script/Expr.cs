using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Expressions.Script;

/// <summary>An expression of the JavaScript subset, and of everything else that is brought to the same form.</summary>
/// <param name="At">Offset of the expression in its source text, counted from 0.</param>
internal abstract record Expr(int At);

internal sealed record Literal(JsonData Value, int At = 0) : Expr(At);

/// <summary>JavaScript's <c>undefined</c>.</summary>
internal sealed record UndefinedValue(int At) : Expr(At);

internal sealed record Name(string Text, int At) : Expr(At);

/// <param name="Optional">Whether written <c>?.</c>.</param>
internal sealed record Member(Expr Target, string Property, bool Optional, int At) : Expr(At);

internal sealed record Subscript(Expr Target, Expr Key, int At) : Expr(At);

internal sealed record Call(Expr Callee, IReadOnlyList<Expr> Arguments, int At) : Expr(At);

internal sealed record ArrayLiteral(IReadOnlyList<Expr> Items, int At) : Expr(At);

internal sealed record ObjectLiteral(IReadOnlyList<ObjectMember> Members, int At) : Expr(At);

/// <param name="Key"><see langword="null"/> for a spread (<c>...value</c>).</param>
internal sealed record ObjectMember(string? Key, Expr Value);

internal sealed record Spread(Expr Value, int At) : Expr(At);

/// <param name="Texts">One more than <paramref name="Values"/>: the texts around them.</param>
internal sealed record TemplateText(IReadOnlyList<string> Texts, IReadOnlyList<Expr> Values, int At) : Expr(At);

internal sealed record Unary(string Operator, Expr Operand, int At) : Expr(At);

internal sealed record Binary(string Operator, Expr Left, Expr Right, int At) : Expr(At);

internal sealed record Conditional(Expr Test, Expr Then, Expr Else, int At) : Expr(At);

internal sealed record Lambda(IReadOnlyList<string> Parameters, Expr Body, int At) : Expr(At);

/// <summary><c>const name = value;</c> before the rest of a script.</summary>
internal sealed record Let(string Variable, Expr Value, Expr Body, int At) : Expr(At);

/// <summary>JSONata text that is taken as it is.</summary>
internal sealed record RawJsonata(string Text) : Expr(0);

/// <summary>A value of the state machine: what a name or helper function stands for at one place of the flow.</summary>
/// <param name="Root">Where the value lies.</param>
/// <param name="Variable">The ASL variable's name where <paramref name="Root"/> says so, or a lambda's parameter.</param>
/// <param name="Type">What is known of the value.</param>
/// <param name="IsDefinite">Whether there is certainly a value.</param>
internal sealed record Reference(ReferenceRoot Root, string? Variable, DataType Type, bool IsDefinite) : Expr(0)
{
    /// <summary>Whether a value of a known type may still be null.</summary>
    public bool MayBeNull { get; init; }

    /// <summary>The members that the value is known to have.</summary>
    public IReadOnlyList<KeyValuePair<string, DataType>>? Shape { get; init; }
}

/// <summary>A value whose absence JavaScript sees as null.</summary>
internal sealed record MissingAsNull(Expr Value) : Expr(0);

internal enum ReferenceRoot
{
    /// <summary>The state's input.</summary>
    StateInput,

    /// <summary>The input of the execution, from the context object.</summary>
    ExecutionInput,

    /// <summary>A variable of the state machine.</summary>
    Variable,

    /// <summary>The parameter of a function within the expression.</summary>
    Parameter,

    /// <summary>What the state's task gave.</summary>
    Result,

    /// <summary>The member of the context object that <see cref="Reference.Variable"/> names.</summary>
    Context,
}
