using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.LocalCloud.Tables.Expressions;

/// <summary>Says whether an item meets a condition. An item that does not exist has no attributes.</summary>
internal static class ConditionEvaluator
{
    public static bool Holds(Condition condition, ObjectData item) => condition switch
    {
        AllCondition all => Holds(all.Left, item) && Holds(all.Right, item),
        AnyCondition any => Holds(any.Left, item) || Holds(any.Right, item),
        NotCondition not => !Holds(not.Inner, item),
        ComparisonCondition comparison => Compare(comparison.Operator, Value(comparison.Left, item), Value(comparison.Right, item)),
        BetweenCondition between => Value(between.Value, item) is var value
            && Compare("<=", Value(between.Low, item), value)
            && Compare("<=", value, Value(between.High, item)),
        InCondition list => Value(list.Value, item) is { } element && list.List.Any(candidate => element == Value(candidate, item)),
        ExistsCondition exists => exists.Path.Get(item) is not null == exists.Expected,
        TypeCondition type => type.Path.Get(item)?.Type == type.Type,
        BeginsWithCondition begins => BeginsWith(Value(begins.Value, item), Value(begins.Prefix, item)),
        ContainsCondition contains => Contains(Value(contains.Container, item), Value(contains.Element, item)),
        _ => throw new ArgumentException($"The condition {condition.GetType().Name} is unknown.", nameof(condition)),
    };

    private static AttributeValue? Value(Operand operand, ObjectData item) => operand switch
    {
        PathOperand path => path.Path.Get(item),
        ValueOperand value => value.Value,
        SizeOperand size => size.Path.Get(item)?.Size is { } count ? new AttributeValue("N", count.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null,
        _ => throw new ArgumentException($"The operand {operand.GetType().Name} is none of a condition.", nameof(operand)),
    };

    /// <remarks>With a missing attribute only <c>&lt;&gt;</c> holds.</remarks>
    private static bool Compare(string comparison, AttributeValue? left, AttributeValue? right)
    {
        if (left is null || right is null)
        {
            return comparison == "<>";
        }

        return comparison switch
        {
            "=" => left == right,
            "<>" => left != right,
            "<" => left.CompareTo(right) < 0,
            "<=" => left.CompareTo(right) <= 0,
            ">" => left.CompareTo(right) > 0,
            _ => left.CompareTo(right) >= 0,
        };
    }

    private static bool BeginsWith(AttributeValue? value, AttributeValue? prefix) => (value?.Type, prefix?.Type) switch
    {
        ("S", "S") => value!.Text.StartsWith(prefix!.Text, StringComparison.Ordinal),
        ("B", "B") => Convert.FromBase64String(value!.Text).AsSpan().StartsWith(Convert.FromBase64String(prefix!.Text)),
        _ => false,
    };

    private static bool Contains(AttributeValue? container, AttributeValue? element)
    {
        if (container is null || element is null)
        {
            return false;
        }

        return container.Type switch
        {
            "S" => element.Type == "S" && container.Text.Contains(element.Text, StringComparison.Ordinal),
            "B" => element.Type == "B" && Convert.FromBase64String(container.Text).AsSpan().IndexOf(Convert.FromBase64String(element.Text)) >= 0,
            "L" => container.Items.Contains(element.ToJson()),
            _ => container.IsSet && element.Type == container.ElementType && container.Items.Contains(element.Content),
        };
    }
}
