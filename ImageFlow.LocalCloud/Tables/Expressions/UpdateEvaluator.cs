using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.LocalCloud.Tables.Expressions;

/// <summary>Applies an update to an item. Every value is taken from the item as it was before.</summary>
internal static class UpdateEvaluator
{
    public static ObjectData Apply(UpdateExpression update, ObjectData item)
    {
        ObjectData result = item;
        foreach ((DocumentPath path, Operand value) in update.Set)
        {
            result = path.Set(result, Evaluate(value, item));
        }

        foreach ((DocumentPath path, AttributeValue value) in update.Add)
        {
            result = path.Set(result, Add(path.Get(item), value));
        }

        foreach ((DocumentPath path, AttributeValue value) in update.Delete)
        {
            result = Subtract(path.Get(item), value) is { } rest ? path.Set(result, rest) : path.Remove(result);
        }

        // The highest index first, so that taking one element away does not move the next.
        foreach (DocumentPath path in update.Remove.OrderByDescending(path => path.Steps[^1].Index))
        {
            result = path.Remove(result);
        }

        return result;
    }

    private static AttributeValue Evaluate(Operand operand, ObjectData item) => operand switch
    {
        ValueOperand value => value.Value,
        PathOperand path => path.Path.Get(item)
            ?? throw TableException.Validation("The provided expression refers to an attribute that does not exist in the item"),
        IfNotExistsOperand fallback => fallback.Path.Get(item) ?? Evaluate(fallback.Fallback, item),
        ListAppendOperand append => new AttributeValue("L", new ArrayData([.. List(append.First, item), .. List(append.Second, item)])),
        ArithmeticOperand sum => AttributeValue.Number(sum.Subtract
            ? Number(sum.Left, item) - Number(sum.Right, item)
            : Number(sum.Left, item) + Number(sum.Right, item)),
        _ => throw new ArgumentException($"The operand {operand.GetType().Name} is none of an update.", nameof(operand)),
    };

    private static DynamoNumber Number(Operand operand, ObjectData item) => Evaluate(operand, item) is { Type: "N" } number
        ? number.AsNumber()
        : throw WrongType();

    private static ArrayData List(Operand operand, ObjectData item) => Evaluate(operand, item) is { Type: "L" } list ? list.Items : throw WrongType();

    private static AttributeValue Add(AttributeValue? current, AttributeValue value)
    {
        if (current is null)
        {
            return value;
        }

        if (current.Type != value.Type)
        {
            throw WrongType();
        }

        return value.Type == "N"
            ? AttributeValue.Number(current.AsNumber() + value.AsNumber())
            : AttributeValue.Set(value.Type, Texts(current).Concat(Texts(value)));
    }

    /// <returns><see langword="null"/> where no element is left: DynamoDB has no empty sets.</returns>
    private static AttributeValue? Subtract(AttributeValue? current, AttributeValue value)
    {
        if (current is null)
        {
            return null;
        }

        AttributeValue rest = current.Type == value.Type ? AttributeValue.Set(value.Type, Texts(current).Except(Texts(value))) : throw WrongType();
        return rest.Items.Count == 0 ? null : rest;
    }

    private static IEnumerable<string> Texts(AttributeValue set) => set.Items.Select(element => ((StringData)element).Value);

    private static TableException WrongType() => TableException.Validation("An operand in the update expression has an incorrect data type");
}
