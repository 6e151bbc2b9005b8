using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Jsonata;

/// <summary>Operators: JavaScript's coercions are written out where types are known, and refused where they are not.</summary>
internal sealed partial class JsonataRenderer
{
    private JsonataText RenderUnary(Unary unary)
    {
        JsonataText operand = Render(unary.Operand);
        return unary.Operator switch
        {
            "!" => Not(Truth(operand)),
            "-" when unary.Operand is Literal { Value: NumberData number } => new(NumberData.Format(-number.Value), JsonataText.Negate, DataType.Number),
            "-" => new($"-{Number(operand, unary.At).Within(JsonataText.Negate + 1)}", JsonataText.Negate, DataType.Number, operand.IsDefinite),
            _ => operand.Type.Kind == DataKind.Number ? operand : ToNumber(operand, unary.At),
        };
    }

    /// <summary>What <c>$not</c> makes of a missing value is left open, so that it is never given one.</summary>
    private static JsonataText Not(JsonataText truth) =>
        new(truth.IsDefinite ? $"$not({truth.Text})" : $"$not({truth.Within(JsonataText.Compare + 1)} = true)", JsonataText.Atom, DataType.Boolean);

    private JsonataText RenderBinary(Binary binary)
    {
        JsonataText left = Render(binary.Left);
        JsonataText right = Render(binary.Right);
        return binary.Operator switch
        {
            "&&" or "||" => Logical(binary, left, right),
            "??" => left is { IsDefinite: true, MayBeNull: false, Type.IsScalar: true }
                ? left
                : new($"{left.Within(JsonataText.Compare + 1)} != null ? {left.Within(JsonataText.Choice + 1)} : {right.Within(JsonataText.Choice)}", JsonataText.Choice, DataType.Union(left.Type, right.Type), right.IsDefinite) { MayBeNull = right.MayBeNull },
            "===" or "!==" or "==" or "!=" => Equality(binary, left, right),
            "<" or ">" or "<=" or ">=" => Relation(binary, left, right),
            "+" => Plus(binary, left, right),
            "**" => new($"$power({Number(left, binary.At).Text}, {Number(right, binary.At).Text})", JsonataText.Atom, DataType.Number, left.IsDefinite && right.IsDefinite),
            _ => Arithmetic(binary, left, right),
        };
    }

    /// <summary>A value as JavaScript's truth: JSONata takes empty arrays and objects for false, JavaScript does not.</summary>
    private JsonataText Truth(JsonataText value) => value.Type.Kind switch
    {
        DataKind.Boolean => value,
        DataKind.Array or DataKind.Object => new($"{value.Within(JsonataText.Compare + 1)} != null", JsonataText.Compare, DataType.Boolean),
        DataKind.Unknown => new($"$type({value.Text}) in ['array', 'object'] or $boolean({value.Text})", JsonataText.Or, DataType.Boolean),
        _ => new($"$boolean({value.Text})", JsonataText.Atom, DataType.Boolean, value.IsDefinite),
    };

    /// <summary><c>&amp;&amp;</c> and <c>||</c> give one of their operands; only for booleans is that what <c>and</c> and <c>or</c> give.</summary>
    private JsonataText Logical(Binary binary, JsonataText left, JsonataText right)
    {
        bool isAnd = binary.Operator == "&&";
        if (left.Type.Kind == DataKind.Boolean && right.Type.Kind == DataKind.Boolean)
        {
            int strength = isAnd ? JsonataText.And : JsonataText.Or;
            return new($"{left.Within(strength)} {(isAnd ? "and" : "or")} {right.Within(strength + 1)}", strength, DataType.Boolean);
        }

        JsonataText truth = Truth(left);
        (JsonataText then, JsonataText otherwise) = isAnd ? (right, left) : (left, right);
        return new(
            $"{truth.Within(JsonataText.Choice + 1)} ? {then.Within(JsonataText.Choice + 1)} : {otherwise.Within(JsonataText.Choice)}",
            JsonataText.Choice,
            DataType.Union(left.Type, right.Type),
            left.IsDefinite && right.IsDefinite)
        {
            MayBeNull = left.MayBeNull || right.MayBeNull,
        };
    }

    private static JsonataText Equality(Binary binary, JsonataText left, JsonataText right)
    {
        bool strict = binary.Operator.Length == 3;
        bool negated = binary.Operator[0] == '!';
        if (IsNothing(binary.Left) || IsNothing(binary.Right))
        {
            bool nothingLeft = IsNothing(binary.Left);
            return Nothing(nothingLeft ? right : left, nothingLeft ? binary.Left : binary.Right, strict, negated);
        }

        if (left.Type.Kind is DataKind.Array or DataKind.Object || right.Type.Kind is DataKind.Array or DataKind.Object)
        {
            throw Refuse("JavaScript compares arrays and objects by identity, which a state machine does not know.", "Compare a member instead.", binary.At);
        }

        if (!left.Type.IsScalar && !right.Type.IsScalar)
        {
            throw Refuse("Neither side of the comparison has a known type, so it may compare objects.", "Declare the variable's or input's type, or write String(…) or Number(…) around one side.", binary.At);
        }

        if (!strict && (left.Type != right.Type || left.MayBeNull || right.MayBeNull))
        {
            throw Refuse(
                $"'{binary.Operator}' converts its operands ({left.Type} and {right.Type}) before it compares, which JSONata does not.",
                $"Write '{binary.Operator}=' or convert one side with Number(…) or String(…).",
                binary.At);
        }

        string a = left.Within(JsonataText.Compare + 1);
        string b = right.Within(JsonataText.Compare + 1);
        if (!negated)
        {
            return new($"{a} = {b}", JsonataText.Compare, DataType.Boolean);
        }

        // JSONata's != gives false where one side is missing.
        return left.IsDefinite && right.IsDefinite
            ? new($"{a} != {b}", JsonataText.Compare, DataType.Boolean)
            : new($"$not({left.Within(JsonataText.Compare + 1)} = {b})", JsonataText.Atom, DataType.Boolean);
    }

    private static bool IsNothing(Expr expression) => expression is UndefinedValue or Literal { Value: NullData };

    /// <summary>Comparison with <c>null</c> or <c>undefined</c>; <c>x != null</c> is false in JSONata for a missing x too.</summary>
    private static JsonataText Nothing(JsonataText value, Expr nothing, bool strict, bool negated)
    {
        string text = value.Within(JsonataText.Compare + 1);
        (string equal, string unequal) = (strict && !value.NullWhenAbsent, nothing) switch
        {
            (true, UndefinedValue) => ($"$not($exists({value.Text}))", $"$exists({value.Text})"),
            (true, _) when !value.IsDefinite => ($"{text} = null", $"$not({text} = null)"),
            (true, _) => ($"{text} = null", $"{text} != null"),
            _ => ($"$not({text} != null)", $"{text} != null"),
        };
        string chosen = negated ? unequal : equal;
        return new(chosen, chosen.StartsWith('$') && chosen.EndsWith(')') ? JsonataText.Atom : JsonataText.Compare, DataType.Boolean);
    }

    private static JsonataText Relation(Binary binary, JsonataText left, JsonataText right)
    {
        foreach (JsonataText side in new[] { left, right })
        {
            if (side.Type.Kind is not (DataKind.Number or DataKind.String or DataKind.Unknown))
            {
                throw Refuse($"'{binary.Operator}' on a {side.Type} converts it first, which JSONata does not.", "Compare numbers or strings.", binary.At);
            }
        }

        if (left.Type != right.Type && left.Type.IsScalar && right.Type.IsScalar)
        {
            throw Refuse($"'{binary.Operator}' between a {left.Type} and a {right.Type} converts one of them, which JSONata does not.", "Convert one side with Number(…) or String(…).", binary.At);
        }

        return new($"{left.Within(JsonataText.Compare + 1)} {binary.Operator} {right.Within(JsonataText.Compare + 1)}", JsonataText.Compare, DataType.Boolean, left.IsDefinite && right.IsDefinite);
    }

    private static JsonataText Plus(Binary binary, JsonataText left, JsonataText right)
    {
        if (left.Type.Kind == DataKind.String || right.Type.Kind == DataKind.String)
        {
            return new($"{AsText(left, binary.At).Within(JsonataText.Add)} & {AsText(right, binary.At).Within(JsonataText.Add + 1)}", JsonataText.Add, DataType.String);
        }

        if (left.Type.Kind == DataKind.Number && right.Type.Kind == DataKind.Number)
        {
            return Arithmetic(binary, left, right);
        }

        throw Refuse($"'+' on {left.Type} and {right.Type} may add or may join text.", "Declare the types, write Number(…), or join text with a template string.", binary.At);
    }

    private static JsonataText Arithmetic(Binary binary, JsonataText left, JsonataText right)
    {
        int strength = binary.Operator is "+" or "-" ? JsonataText.Add : JsonataText.Multiply;
        return new(
            $"{Number(left, binary.At).Within(strength)} {binary.Operator} {Number(right, binary.At).Within(strength + 1)}",
            strength,
            DataType.Number,
            left.IsDefinite && right.IsDefinite);
    }

    /// <summary>A number, or something of unknown type, for which JSONata itself fails where it is none.</summary>
    private static JsonataText Number(JsonataText value, int at) => value.Type.Kind is DataKind.Number or DataKind.Unknown
        ? value
        : throw Refuse($"Arithmetic on a {value.Type} converts it first, which JSONata does not.", "Write Number(…) around it.", at);

    private static JsonataText ToNumber(JsonataText value, int at) => value.Type.Kind is DataKind.Number or DataKind.String or DataKind.Boolean or DataKind.Unknown
        ? new($"$number({value.Text})", JsonataText.Atom, DataType.Number, value.IsDefinite)
        : throw Refuse($"A {value.Type} does not become a number.", "Give a number or a string that holds one.", at);

    /// <summary>A value that is joined with text. One of unknown type is taken as a text, number or boolean.</summary>
    private static JsonataText AsText(JsonataText value, int at) => value.Type.Kind is DataKind.Array or DataKind.Object
        ? throw Refuse($"An {value.Type} joined with text has another form in JavaScript than in JSONata.", "Write toJson(…) or .join(…) to say which text is meant.", at)
        : value;
}
