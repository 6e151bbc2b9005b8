using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events.Patterns;

/// <summary>Reads <c>["=", n]</c>, <c>["&gt;", n]</c>, <c>["&lt;=", n]</c> … and ranges such as <c>["&gt;", 0, "&lt;=", 5]</c>.</summary>
internal static class NumericReader
{
    /// <summary>Numbers of patterns lie between −5e9 and 5e9 (EventBridge User Guide).</summary>
    private const double Limit = 5e9;

    public static Test.Within Read(ArrayData expression)
    {
        string sign = expression.Count > 0 && expression[0] is StringData text
            ? text.Value
            : throw new InvalidPatternException($"Invalid member in numeric match: {(expression.Count > 0 ? Plain(expression[0]) : "]")}");
        switch (sign)
        {
            case "=":
                double equal = Number(expression, 1, "equals");
                End(expression, 2, "Too many elements in numeric expression");
                return new Test.Within(equal, false, equal, false);
            case "<" or "<=":
                double top = Number(expression, 1, sign);
                End(expression, 2, "Too many terms in numeric range expression");
                return new Test.Within(double.NegativeInfinity, false, top, sign == "<");
            case ">" or ">=":
                return From(expression, sign);
            default:
                throw new InvalidPatternException($"Unrecognized numeric range operator: {sign}");
        }
    }

    private static Test.Within From(ArrayData expression, string sign)
    {
        double bottom = Number(expression, 1, sign);
        if (expression.Count == 2)
        {
            return new Test.Within(bottom, sign == ">", double.PositiveInfinity, false);
        }

        string upper = expression[2] is StringData text ? text.Value : throw new InvalidPatternException($"Bad value in numeric range: {Plain(expression[2])}");
        if (upper is not ("<" or "<="))
        {
            throw new InvalidPatternException($"Bad numeric range operator: {upper}");
        }

        double top = Number(expression, 3, upper);
        End(expression, 4, "Too many terms in numeric range expression");
        return bottom < top ? new Test.Within(bottom, sign == ">", top, upper == "<") : throw new InvalidPatternException("Bottom must be less than top");
    }

    private static double Number(ArrayData expression, int at, string sign) =>
        at >= expression.Count || expression[at] is not NumberData number ? throw new InvalidPatternException($"Value of {sign} must be numeric")
        : Math.Abs(number.Value) <= Limit ? number.Value
        : throw new InvalidPatternException("Value must be between -5.0E9 and 5.0E9, inclusive");

    private static void End(ArrayData expression, int count, string reason)
    {
        if (expression.Count > count)
        {
            throw new InvalidPatternException(reason);
        }
    }

    private static string Plain(JsonData value) => value is StringData text ? text.Value : value.ToJson();
}
