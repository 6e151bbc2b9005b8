using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Exactness;

/// <summary>Strings. JavaScript counts UTF-16 units and JSONata characters, which differ above U+FFFF.</summary>
internal sealed partial class ExactRenderer
{
    private ExactText StringMethod(string name, ExactText value, Call call)
    {
        ExactText target = StringOf(value);
        switch (name)
        {
            case "toLowerCase":
                return ExactText.String($"$lowercase({target.Text})", target.Narrow);
            case "toUpperCase":
                return ExactText.String($"$uppercase({target.Text})", target.Narrow);
            case "trim" when call.Arguments.Count == 0:
                // $trim would also shorten spaces inside the text.
                return ExactText.String($@"$replace($replace({target.Text}, /^\s+/, ''), /\s+$/, '')", target.Narrow);
            case "trimStart" when call.Arguments.Count == 0:
                return ExactText.String($@"$replace({target.Text}, /^\s+/, '')", target.Narrow);
            case "trimEnd" when call.Arguments.Count == 0:
                return ExactText.String($@"$replace({target.Text}, /\s+$/, '')", target.Narrow);
            case "includes" when call.Arguments.Count == 1:
                return ExactText.Boolean($"$contains({target.Text}, {StringArgument(call, 0).Text})");
            case "startsWith" when call.Arguments.Count == 1:
                ExactText prefix = StringArgument(call, 0);
                return ExactText.Boolean($"$substring({target.Text}, 0, $length({prefix.Text})) = {prefix.Within(JsonataText.Compare + 1)}", JsonataText.Compare);
            case "endsWith" when call.Arguments.Count == 1:
                ExactText suffix = StringArgument(call, 0);
                return Bound(target, text => ExactText.Boolean($"$substring({text}, $length({text}) - $length({suffix.Text})) = {suffix.Within(JsonataText.Compare + 1)}", JsonataText.Compare));
            case "split" when call.Arguments.Count == 1 && WrittenText(call, 0).Length > 0:
                return ExactText.OfType($"$split({target.Text}, {Argument(call, 0).Text})", DataType.ArrayOf(DataType.String)) with { Item = ExactText.String("", target.Narrow), Fresh = true };
            case "replace" or "replaceAll" when call.Arguments.Count == 2:
                return Replace(name, target, call);
            case "concat":
                return Join([target, .. call.Arguments.Select(argument => AsText(Render(argument), call.At)), RenderLiteral(new StringData(""))]);
            case "indexOf" when call.Arguments.Count == 1 && WrittenText(call, 0).Length > 0:
                string sought = Argument(call, 0).Text;
                return Bound(target, text => ExactText.Number(
                    $"$contains({text}, {sought}) ? {Units(ExactText.String($"$substringBefore({text}, {sought})", target.Narrow)).Text} : -1",
                    JsonataText.Choice,
                    new(-1, int.MaxValue),
                    true));
            case "charAt" when target.Narrow && call.Arguments.Count == 1:
                return ExactText.String($"$substring({target.Text}, {Whole(call, 0)}, 1)", true);
            case "substring" or "slice" when target.Narrow && call.Arguments.Count is 1 or 2:
                return Substring(name, target, call);
            case "padStart" or "padEnd" when target.Narrow && call.Arguments.Count is 1 or 2:
                string with = call.Arguments.Count > 1 ? WrittenText(call, 1) : " ";
                int width = Whole(call, 0);
                return with.Length != 1
                    ? throw Refuse("Only padding with one character is the same in JSONata.", "Pad with one character.", call.At)
                    : ExactText.String($"$pad({target.Text}, {(name == "padStart" ? -width : width)}, {JsonataText.Quote(with)})", true);
            case "charAt" or "substring" or "slice" or "padStart" or "padEnd":
                throw Refuse($"'{name}' counts UTF-16 units, and the text may hold characters of two.", "Use it on numbers as text, or on texts that are written out.", call.At);
            default:
                throw NoMethod(name, target, call);
        }
    }

    private ExactText Length(ExactText target, int at) => target.Type.Kind switch
    {
        DataKind.Array => ExactText.Number($"$count({ArrayOf(target).Text})", JsonataText.Atom, Interval.Index, true),
        DataKind.String => Bound(StringOf(target), text => Units(ExactText.String(text, target.Narrow))),
        _ => throw Refuse("It is not known whether 'length' is that of an array or of a string.", "Declare the type.", at),
    };

    /// <summary>A character of two units is one of four bytes in UTF-8, the first of them 0xF0 or above.</summary>
    private static ExactText Units(ExactText text) => text.Narrow
        ? ExactText.Number($"$length({text.Text})", JsonataText.Atom, Interval.Index, true)
        : ExactText.Number($"$length({text.Text}) + $count($match($encodeUrlComponent({text.Text}), /%F/))", JsonataText.Add, Interval.Index, true);

    private static ExactText Replace(string name, ExactText target, Call call)
    {
        string sought = WrittenText(call, 0);
        string replacement = WrittenText(call, 1);
        return replacement.Contains('$', StringComparison.Ordinal) || sought.Length == 0
            ? throw Refuse("'$' in a replacement, and an empty search text, have a meaning of their own in JavaScript.", "Write a replacement without '$'.", call.At)
            : ExactText.String(
                $"$replace({target.Text}, {JsonataText.Quote(sought)}, {JsonataText.Quote(replacement)}{(name == "replace" ? ", 1" : "")})",
                target.Narrow && !replacement.Any(char.IsSurrogate) && !sought.Any(char.IsSurrogate));
    }

    private static ExactText Substring(string name, ExactText target, Call call)
    {
        int start = Whole(call, 0, negative: name == "slice");
        string text = string.Create(CultureInfo.InvariantCulture, $"$substring({target.Text}, {start}");
        if (call.Arguments.Count > 1)
        {
            int end = Whole(call, 1);
            text += start < 0 || end < start
                ? throw Refuse("The bounds are turned round or mixed with a count from the end.", "Give a start of 0 or more and an end after it.", call.At)
                : string.Create(CultureInfo.InvariantCulture, $", {end - start}");
        }

        return ExactText.String(text + ")", true);
    }

    /// <summary>The text itself, or a failure where JavaScript would throw because it is none.</summary>
    private ExactText StringOf(ExactText value) => value.Type.Kind == DataKind.String && value.IsSolid ? value : Bound(value, text =>
        ExactText.String($"$type({text}) = 'string' ? {text} : $error('A text is needed here')", value.Narrow && value.Type.Kind == DataKind.String, JsonataText.Choice));

    private ExactText StringArgument(Call call, int index)
    {
        ExactText value = Argument(call, index);
        return value.Type.Kind == DataKind.String && value.IsSolid ? value : throw Refuse("JavaScript makes a text of this argument first.", "Give a string that is always set.", call.At);
    }

    private static int Whole(Call call, int index, bool negative = false) => index < call.Arguments.Count && WholeValue(call.Arguments[index]) is { } value && (negative || value >= 0)
        ? value
        : throw Refuse("A whole number written out is needed here.", "Write the position as a number.", call.At);

    private static int? WholeValue(Expr expression) => expression switch
    {
        Literal { Value: NumberData number } when number.Value == Math.Truncate(number.Value) && Math.Abs(number.Value) < int.MaxValue => (int)number.Value,
        Unary { Operator: "-", Operand: Literal { Value: NumberData number } } when number.Value == Math.Truncate(number.Value) && number.Value < int.MaxValue => -(int)number.Value,
        _ => null,
    };

    private static string WrittenText(Call call, int index) => index < call.Arguments.Count && call.Arguments[index] is Literal { Value: StringData text }
        ? text.Value
        : throw Refuse("A text written out is needed here.", "Write the text as a string.", call.At);

    private static ExpressionException NoMethod(string name, ExactText target, Call call) =>
        Refuse($"The method '{name}' of a {target.Type} has no exact JSONata form.", "docs/expressions.md lists the methods that have one.", call.At);
}
