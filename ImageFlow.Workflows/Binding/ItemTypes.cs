using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>What is known of the items of a loop before its expression is bound: they are written out, or a variable or input holds them.</summary>
internal static class ItemTypes
{
    public static DataType Of(LoopScope loop, FlowNames names)
    {
        InputValue? items = Inputs.Find(loop.Head.Node, "items");
        return items switch
        {
            { Language: "Literal" or "Object" or "Json", Value: StringData { Value: ['[', ..] } text } => Written(Parse(text.Value)),
            { Language: "Literal" or "Object" or "Json", Value: ArrayData list } => Element(list),
            { Language: "JavaScript", Value: StringData script } => Written(Parse(script.Value), loop.Head, names),
            { Language: "Variable", Value: { } reference } => Variable(ExpressionBinder.Named(reference, "id") ?? ExpressionBinder.Named(reference, "name"), loop.Head, names),
            { Language: "Input", Value: { } reference } => ExpressionBinder.Named(reference, "name") is { } name ? names.FindInput(name, loop.Head)?.Type.Element ?? DataType.Unknown : DataType.Unknown,
            _ => DataType.Unknown,
        };
    }

    private static Expr? Parse(string text)
    {
        try
        {
            return ScriptParser.Parse(text);
        }
        catch (ExpressionException)
        {
            return null; // whoever binds the expression tells what is wrong with it
        }
    }

    private static DataType Written(Expr? script, Step? at = null, FlowNames? names = null) => script switch
    {
        ArrayLiteral { Items: var items } when items.All(item => item is Literal) => Element(new([.. items.Select(item => ((Literal)item).Value)])),
        Call { Callee: Name { Text: ['g', 'e', 't', _, ..] getter }, Arguments.Count: 0 } when at is not null => Getter(getter[3..], at, names!),
        Call { Callee: Name { Text: "getVariable" }, Arguments: [Literal { Value: StringData name }] } when at is not null => Variable(name.Value, at, names!),
        Call { Callee: Name { Text: "getInput" }, Arguments: [Literal { Value: StringData name }] } when at is not null => names!.FindInput(name.Value, at)?.Type.Element ?? DataType.Unknown,
        Member { Target: Name { Text: "variables" or "Variables" }, Property: var name } when at is not null => Variable(name, at, names!),
        _ => DataType.Unknown,
    };

    private static DataType Getter(string name, Step at, FlowNames names) =>
        (names.FindVariable(name, at)?.Type ?? names.FindInput(name, at)?.Type)?.Element ?? DataType.Unknown;

    private static DataType Variable(string? name, Step at, FlowNames names) => name is null ? DataType.Unknown : names.FindVariable(name, at)?.Type.Element ?? DataType.Unknown;

    private static DataType Element(ArrayData list) =>
        list.Count > 0 && list.All(item => item is NumberData number && number.Value == Math.Truncate(number.Value) && Math.Abs(number.Value) < int.MaxValue)
            ? DataType.FromAlias("Int32")
            : JsonataText.TypeOf(list).Element ?? DataType.Unknown;
}
