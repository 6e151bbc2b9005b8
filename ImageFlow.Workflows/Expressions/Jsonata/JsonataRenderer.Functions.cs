using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Jsonata;

/// <summary>Global functions: conversions, Math, JSON, Object, Elsa's helpers.</summary>
internal sealed partial class JsonataRenderer
{
    private JsonataText RenderCall(Call call)
    {
        if (call.Arguments.Any(argument => argument is Spread))
        {
            throw new ExpressionException("FLOW0202", "Spread arguments are outside the JavaScript subset.", "Name the arguments.", call.At);
        }

        return call.Callee switch
        {
            Name name => Global(name.Text, call),
            Member { Target: Name { Text: "Math" } } math => MathFunction(math.Property, call),
            Member { Target: Name { Text: "JSON" or "Object" or "Array" or "Number" or "String" } library } function => Global($"{library.Text}.{function.Property}", call),
            Member method => Method(method, call),
            _ => throw new ExpressionException("FLOW0202", "Only named functions and methods can be called.", "Call a helper or a method by its name.", call.At),
        };
    }

    private JsonataText Global(string name, Call call) => name switch
    {
        "String" => TextOf(Argument(call, 0), call.At),
        "Number" => Argument(call, 0) is { Type.Kind: DataKind.Number } number ? number : ToNumber(Argument(call, 0), call.At),
        "Boolean" => Truth(Argument(call, 0)),
        "toJson" or "JSON.stringify" => JsonText(Argument(call, 0), call),
        Liquid.LiquidFilters.TextFunction => LiquidText(Argument(call, 0)),
        "itemCount" => Function("$count", DataType.Number, Argument(call, 0)) with { IsDefinite = true },
        "toMessage" => MessageText(Argument(call, 0)),
        "JSON.parse" or "fromJson" => Function("$parse", DataType.Unknown, Argument(call, 0)),
        "newGuid" or "newGuidString" => Function("$uuid", DataType.String),
        "encodeURIComponent" => Function("$encodeUrlComponent", DataType.String, OfType(Argument(call, 0), DataKind.String, call)),
        "encodeURI" => Function("$encodeUrl", DataType.String, OfType(Argument(call, 0), DataKind.String, call)),
        "decodeURIComponent" => Function("$decodeUrlComponent", DataType.String, OfType(Argument(call, 0), DataKind.String, call)),
        "decodeURI" => Function("$decodeUrl", DataType.String, OfType(Argument(call, 0), DataKind.String, call)),
        "Object.keys" => new($"[$keys({Argument(call, 0).Text})]", JsonataText.Atom, DataType.ArrayOf(DataType.String)) { IsConstructor = true },
        "Array.isArray" => new($"$type({Argument(call, 0).Text}) = 'array'", JsonataText.Compare, DataType.Boolean),
        "isNullOrEmpty" => Empty(Argument(call, 0), "{0} = ''"),
        "isNullOrWhiteSpace" => Empty(Argument(call, 0), "$trim({0}) = ''"),
        "toAttributeValue" => RenderAttribute(call.Arguments.Count == 1 ? call.Arguments[0] : throw WrongArguments(call)),
        "toAttributeMap" => RenderAttributeMap(call.Arguments.Count == 1 ? call.Arguments[0] : throw WrongArguments(call)),
        _ => throw new ExpressionException(
            "FLOW0204",
            $"The function '{name}' is not known.",
            "Use a helper of Elsa's, a method of the value, Math, JSON, String, Number or Boolean; or write the expression in JSONata.",
            call.At),
    };

    private JsonataText MathFunction(string name, Call call) => name switch
    {
        "floor" or "ceil" or "abs" or "sqrt" => Function("$" + name, DataType.Number, Number(Argument(call, 0), call.At)),
        "pow" => Function("$power", DataType.Number, Number(Argument(call, 0), call.At), Number(Argument(call, 1), call.At)),
        "min" or "max" when call.Arguments.Count > 0 =>
            new($"${name}([{string.Join(", ", call.Arguments.Select(argument => Number(Render(argument), call.At).Text))}])", JsonataText.Atom, DataType.Number),

        // $round goes to the even neighbour; Math.round goes up.
        "round" => new($"$floor({Number(Argument(call, 0), call.At).Within(JsonataText.Add)} + 0.5)", JsonataText.Atom, DataType.Number),
        "trunc" when Number(Argument(call, 0), call.At) is var value =>
            new($"{value.Within(JsonataText.Compare + 1)} < 0 ? $ceil({value.Text}) : $floor({value.Text})", JsonataText.Choice, DataType.Number),
        _ => throw new ExpressionException("FLOW0204", $"'Math.{name}' has no exact JSONata form.", "Use floor, ceil, round, trunc, abs, sqrt, pow, min or max.", call.At),
    };

    private static JsonataText Function(string name, DataType type, params ReadOnlySpan<JsonataText> arguments)
    {
        List<string> texts = [];
        bool definite = true;
        foreach (JsonataText argument in arguments)
        {
            texts.Add(argument.Text);
            definite &= argument.IsDefinite;
        }

        return new($"{name}({string.Join(", ", texts)})", JsonataText.Atom, type, definite);
    }

    private JsonataText Argument(Call call, int index) => index < call.Arguments.Count ? Render(call.Arguments[index]) : throw WrongArguments(call);

    private static ExpressionException WrongArguments(Call call) =>
        new("FLOW0202", "The function is called with too few or too many arguments.", "Give the arguments that the function takes.", call.At);

    /// <summary>A value that must be of this type, or of unknown type: then JSONata itself fails where it is of another.</summary>
    private static JsonataText OfType(JsonataText value, DataKind kind, Call call) => value.Type.Kind == kind || value.Type.Kind == DataKind.Unknown
        ? value
        : throw Refuse($"A {value.Type} stands where a {kind.ToString().ToLowerInvariant()} is needed.", "Correct the expression or the declared type.", call.At);

    private static JsonataText TextOf(JsonataText value, int at) => value.Type.Kind == DataKind.String ? value : Function("$string", DataType.String, AsText(value, at)) with { IsDefinite = true };

    /// <summary><c>$string</c> leaves a string as it is, where JSON puts it into quotes.</summary>
    private static JsonataText JsonText(JsonataText value, Call call) => value.Type.Kind switch
    {
        DataKind.String => throw Refuse("A string as JSON has quotes, which $string does not write.", "Put the string into an object or an array.", call.At),
        DataKind.Unknown => new($"$type({value.Text}) = 'string' ? $error('A text is not expected here.') : $string({value.Text})", JsonataText.Choice, DataType.String, value.IsDefinite),
        _ => Function("$string", DataType.String, value),
    };

    /// <summary>A text as it is, anything else as JSON: what <c>$string</c> does.</summary>
    private static JsonataText MessageText(JsonataText value) => value is { Type.Kind: DataKind.String, MayBeNull: false } ? value : Function("$string", DataType.String, value);

    /// <summary>As Liquid writes it: nothing for null and for what is missing, the items of a list one after the other.</summary>
    private static JsonataText LiquidText(JsonataText value) => value switch
    {
        { Type.Kind: DataKind.String, MayBeNull: false, IsDefinite: true } => value,
        { Type.Kind: DataKind.Number or DataKind.Boolean, MayBeNull: false, IsDefinite: true } => Function("$string", DataType.String, value),
        _ => new(
            $"(function($v){{ $v = null ? '' : $type($v) = 'array' ? $join($map($v, function($i){{ $i = null ? '' : $string($i) }})) : $string($v) }})({value.Text}) & ''",
            JsonataText.Add,
            DataType.String),
    };

    private static JsonataText Empty(JsonataText value, string test) => new(
        $"{value.Within(JsonataText.Compare + 1)} != null ? {string.Format(System.Globalization.CultureInfo.InvariantCulture, test, value.Within(JsonataText.Compare + 1))} : true",
        JsonataText.Choice,
        DataType.Boolean);
}
