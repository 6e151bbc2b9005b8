using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.LocalCloud.Tables.Expressions;

/// <summary>What stands for a value in an expression.</summary>
internal abstract record Operand;

internal sealed record PathOperand(DocumentPath Path) : Operand;

internal sealed record ValueOperand(AttributeValue Value) : Operand;

internal sealed record SizeOperand(DocumentPath Path) : Operand;

/// <summary><c>if_not_exists(path, fallback)</c>, in SET alone.</summary>
internal sealed record IfNotExistsOperand(DocumentPath Path, Operand Fallback) : Operand;

/// <summary><c>list_append(first, second)</c>, in SET alone.</summary>
internal sealed record ListAppendOperand(Operand First, Operand Second) : Operand;

/// <summary><c>left + right</c> or <c>left - right</c>, in SET alone.</summary>
internal sealed record ArithmeticOperand(bool Subtract, Operand Left, Operand Right) : Operand;

internal abstract record Condition;

internal sealed record AllCondition(Condition Left, Condition Right) : Condition;

internal sealed record AnyCondition(Condition Left, Condition Right) : Condition;

internal sealed record NotCondition(Condition Inner) : Condition;

/// <param name="Operator"><c>= &lt;&gt; &lt; &lt;= &gt; &gt;=</c>.</param>
internal sealed record ComparisonCondition(string Operator, Operand Left, Operand Right) : Condition;

internal sealed record BetweenCondition(Operand Value, Operand Low, Operand High) : Condition;

internal sealed record InCondition(Operand Value, IReadOnlyList<Operand> List) : Condition;

internal sealed record ExistsCondition(DocumentPath Path, bool Expected) : Condition;

internal sealed record TypeCondition(DocumentPath Path, string Type) : Condition;

internal sealed record BeginsWithCondition(Operand Value, Operand Prefix) : Condition;

internal sealed record ContainsCondition(Operand Container, Operand Element) : Condition;

internal sealed record UpdateExpression
{
    public static UpdateExpression Empty { get; } = new();

    public IReadOnlyList<(DocumentPath Path, Operand Value)> Set { get; init; } = [];

    public IReadOnlyList<DocumentPath> Remove { get; init; } = [];

    public IReadOnlyList<(DocumentPath Path, AttributeValue Value)> Add { get; init; } = [];

    public IReadOnlyList<(DocumentPath Path, AttributeValue Value)> Delete { get; init; } = [];

    /// <summary>Every path that the expression writes.</summary>
    public IEnumerable<DocumentPath> Paths => [.. Set.Select(a => a.Path), .. Remove, .. Add.Select(a => a.Path), .. Delete.Select(a => a.Path)];
}
