using ImageFlow.LocalCloud.Tables.Expressions;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>The parts of a <c>KeyConditionExpression</c>: the partition, and a condition on the sort key.</summary>
internal sealed record KeyCondition(string Hash, Condition? Sort)
{
    /// <exception cref="TableException">The expression is none that a query takes.</exception>
    public static KeyCondition Of(Condition condition, KeyAttribute hashKey, KeyAttribute? rangeKey)
    {
        Condition[] parts = condition is AllCondition all ? [all.Left, all.Right] : [condition];
        int hash = Array.FindIndex(parts, part => part is ComparisonCondition { Operator: "=" } && Attribute(part) == hashKey.Name);
        if (hash < 0)
        {
            throw TableException.Validation("Query condition missed key schema element: " + hashKey.Name);
        }

        AttributeValue value = ((ComparisonCondition)parts[hash]).Right is ValueOperand operand ? operand.Value : throw NotSupported();
        if (value.Type != hashKey.Type)
        {
            throw TableException.Validation("One or more parameter values were invalid: Condition parameter type does not match schema type");
        }

        Condition? sort = parts.Length == 1 ? null : parts[1 - hash];
        return sort is null ? new KeyCondition(value.Text, null)
            : rangeKey is not { } range || Attribute(sort) != range.Name ? throw TableException.Validation("Query condition missed key schema element: " + (rangeKey?.Name ?? hashKey.Name))
            : sort is ComparisonCondition { Operator: not "<>" } or BetweenCondition or BeginsWithCondition ? new KeyCondition(value.Text, sort)
            : throw NotSupported();
    }

    private static string? Attribute(Condition condition) => condition switch
    {
        ComparisonCondition { Left: PathOperand path } => path.Path.Root,
        BetweenCondition { Value: PathOperand path } => path.Path.Root,
        BeginsWithCondition { Value: PathOperand path } => path.Path.Root,
        _ => null,
    };

    private static TableException NotSupported() => TableException.Validation("Query key condition not supported");
}
