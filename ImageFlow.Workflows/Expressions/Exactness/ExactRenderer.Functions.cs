using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Exactness;

/// <summary>Calls: methods by the kind of value, Math, JSON, conversions, Elsa's helpers.</summary>
internal sealed partial class ExactRenderer
{
    private static readonly HashSet<string> ArrayOnly = ["map", "filter", "some", "every", "find", "join", "reduce", "reverse", "pop", "shift"];
    private static readonly HashSet<string> Shared = ["includes", "slice", "concat", "at", "indexOf", "lastIndexOf", "toString"];

    private ExactText RenderCall(Call call)
    {
        if (call.Arguments.Any(argument => argument is Spread))
        {
            throw Refuse("Spread arguments have no exact form.", "Name the arguments.", call.At);
        }

        return call.Callee switch
        {
            Name name when !locals.ContainsKey(name.Text) => Global(name.Text, call),
            Member { Target: Name { Text: "Math" } } math => MathFunction(math.Property, call),
            Member { Target: Name { Text: "JSON" or "Array" } library } function => Global($"{library.Text}.{function.Property}", call),
            Member { Optional: true } => throw Refuse("An optional method call has no exact form.", "Test for null first.", call.At),
            Member method when IsOptional(method.Target) => throw Refuse("A chain with '?.' ends as a whole where a part is missing.", "Test for null first.", call.At),
            Member method => Method(method, call),
            _ => throw Refuse("Only named functions and methods have a form.", "Call a helper or a method by its name.", call.At),
        };
    }

    private ExactText Method(Member method, Call call)
    {
        ExactText target = Render(method.Target);
        string name = method.Property;
        return target.Type.Kind switch
        {
            DataKind.Array => ArrayMethod(name, target, call),
            DataKind.String => StringMethod(name, target, call),
            DataKind.Unknown when ArrayOnly.Contains(name) => ArrayMethod(name, target, call),
            DataKind.Unknown when !Shared.Contains(name) => StringMethod(name, target, call),
            DataKind.Number or DataKind.Boolean when name == "toString" && call.Arguments.Count == 0 && target.IsSolid => Text(AsText(target, call.At)),
            _ => throw NoMethod(name, target, call),
        };
    }

    private ExactText Global(string name, Call call) => name switch
    {
        "String" when call.Arguments.Count == 1 => Text(AsText(Argument(call, 0), call.At)),
        "Number" when call.Arguments.Count == 1 => Argument(call, 0) switch
        {
            { Type.Kind: DataKind.Number, IsSolid: true } number => number,
            { Type.Kind: DataKind.Boolean, IsSolid: true } truth => ExactText.Number($"$number({truth.Text})", JsonataText.Atom, new(0, 1), true),
            _ => throw Refuse("Texts become numbers by other rules in JSONata.", "Declare the value as a number.", call.At),
        },
        "Boolean" when call.Arguments.Count == 1 => Truth(Argument(call, 0)),
        "toJson" or "JSON.stringify" when call.Arguments.Count == 1 && Argument(call, 0) is { Printable: true, Type.Kind: DataKind.Object or DataKind.Array } known => ExactText.String($"$string({known.Text})", false),
        "toMessage" when call.Arguments.Count == 1 && Argument(call, 0) is { Type.Kind: DataKind.String, IsSolid: true } text => text,
        "JSON.parse" when call.Arguments.Count == 1 => ExactText.OfType($"$parse({StringArgument(call, 0).Text})", DataType.Unknown),
        "newGuid" or "newGuidString" when call.Arguments.Count == 0 => ExactText.String("$uuid()", true),
        "encodeURIComponent" => ExactText.String($"$encodeUrlComponent({StringArgument(call, 0).Text})", true),
        "encodeURI" => ExactText.String($"$encodeUrl({StringArgument(call, 0).Text})", true),
        "decodeURIComponent" => ExactText.String($"$decodeUrlComponent({StringArgument(call, 0).Text})", false),
        "decodeURI" => ExactText.String($"$decodeUrl({StringArgument(call, 0).Text})", false),
        "Array.isArray" when call.Arguments.Count == 1 => ExactText.Boolean($"$type({Argument(call, 0).Text}) = 'array'", JsonataText.Compare),
        "isNullOrEmpty" when call.Arguments.Count == 1 => Bound(Argument(call, 0), value => ExactText.Boolean($"{value} != null ? {value} = '' : true", JsonataText.Choice)),
        "isNullOrWhiteSpace" when call.Arguments.Count == 1 && Argument(call, 0) is { Type.Kind: DataKind.String } known =>
            Bound(known, value => ExactText.Boolean($@"{value} != null ? $not($contains({value}, /\S/)) : true", JsonataText.Choice)),
        _ => throw Refuse($"'{name}' has no exact form for what it is given here.", "docs/expressions.md lists what has one.", call.At),
    };

    private ExactText MathFunction(string name, Call call)
    {
        List<ExactText> numbers = [.. call.Arguments.Select(argument => Number(Render(argument), call.At))];
        switch (name)
        {
            case "min" or "max" when numbers.Count > 0:
                (double low, double high) = name == "min"
                    ? (numbers.Min(number => number.Range.Low), numbers.Min(number => number.Range.High))
                    : (numbers.Max(number => number.Range.Low), numbers.Max(number => number.Range.High));
                return ExactText.Number($"${name}([{string.Join(", ", numbers.Select(number => number.Text))}])", JsonataText.Atom, new(low, high), numbers.TrueForAll(number => number.Whole));
            case "floor" or "ceil" or "round" or "trunc" when numbers is [{ Whole: true } whole]:
                return whole;
            case "floor" or "ceil" when numbers is [var one]:
                return ExactText.Number($"${name}({one.Text})", JsonataText.Atom, new(Math.Floor(one.Range.Low), Math.Ceiling(one.Range.High)), true);
            case "round" when numbers is [var one]:
                // $round goes to the even neighbour, and adding a half is not exact.
                return Bound(one, text => ExactText.Number($"{text} - $floor({text}) >= 0.5 ? $ceil({text}) : $floor({text})", JsonataText.Choice, new(Math.Floor(one.Range.Low), Math.Ceiling(one.Range.High)), true));
            case "trunc" when numbers is [var one]:
                return Bound(one, text => ExactText.Number($"{text} < 0 ? $ceil({text}) : $floor({text})", JsonataText.Choice, new(Math.Floor(one.Range.Low), Math.Ceiling(one.Range.High)), true));
            case "abs" when numbers is [var one]:
                return ExactText.Number($"$abs({one.Text})", JsonataText.Atom, new(0, Math.Max(Math.Abs(one.Range.Low), Math.Abs(one.Range.High))), one.Whole);
            case "sqrt" when numbers is [{ Range.Low: >= 0 } one]:
                return ExactText.Number($"$sqrt({one.Text})", JsonataText.Atom, new(0, Math.Sqrt(one.Range.High)), false);
            default:
                throw Refuse($"'Math.{name}' has no exact form for what it is given here.", "docs/expressions.md lists what has one.", call.At);
        }
    }

    private ExactText Argument(Call call, int index) => index < call.Arguments.Count
        ? Render(call.Arguments[index])
        : throw Refuse("The function is called with too few arguments.", "Give the arguments that the function takes.", call.At);
}
