using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>What a value must be.</summary>
internal abstract class ValueRule
{
    public abstract void Check(JsonData value, Location at, CheckScope scope);

    protected static void WrongType(string expected, Location at, CheckScope scope) =>
        scope.Findings.Add(FindingKind.WrongType, at, $"Expected value of type {expected}");
}

/// <summary>Any JSON.</summary>
internal sealed class AnyRule : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
    }
}

internal sealed class BooleanRule : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not BooleanData)
        {
            WrongType("Boolean", at, scope);
        }
    }
}

/// <summary>A whole number; in JSONata states an expression is allowed where <paramref name="allowsExpression"/>.</summary>
internal sealed class NumberRule(double? minimum, double? maximum, bool isWhole = true, bool allowsExpression = false) : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (allowsExpression && scope.IsJsonata && value is StringData)
        {
            ExpressionCheck.Check(value, at, scope, ExpressionNames.Plain, mustBeExpression: true);
            return;
        }

        if (value is not NumberData number || (isWhole && number.Value != Math.Truncate(number.Value)))
        {
            WrongType(isWhole ? "Integer" : "Number", at, scope);
        }
        else if (number.Value < minimum)
        {
            scope.Findings.Add(FindingKind.OutOfRange, at, $"Minimum value is {Show(minimum.Value)}");
        }
        else if (number.Value > maximum)
        {
            scope.Findings.Add(FindingKind.OutOfRange, at, $"Maximum value is {Show(maximum.Value)}");
        }
    }

    private string Show(double bound) => NumberData.Format(bound) + (isWhole ? "" : ".0");
}

/// <summary>A list of values.</summary>
internal sealed class ListRule(ValueRule item, bool mayBeEmpty = true) : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not ArrayData items)
        {
            WrongType("Array", at, scope);
            return;
        }

        if (!mayBeEmpty && items.Count == 0)
        {
            scope.Findings.Add(FindingKind.Empty, at, "Value cannot be empty");
        }

        for (int i = 0; i < items.Count; i++)
        {
            item.Check(items[i], at.Item(i), scope);
        }
    }
}
