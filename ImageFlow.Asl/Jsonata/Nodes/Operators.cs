using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Jsonata.Syntax;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>Two operands, both evaluated, the left one first.</summary>
internal abstract class BinaryNode(TokenKind op, Node left, Node right) : Node
{
    protected TokenKind Operator { get; } = op;

    public sealed override JsonData? Core(JsonData? input, Frame frame) =>
        Combine(left.Evaluate(input, frame), right.Evaluate(input, frame), frame.Run);

    protected abstract JsonData? Combine(JsonData? left, JsonData? right, Run run);

    protected JsonataException Wrong(string code, JsonData? value, JsonData? second = null) =>
        new(code, Position, Syntax.Operators.Text(Operator), value) { SecondValue = second };
}

/// <summary><c>+ - * / %</c></summary>
internal sealed class ArithmeticNode(TokenKind op, Node left, Node right) : BinaryNode(op, left, right)
{
    protected override JsonData? Combine(JsonData? left, JsonData? right, Run run)
    {
        double a = Operand(left, "T2001");
        double b = Operand(right, "T2002");
        if (left is null || right is null)
        {
            return null;
        }

        return Numbers.Result(
            Operator switch
            {
                TokenKind.Plus => a + b,
                TokenKind.Minus => a - b,
                TokenKind.Star => a * b,
                TokenKind.Slash => a / b,
                _ => a % b,
            },
            run);
    }

    private double Operand(JsonData? value, string code)
    {
        if (value is NumberData number && double.IsFinite(number.Value))
        {
            return number.Value;
        }

        if (value is null)
        {
            return 0;
        }

        throw value is NumberData infinite && !double.IsNaN(infinite.Value) ? Wrong("D1001", value) : Wrong(code, value);
    }
}

/// <summary><c>&lt; &lt;= &gt; &gt;=</c></summary>
internal sealed class ComparisonNode(TokenKind op, Node left, Node right) : BinaryNode(op, left, right)
{
    protected override JsonData? Combine(JsonData? left, JsonData? right, Run run)
    {
        if (!IsComparable(left) || !IsComparable(right))
        {
            throw Wrong("T2010", left is StringData or NumberData ? right : left);
        }

        if (left is null || right is null)
        {
            return null;
        }

        if (left is NumberData a && right is NumberData b)
        {
            return BooleanData.Of(Operator switch
            {
                TokenKind.Less => a.Value < b.Value,
                TokenKind.LessOrEqual => a.Value <= b.Value,
                TokenKind.Greater => a.Value > b.Value,
                _ => a.Value >= b.Value,
            });
        }

        if (left is not StringData s || right is not StringData t)
        {
            throw Wrong("T2009", left, right);
        }

        int order = string.CompareOrdinal(s.Value, t.Value);
        return BooleanData.Of(Operator switch
        {
            TokenKind.Less => order < 0,
            TokenKind.LessOrEqual => order <= 0,
            TokenKind.Greater => order > 0,
            _ => order >= 0,
        });
    }

    private static bool IsComparable(JsonData? value) => value is null or StringData or NumberData;
}

/// <summary><c>=</c> and <c>!=</c>; with undefined on either side both are false.</summary>
internal sealed class EqualityNode(TokenKind op, Node left, Node right) : BinaryNode(op, left, right)
{
    protected override JsonData? Combine(JsonData? left, JsonData? right, Run run) =>
        left is null || right is null
            ? BooleanData.False
            : BooleanData.Of(DeepEquality.AreEqual(left, right, run) == (Operator == TokenKind.Equal));
}

/// <summary><c>&amp;</c>; undefined counts as the empty string.</summary>
internal sealed class ConcatenationNode(Node left, Node right) : BinaryNode(TokenKind.Ampersand, left, right)
{
    protected override JsonData? Combine(JsonData? left, JsonData? right, Run run)
    {
        try
        {
            string a = left is null ? "" : JsonText.Of(left, run);
            string b = right is null ? "" : JsonText.Of(right, run);
            run.ChargeString((long)a.Length + b.Length);
            return new StringData(string.Concat(a, b));
        }
        catch (JsonataException e) when (e.Locate(Position, "&"))
        {
            throw;
        }
    }
}

/// <summary><c>in</c></summary>
internal sealed class InclusionNode(Node left, Node right) : BinaryNode(TokenKind.In, left, right)
{
    protected override JsonData? Combine(JsonData? left, JsonData? right, Run run)
    {
        if (left is null || right is null)
        {
            return BooleanData.False;
        }

        if (right is not ArrayData array)
        {
            return BooleanData.Of(DeepEquality.AreSame(left, right));
        }

        run.Charge(array.Count / 4);
        foreach (JsonData item in array.Span)
        {
            if (DeepEquality.AreSame(item, left))
            {
                return BooleanData.True;
            }
        }

        return BooleanData.False;
    }
}

/// <summary><c>..</c> inside an array constructor.</summary>
internal sealed class RangeNode(Node left, Node right) : BinaryNode(TokenKind.DoubleDot, left, right)
{
    /// <summary>The reference's own bound on a range.</summary>
    private const double LongestRange = 1e7;

    private const int RangeMembersPerStep = 4;

    protected override JsonData? Combine(JsonData? left, JsonData? right, Run run)
    {
        double first = Bound(left, "T2003");
        double last = Bound(right, "T2004");
        if (left is null || right is null || first > last)
        {
            return null;
        }

        double size = last - first + 1;
        if (size > LongestRange)
        {
            throw Wrong("D2014", new NumberData(size));
        }

        if (size > run.MaxArrayLength)
        {
            throw Wrong("D2015", NumberData.Of(run.MaxArrayLength));
        }

        run.Charge(((long)size / RangeMembersPerStep) + 1);
        return ArrayData.NewRange(first, (int)size, ArrayMarks.Sequence);
    }

    private double Bound(JsonData? value, string code) => value switch
    {
        null => 0,
        NumberData number when Numbers.IsInteger(number.Value) => number.Value,
        _ => throw Wrong(code, value),
    };
}

/// <summary><c>and</c>, <c>or</c>: the right operand is evaluated only where it decides.</summary>
internal sealed class LogicalNode(TokenKind op, Node left, Node right) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        bool first = Truth.Of(left.Evaluate(input, frame));
        return BooleanData.Of(op == TokenKind.And
            ? first && Truth.Of(right.Evaluate(input, frame))
            : first || Truth.Of(right.Evaluate(input, frame)));
    }
}

/// <summary>Unary minus.</summary>
internal sealed class NegateNode(Node operand) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        JsonData? value = operand.Evaluate(input, frame);
        return value is null ? null
            : Numbers.IsNumeric(value, out double number) ? Numbers.Of(-number)
            : throw new JsonataException("D1002", Position, "-", value);
    }
}
