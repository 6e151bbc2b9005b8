using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Exactness;

/// <summary>Operators, and JavaScript's conversions to truth and to text.</summary>
internal sealed partial class ExactRenderer
{
    private ExactText RenderUnary(Unary unary)
    {
        ExactText operand = Render(unary.Operand);
        switch (unary.Operator)
        {
            case "!":
                return ExactText.Boolean($"$not({Truth(operand).Text})");
            case "-":
                Number(operand, unary.At);
                string text = unary.Operand is Literal { Value: NumberData number } ? NumberData.Format(-number.Value) : $"-{operand.Within(JsonataText.Negate + 1)}";
                return ExactText.Number(text, JsonataText.Negate, new(-operand.Range.High, -operand.Range.Low), operand.Whole);
            default:
                return Number(operand, unary.At);
        }
    }

    private ExactText RenderBinary(Binary binary)
    {
        switch (binary.Operator)
        {
            case "&&" or "||":
                return Logical(binary);
            case "??":
                ExactText first = Render(binary.Left is MissingAsNull missing ? missing.Value : binary.Left);
                ExactText second = Render(binary.Right);
                return first.IsSolid && !IsFromOutside(binary.Left) ? first : Bound(first, text => ExactText.Merge(
                    $"{text} != null ? {text} : {second.Within(JsonataText.Choice)}",
                    JsonataText.Choice,
                    first with { Missing = false, Null = false, Blurred = false },
                    second));
            case "===" or "!==" or "==" or "!=":
                return Equality(binary);
            case "<" or ">" or "<=" or ">=":
                return Relation(binary, Render(binary.Left), Render(binary.Right));
            case "+":
                ExactText left = Render(binary.Left);
                ExactText right = Render(binary.Right);
                return IsText(left) || IsText(right) ? Join([AsText(left, binary.At), AsText(right, binary.At)]) : Arithmetic(binary, left, right);
            default:
                return Arithmetic(binary, Render(binary.Left), Render(binary.Right));
        }
    }

    /// <summary>Only a string makes '+' join; null is added as 0.</summary>
    private static bool IsText(ExactText value) => value is { Type.Kind: DataKind.String, Null: false, Missing: false };

    /// <summary>A declared input of the execution may be left out all the same.</summary>
    private static bool IsFromOutside(Expr value) => value is Member { Target: Reference { Shape: not null } };

    /// <summary>JavaScript's truth; empty arrays and objects are true, and the result is always there.</summary>
    private ExactText Truth(ExactText value) => value.Type.Kind switch
    {
        DataKind.Boolean => value.IsSolid ? value : ExactText.Boolean($"{value.Within(JsonataText.Compare + 1)} = true", JsonataText.Compare),
        DataKind.Array or DataKind.Object => value.IsSolid
            ? ExactText.Boolean($"$exists({value.Text})")
            : ExactText.Boolean($"{value.Within(JsonataText.Compare + 1)} != null", JsonataText.Compare),
        DataKind.Unknown => Bound(value, text => ExactText.Boolean($"$type({text}) in ['array', 'object'] or $boolean({text})", JsonataText.Or)),
        _ => value.Missing ? ExactText.Boolean($"$boolean({value.Text}) = true", JsonataText.Compare) : ExactText.Boolean($"$boolean({value.Text})"),
    };

    /// <summary><c>&amp;&amp;</c> and <c>||</c> give one of their operands, and leave the right one alone where the left one decides.</summary>
    private ExactText Logical(Binary binary)
    {
        ExactText left = Render(binary.Left);
        ExactText right = Render(binary.Right);
        bool isAnd = binary.Operator == "&&";
        if (left.Type.Kind == DataKind.Boolean && right.Type.Kind == DataKind.Boolean && left.IsSolid && right.IsSolid)
        {
            if (right.Text.Contains('(', StringComparison.Ordinal) || right.Text.Contains(':', StringComparison.Ordinal))
            {
                // Whether JSONata evaluates the right side of 'and' always is left open.
                string text = isAnd
                    ? $"{left.Within(JsonataText.Choice + 1)} ? {right.Within(JsonataText.Choice + 1)} : false"
                    : $"{left.Within(JsonataText.Choice + 1)} ? true : {right.Within(JsonataText.Choice)}";
                return ExactText.Boolean(text, JsonataText.Choice);
            }

            int strength = isAnd ? JsonataText.And : JsonataText.Or;
            return ExactText.Boolean($"{left.Within(strength)} {(isAnd ? "and" : "or")} {right.Within(strength + 1)}", strength);
        }

        return Bound(left, text =>
        {
            ExactText named = left with { Text = text, Strength = JsonataText.Atom };
            ExactText truth = Truth(named);
            string whole = isAnd
                ? $"{truth.Within(JsonataText.Choice + 1)} ? {right.Within(JsonataText.Choice + 1)} : {text}"
                : $"{truth.Within(JsonataText.Choice + 1)} ? {text} : {right.Within(JsonataText.Choice)}";
            return ExactText.Merge(whole, JsonataText.Choice, isAnd ? named : named with { Missing = false, Null = false, Blurred = false }, right);
        });
    }

    private ExactText Equality(Binary binary)
    {
        bool strict = binary.Operator.Length == 3;
        bool negated = binary.Operator[0] == '!';
        if (IsNothing(binary.Left) || IsNothing(binary.Right))
        {
            (Expr value, Expr nothing) = IsNothing(binary.Left) ? (binary.Right, binary.Left) : (binary.Left, binary.Right);
            bool either = !strict || (value is MissingAsNull && nothing is Literal);
            return Nothing(Render(either && value is MissingAsNull missing ? missing.Value : value), nothing, either, negated, binary.At);
        }

        ExactText left = Render(binary.Left);
        ExactText right = Render(binary.Right);
        if (left.Type.Kind is DataKind.Array or DataKind.Object || right.Type.Kind is DataKind.Array or DataKind.Object)
        {
            throw Refuse("JavaScript compares arrays and objects by identity, which a state machine does not know.", "Compare a member instead.", binary.At);
        }

        if (!left.Type.IsScalar && !right.Type.IsScalar)
        {
            throw Refuse("Neither side of the comparison has a known type, so it may compare objects.", "Declare the variable's or input's type.", binary.At);
        }

        if (!strict && (left.Type != right.Type || left.Missing || right.Missing || left.Blurred || right.Blurred))
        {
            throw Refuse($"'{binary.Operator}' converts its operands ({left.Type} and {right.Type}) before it compares, which JSONata does not.", $"Write '{binary.Operator}=' or declare the types.", binary.At);
        }

        if ((left.Missing && right.Missing) || (left.Blurred && !right.IsSolid) || (right.Blurred && !left.IsSolid))
        {
            throw Refuse("Both sides may be undefined.", "Compare with a value that is certainly there.", binary.At);
        }

        string a = left.Within(JsonataText.Compare + 1);
        string b = right.Within(JsonataText.Compare + 1);
        return !negated ? ExactText.Boolean($"{a} = {b}", JsonataText.Compare)
            : left.Missing || right.Missing ? ExactText.Boolean($"$not({a} = {b})")
            : ExactText.Boolean($"{a} != {b}", JsonataText.Compare);
    }

    private static bool IsNothing(Expr expression) => expression is UndefinedValue or Literal { Value: NullData };

    /// <summary>Comparison with <c>null</c> or <c>undefined</c>; <c>x != null</c> is false in JSONata for a missing x too.</summary>
    private static ExactText Nothing(ExactText value, Expr nothing, bool either, bool negated, int at)
    {
        if (value.Blurred && !either)
        {
            throw Refuse("It is not known whether this is null or undefined.", "Write == null, which is true for both.", at);
        }

        string text = value.Within(JsonataText.Compare + 1);
        if (either)
        {
            return negated ? ExactText.Boolean($"{text} != null", JsonataText.Compare) : ExactText.Boolean($"$not({text} != null)");
        }

        if (nothing is UndefinedValue)
        {
            return ExactText.Boolean(negated ? $"$exists({value.Text})" : $"$not($exists({value.Text}))");
        }

        return negated ? ExactText.Boolean($"$not({text} = null)") : ExactText.Boolean($"{text} = null", JsonataText.Compare);
    }

    private static ExactText Relation(Binary binary, ExactText left, ExactText right) =>
        left.Type.Kind == right.Type.Kind && left.Type.Kind is DataKind.Number or DataKind.String && left.IsSolid && right.IsSolid
            ? ExactText.Boolean($"{left.Within(JsonataText.Compare + 1)} {binary.Operator} {right.Within(JsonataText.Compare + 1)}", JsonataText.Compare)
            : throw Refuse($"'{binary.Operator}' between a {left.Type} and a {right.Type} converts one of them, which JSONata does not.", "Declare both as numbers or as strings that are always set.", binary.At);

    private static ExactText Arithmetic(Binary binary, ExactText left, ExactText right)
    {
        Interval a = Number(left, binary.At).Range;
        Interval b = Number(right, binary.At).Range;
        bool whole = left.Whole && right.Whole;
        (Interval range, bool isWhole) = binary.Operator switch
        {
            "+" => (new Interval(a.Low + b.Low, a.High + b.High), whole),
            "-" => (new Interval(a.Low - b.High, a.High - b.Low), whole),
            "*" => (Interval.Spanning(a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High), whole),
            "/" when !b.HasZero => (Interval.Spanning(a.Low / b.Low, a.Low / b.High, a.High / b.Low, a.High / b.High), false),
            "%" when !b.HasZero => (Interval.Spanning(-Math.Max(Math.Abs(b.Low), Math.Abs(b.High)), Math.Max(Math.Abs(b.Low), Math.Abs(b.High))), whole),
            "/" or "%" => throw Refuse("The divisor may be 0, which gives Infinity or NaN in JavaScript and an error in JSONata.", "Divide by a number that is written out.", binary.At),
            _ when binary.Right is Literal { Value: NumberData { Value: >= 0 and <= 16 } power } && power.Value == Math.Truncate(power.Value) =>
                (Interval.Spanning(-Math.Pow(Math.Max(Math.Abs(a.Low), Math.Abs(a.High)), power.Value), Math.Pow(Math.Max(1, Math.Max(Math.Abs(a.Low), Math.Abs(a.High))), power.Value)), whole),
            _ => throw Refuse("This power may be NaN or Infinity.", "Write a whole exponent from 0 to 16.", binary.At),
        };
        if (!range.IsFinite)
        {
            throw Refuse("The result may be too large for a number, which is Infinity in JavaScript and an error in JSONata.", "Declare the values as Int32, Int64 or Decimal.", binary.At);
        }

        if (binary.Operator == "**")
        {
            return ExactText.Number($"$power({left.Text}, {right.Text})", JsonataText.Atom, range, isWhole);
        }

        int strength = binary.Operator is "+" or "-" ? JsonataText.Add : JsonataText.Multiply;
        return ExactText.Number($"{left.Within(strength)} {binary.Operator} {right.Within(strength + 1)}", strength, range, isWhole);
    }

    private static ExactText Number(ExactText value, int at) => value.Type.Kind == DataKind.Number && value.IsSolid
        ? value
        : throw Refuse($"Arithmetic on a {(value.IsSolid ? "" : "possibly missing ")}{value.Type} converts it first, which JSONata does not.", "Declare it as a number with a default value.", at);

    /// <summary>A value as it is joined with text.</summary>
    private ExactText AsText(ExactText value, int at)
    {
        bool same = value.Type.Kind switch
        {
            DataKind.String or DataKind.Boolean or DataKind.Null => true,
            DataKind.Number => value.IsShortWhole,
            _ => false,
        };
        if (!same || value.Blurred)
        {
            throw Refuse(
                value.Type.Kind == DataKind.Number ? "A number that may have more than 15 digits has another text in JSONata." : $"A value of {(value.Type.Kind == DataKind.Unknown ? "unknown type" : $"the type {value.Type}")} as text may have another form in JSONata.",
                "Declare it as String or Int32.",
                at);
        }

        bool narrow = value.Narrow || value.Type.Kind != DataKind.String;
        return !value.Missing
            ? value with { Narrow = narrow }
            : Bound(value, text => value with { Text = $"$exists({text}) ? {text} : 'undefined'", Strength = JsonataText.Choice, Missing = false, Narrow = narrow });
    }

    /// <summary>Texts one after the other; at least two, or one that is a string.</summary>
    private static ExactText Join(IReadOnlyList<ExactText> parts)
    {
        string text = string.Join(" & ", parts.Select((part, i) => part.Within(i == 0 ? JsonataText.Add : JsonataText.Add + 1)));
        return ExactText.String(text, parts.All(part => part.Narrow), JsonataText.Add);
    }

    private ExactText RenderTemplate(TemplateText template)
    {
        List<ExactText> parts = [];
        for (int i = 0; i < template.Texts.Count; i++)
        {
            if (template.Texts[i].Length > 0)
            {
                parts.Add(RenderLiteral(new StringData(template.Texts[i])));
            }

            if (i < template.Values.Count)
            {
                parts.Add(AsText(Render(template.Values[i]), template.At));
            }
        }

        return parts.Count switch
        {
            0 => RenderLiteral(new StringData("")),
            1 => Text(parts[0]),
            _ => Join(parts),
        };
    }

    /// <summary>What can be joined with text, as a string of its own.</summary>
    private static ExactText Text(ExactText value) => value.Type.Kind == DataKind.String && value.IsSolid
        ? value
        : ExactText.String($"$string({value.Text})", value.Narrow);
}
