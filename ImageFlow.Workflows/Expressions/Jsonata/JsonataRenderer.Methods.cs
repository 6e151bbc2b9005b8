using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Jsonata;

/// <summary>Methods of arrays and strings. A JSONata sequence of one item is that item, so results are put back into arrays.</summary>
internal sealed partial class JsonataRenderer
{
    private JsonataText Method(Member method, Call call)
    {
        JsonataText target = Render(method.Target);
        DataKind kind = target.Type.Kind;
        return method.Property switch
        {
            "map" or "filter" or "some" or "every" or "find" or "join" or "reduce" or "reverse" when kind is DataKind.Array or DataKind.Unknown => ArrayMethod(method.Property, target, call),
            "includes" or "slice" or "concat" or "at" when kind == DataKind.Array => ArrayMethod(method.Property, target, call),
            "includes" or "slice" or "concat" or "at" when kind == DataKind.Unknown => throw Refuse(
                $"'{method.Property}' is a method of arrays and of strings, and it is not known which this is.",
                "Declare the type, or write String(…) around a string.",
                call.At),
            "toString" when kind is not (DataKind.Array or DataKind.Object) => TextOf(target, call.At),
            _ when kind is DataKind.String or DataKind.Unknown => StringMethod(method.Property, target, call),
            _ => throw UnknownMethod(method.Property, target, call),
        };
    }

    private static JsonataText Length(JsonataText target, int at) => target.Type.Kind switch
    {
        DataKind.Array => Function("$count", DataType.Number, target) with { IsDefinite = true },
        DataKind.String => Function("$length", DataType.Number, target),
        _ => throw Refuse("It is not known whether 'length' is that of an array or of a string.", "Declare the type, or write String(…) around a string.", at),
    };

    private JsonataText ArrayMethod(string name, JsonataText target, Call call)
    {
        DataType element = target.Type.Element ?? DataType.Unknown;
        switch (name)
        {
            case "map":
                (string map, DataType mapped) = Callback(call, 0, target, body => OrNull(body));
                return Collected($"$map({target.Text}, {map})", mapped);
            case "filter":
                return Collected($"$filter({target.Text}, {Test(call, target)})", element);
            case "some":
                return new($"$exists($filter({target.Text}, {Test(call, target)}))", JsonataText.Atom, DataType.Boolean);
            case "every":
                return new($"$not($exists($filter({target.Text}, {Callback(call, 0, target, body => Not(Truth(body))).Text})))", JsonataText.Atom, DataType.Boolean);
            case "find":
                return new($"{Collected($"$filter({target.Text}, {Test(call, target)})", element).Text}[0]", JsonataText.Atom, element, false);
            case "join":
                string separator = call.Arguments.Count == 0 ? "','" : OfType(Argument(call, 0), DataKind.String, call).Text;
                string texts = element.Kind == DataKind.String ? target.Text : $"[$map({target.Text}, function($v){{ $v = null ? '' : $string($v) }})]";
                return element.Kind is DataKind.Array or DataKind.Object
                    ? throw Refuse("Joining arrays or objects as text has another form in JSONata.", "Map the items to strings first.", call.At)
                    : new($"$join({texts}, {separator})", JsonataText.Atom, DataType.String);
            case "reduce":
                return Reduce(target, call);
            case "reverse":
                return Function("$reverse", target.Type, target);
            case "includes":
                JsonataText item = Argument(call, 0);
                return item.Type.Kind is DataKind.Array or DataKind.Object
                    ? throw Refuse("JavaScript compares arrays and objects by identity.", "Look for a number or a string.", call.At)
                    : new($"{item.Within(JsonataText.Compare + 1)} in {target.Within(JsonataText.Compare + 1)}", JsonataText.Compare, DataType.Boolean);
            case "concat":
                JsonataText other = Argument(call, 0);
                return call.Arguments.Count != 1 || other.Type.Kind == DataKind.Unknown
                    ? throw Refuse("'concat' is exact for one argument of known type.", "Write [...a, ...b] with declared types.", call.At)
                    : Function("$append", DataType.ArrayOf(DataType.Union(element, other.Type.Element ?? other.Type)), target, other);
            case "at":
                return new($"{target.Within(JsonataText.Atom)}[{Whole(call, 0, negative: true)}]", JsonataText.Atom, element, false);
            default:
                return SliceArray(target, element, call);
        }
    }

    private JsonataText SliceArray(JsonataText target, DataType element, Call call)
    {
        int start = call.Arguments.Count == 0 ? 0 : Whole(call, 0, negative: true);
        List<string> tests = [start < 0 ? $"$i >= $count({target.Text}) - {-start}" : $"$i >= {start}"];
        if (call.Arguments.Count > 1)
        {
            int end = Whole(call, 1, negative: true);
            tests.Add(end < 0 ? $"$i < $count({target.Text}) - {-end}" : $"$i < {end}");
        }

        return Collected($"$filter({target.Text}, function($v, $i){{ {string.Join(" and ", tests)} }})", element);
    }

    private JsonataText Reduce(JsonataText target, Call call)
    {
        if (call.Arguments.Count != 2 || call.Arguments[0] is not Lambda { Parameters.Count: 2 } lambda)
        {
            throw Refuse("'reduce' takes a function of two parameters and a start value.", "Write .reduce((sum, item) => …, 0).", call.At);
        }

        JsonataText start = Argument(call, 1);
        JsonataText item = new("", JsonataText.Atom, target.Type.Element ?? DataType.Unknown) { MayBeNull = true };
        return WithLocals([(lambda.Parameters[0], start), (lambda.Parameters[1], item)], names =>
        {
            JsonataText body = Render(lambda.Body);
            return new JsonataText($"$reduce({target.Text}, function(${names[0]}, ${names[1]}){{ {body.Text} }}, {start.Text})", JsonataText.Atom, DataType.Union(start.Type, body.Type));
        });
    }

    /// <summary>A sequence as an array; <c>[]</c> after the call keeps one item that is itself an array.</summary>
    private static JsonataText Collected(string sequence, DataType element) =>
        new(element.Kind is DataKind.Unknown or DataKind.Array ? $"[{sequence}[]]" : $"[{sequence}]", JsonataText.Atom, DataType.ArrayOf(element)) { IsConstructor = true };

    private string Test(Call call, JsonataText target) => Callback(call, 0, target, Truth).Text;

    private (string Text, DataType Type) Callback(Call call, int index, JsonataText target, Func<JsonataText, JsonataText> finish)
    {
        if (index >= call.Arguments.Count || call.Arguments[index] is not Lambda { Parameters.Count: <= 2 } lambda)
        {
            throw Refuse("An array method takes a function of one or two parameters, written where it is used.", "Write item => … or (item, index) => ….", call.At);
        }

        JsonataText item = new("", JsonataText.Atom, target.Type.Element ?? DataType.Unknown) { MayBeNull = true };
        JsonataText position = new("", JsonataText.Atom, DataType.Number);
        List<(string, JsonataText)> parameters = [.. lambda.Parameters.Zip([item, position])];
        return WithLocals(parameters, names =>
        {
            JsonataText body = finish(Render(lambda.Body));
            return ($"function({string.Join(", ", names.Select(name => "$" + name))}){{ {body.Text} }}", body.Type);
        });
    }

    private JsonataText StringMethod(string name, JsonataText target, Call call)
    {
        switch (name)
        {
            case "toLowerCase":
                return Function("$lowercase", DataType.String, target);
            case "toUpperCase":
                return Function("$uppercase", DataType.String, target);
            case "trim":
                // $trim would also shorten spaces inside the text.
                return new($@"$replace($replace({target.Text}, /^\s+/, ''), /\s+$/, '')", JsonataText.Atom, DataType.String, target.IsDefinite);
            case "includes":
                return Function("$contains", DataType.Boolean, target, OfType(Argument(call, 0), DataKind.String, call));
            case "startsWith":
                JsonataText prefix = OfType(Argument(call, 0), DataKind.String, call);
                return new($"$substring({target.Text}, 0, $length({prefix.Text})) = {prefix.Within(JsonataText.Compare + 1)}", JsonataText.Compare, DataType.Boolean);
            case "endsWith":
                JsonataText suffix = OfType(Argument(call, 0), DataKind.String, call);
                return new($"$substring({target.Text}, $length({target.Text}) - $length({suffix.Text})) = {suffix.Within(JsonataText.Compare + 1)}", JsonataText.Compare, DataType.Boolean);
            case "split":
                return call.Arguments.Count == 1
                    ? Function("$split", DataType.ArrayOf(DataType.String), target, OfType(Argument(call, 0), DataKind.String, call))
                    : throw WrongArguments(call);
            case "replace" or "replaceAll":
                string replacement = Text(call, 1);
                return replacement.Contains('$', StringComparison.Ordinal) || Text(call, 0).Length == 0
                    ? throw Refuse("'$' in a replacement, and an empty search text, have a meaning of their own in JavaScript.", "Write the expression in JSONata.", call.At)
                    : new($"$replace({target.Text}, {Argument(call, 0).Text}, {JsonataText.Quote(replacement)}{(name == "replace" ? ", 1" : "")})", JsonataText.Atom, DataType.String, target.IsDefinite);
            case "concat":
                return new(string.Join(" & ", call.Arguments.Select(argument => AsText(Render(argument), call.At).Within(JsonataText.Add + 1)).Prepend(target.Within(JsonataText.Add))), JsonataText.Add, DataType.String);
            case "charAt":
                return new($"$substring({target.Text}, {Whole(call, 0)}, 1)", JsonataText.Atom, DataType.String, target.IsDefinite);
            case "substring" or "slice":
                return Substring(name, target, call);
            case "padStart" or "padEnd":
                string with = call.Arguments.Count > 1 ? Text(call, 1) : " ";
                int width = Whole(call, 0);
                return with.Length != 1
                    ? throw Refuse("Only padding with one character is the same in JSONata.", "Pad with one character.", call.At)
                    : new($"$pad({target.Text}, {(name == "padStart" ? -width : width)}, {JsonataText.Quote(with)})", JsonataText.Atom, DataType.String, target.IsDefinite);
            default:
                throw UnknownMethod(name, target, call);
        }
    }

    private JsonataText Substring(string name, JsonataText target, Call call)
    {
        int start = Whole(call, 0, negative: name == "slice");
        string text = $"$substring({target.Text}, {start}";
        if (call.Arguments.Count > 1)
        {
            int end = Whole(call, 1);
            text += start < 0 || end < start
                ? throw Refuse("The bounds are turned round or mixed with a count from the end.", "Give a start of 0 or more and an end after it.", call.At)
                : $", {end - start}";
        }

        return new(text + ")", JsonataText.Atom, DataType.String, target.IsDefinite);
    }

    private static int Whole(Call call, int index, bool negative = false) => index < call.Arguments.Count && WholeValue(call.Arguments[index]) is { } value && (negative || value >= 0)
        ? value
        : throw Refuse("A whole number written out is needed here.", "Write the position as a number; for computed positions use JSONata.", call.At);

    private static int? WholeValue(Expr expression) => expression switch
    {
        Literal { Value: NumberData number } when number.Value == Math.Truncate(number.Value) && Math.Abs(number.Value) < int.MaxValue => (int)number.Value,
        Unary { Operator: "-", Operand: Literal { Value: NumberData number } } when number.Value == Math.Truncate(number.Value) && number.Value < int.MaxValue => -(int)number.Value,
        _ => null,
    };

    private static string Text(Call call, int index) => index < call.Arguments.Count && call.Arguments[index] is Literal { Value: StringData text }
        ? text.Value
        : throw Refuse("A text written out is needed here.", "Write the text as a string; for computed texts and patterns use JSONata.", call.At);

    private static ExpressionException UnknownMethod(string name, JsonataText target, Call call) => new(
        "FLOW0204",
        string.Create(CultureInfo.InvariantCulture, $"The method '{name}' of a {target.Type} has no exact JSONata form."),
        "Use one of the methods that docs/expressions.md lists, or write the expression in JSONata.",
        call.At);
}
