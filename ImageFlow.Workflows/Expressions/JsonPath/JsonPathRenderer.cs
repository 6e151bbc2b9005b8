using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.JsonPath;

/// <summary>Writes a bound expression for a JSONPath state where paths and intrinsic functions suffice; refuses the rest with FLOW0206.</summary>
/// <param name="resultOnly">Whether <c>$</c> is the task's result at this place, so that the state's input is out of reach.</param>
internal sealed class JsonPathRenderer(bool resultOnly)
{
    /// <exception cref="ExpressionException">The expression has no JSONPath form.</exception>
    public PathText Render(Expr expression) => expression switch
    {
        Literal literal => PathText.Of(literal.Value),
        Reference reference => PathText.Path(RootOf(reference)),
        MissingAsNull missing => Render(missing.Value),
        Member { Property: "length" } length when TypeOf(length.Target).Kind == DataKind.Array => PathText.Call("ArrayLength", Render(length.Target).Argument),
        Member member => PathOf(member.Target, member.At) is var target ? PathText.Path(target + Field(member.Property)) : throw NoForm("The member", member.At),
        Subscript { Key: Literal { Value: StringData name } } member => PathText.Path(PathOf(member.Target, member.At) + Field(name.Value)),
        Subscript subscript => RenderSubscript(subscript),
        TemplateText template => RenderTemplate(template),
        Binary { Operator: "+" or "-" } sum => RenderSum(sum),
        Call call => RenderCall(call),
        ArrayLiteral array when array.Items.All(item => item is not Spread) => PathText.Call("Array", array.Items.Select(item => Render(item).Argument)),
        ObjectLiteral literal when literal.Members.Count == 2 && literal.Members.All(member => member.Key is null) =>
            PathText.Call("JsonMerge", Render(literal.Members[0].Value).Argument, Render(literal.Members[1].Value).Argument, "false"),
        RawJsonata => throw NoForm("A JSONata expression", 0),
        Conditional conditional => throw NoForm("A conditional", conditional.At),
        Binary binary => throw NoForm($"The operator '{binary.Operator}'", binary.At),
        Unary unary => throw NoForm($"The operator '{unary.Operator}'", unary.At),
        _ => throw NoForm("This kind of expression", expression.At),
    };

    /// <summary>The type, as far as it is known; the rules are the same for both languages.</summary>
    public static DataType TypeOf(Expr expression) => JsonataRenderer.Value(expression).Type;

    public static ExpressionException NoForm(string what, int at) =>
        new("FLOW0206", $"{what} has no JSONPath form.", "Export the flow in JSONata, or let an activity compute the value.", at);

    public static string Field(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? "." + name
            : $"['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    private string RootOf(Reference reference) => reference.Root switch
    {
        ReferenceRoot.StateInput when resultOnly => throw new ExpressionException(
            "FLOW0206",
            "After the task has run, a JSONPath state no longer sees its input.",
            "Export the flow in JSONata, or set a variable before the activity."),
        ReferenceRoot.StateInput or ReferenceRoot.Result => "$",
        ReferenceRoot.ExecutionInput => "$$.Execution.Input",
        ReferenceRoot.Context => "$$." + reference.Variable,
        _ => "$" + reference.Variable,
    };

    private string PathOf(Expr target, int at) => Render(target) is { IsPath: true } path ? path.Text : throw NoForm("A member of a computed value", at);

    private PathText RenderSubscript(Subscript subscript)
    {
        PathText target = Render(subscript.Target);
        PathText key = Render(subscript.Key);
        return target.IsPath && key.Constant is NumberData { Value: >= 0 }
            ? PathText.Path($"{target.Text}[{key.Constant.ToJson()}]")
            : TypeOf(subscript.Key).Kind == DataKind.Number
                ? PathText.Call("ArrayGetItem", target.Argument, key.Argument)
                : throw NoForm("A computed member name", subscript.At);
    }

    private PathText RenderTemplate(TemplateText template) => Format(template.Texts, [.. template.Values.Select(RenderText)]);

    private static PathText Format(IEnumerable<string> texts, IReadOnlyList<PathText> values) =>
        PathText.Call("Format", values.Select(value => value.Argument).Prepend(PathText.Quote(string.Join("\u0001", texts)
            .Replace("{", "\\{", StringComparison.Ordinal)
            .Replace("}", "\\}", StringComparison.Ordinal)
            .Replace("\u0001", "{}", StringComparison.Ordinal)).Replace("\\\\{", "\\{", StringComparison.Ordinal).Replace("\\\\}", "\\}", StringComparison.Ordinal)));

    private PathText RenderText(Expr value) => TypeOf(value).Kind is DataKind.Array or DataKind.Object
        ? throw NoForm("A list or an object joined with text", value.At)
        : Render(value);

    /// <summary><c>States.MathAdd</c> takes whole numbers alone, so one side must be one that is written out.</summary>
    private PathText RenderSum(Binary sum)
    {
        DataKind left = TypeOf(sum.Left).Kind;
        DataKind right = TypeOf(sum.Right).Kind;
        if (sum.Operator == "+" && (left == DataKind.String || right == DataKind.String))
        {
            return Format(["", "", ""], [RenderText(sum.Left), RenderText(sum.Right)]);
        }

        if (left == DataKind.Number && sum.Right is Literal { Value: NumberData number } && number.Value == Math.Truncate(number.Value))
        {
            return PathText.Call("MathAdd", Render(sum.Left).Argument, NumberData.Format(sum.Operator == "-" ? -number.Value : number.Value));
        }

        throw NoForm($"'{sum.Operator}' but for a whole number that is written out", sum.At);
    }

    private PathText RenderCall(Call call) => call switch
    {
        { Callee: Name { Text: "toJson" } or Member { Target: Name { Text: "JSON" }, Property: "stringify" }, Arguments: [var value] } => PathText.Call("JsonToString", Render(value).Argument),
        { Callee: Name { Text: "toMessage" }, Arguments: [var value] } => TypeOf(value).Kind switch
        {
            DataKind.String => Render(value),
            DataKind.Unknown => throw NoForm("A message that may be a text or an object", call.At),
            _ => PathText.Call("JsonToString", Render(value).Argument),
        },
        { Callee: Name { Text: Liquid.LiquidFilters.TextFunction }, Arguments: [var value] } => JsonataRenderer.Value(value) switch
        {
            { Type.Kind: DataKind.String or DataKind.Number or DataKind.Boolean, MayBeNull: false } => Render(value),
            _ => throw NoForm("A Liquid value that may be null, or of unknown type,", call.At),
        },
        { Callee: Member { Target: Name { Text: "JSON" }, Property: "parse" }, Arguments: [var value] } => PathText.Call("StringToJson", Render(value).Argument),
        { Callee: Name { Text: "newGuid" or "newGuidString" }, Arguments: [] } => PathText.Call("UUID"),
        { Callee: Name { Text: "String" }, Arguments: [var value] } when TypeOf(value).Kind is not (DataKind.Array or DataKind.Object) => Format(["", ""], [Render(value)]),
        { Callee: Member { Property: "split" } method, Arguments: [Literal { Value: StringData { Value.Length: 1 } separator }] } =>
            PathText.Call("StringSplit", Render(method.Target).Argument, PathText.Quote(separator.Value)),
        { Callee: Member { Property: "includes" } method, Arguments: [var item] } when TypeOf(method.Target).Kind == DataKind.Array =>
            PathText.Call("ArrayContains", Render(method.Target).Argument, Render(item).Argument),
        { Callee: Name name } => throw NoForm($"The function '{name.Text}'", call.At),
        { Callee: Member member } => throw NoForm($"The method '{member.Property}'", call.At),
        _ => throw NoForm("This call", call.At),
    };
}
