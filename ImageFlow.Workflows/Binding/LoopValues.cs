using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>What a loop gives its body, and the expressions that make it go on (elsa-core, For and ForEach).</summary>
internal static class LoopValues
{
    public const string Value = "CurrentValue";
    public const string Index = "CurrentIndex";
    private const string Items = "items";

    /// <summary>Counters and bounds are of this type in Elsa.</summary>
    private static readonly DataType Whole = DataType.FromAlias("Int32");

    /// <summary><c>CurrentValue</c> or <c>CurrentIndex</c> of the innermost loop that has one; <see langword="null"/> for other names and outside of loops.</summary>
    public static Expr? Find(Step step, string name, FlowNames names)
    {
        if (name is not (Value or Index))
        {
            return null;
        }

        LoopScope? scope = step.Loop?.WithValue;
        while (scope is { Form: LoopForm.Counted } && name == Index)
        {
            scope = scope.Outer?.WithValue;
        }

        return scope switch
        {
            null => null,
            { Form: LoopForm.Map } => new Member(
                new SymbolUse(new ItemSymbol(scope.Head), DataType.Object) { Shape = [KeyValuePair.Create(Value, ItemTypes.Of(scope, names)), KeyValuePair.Create(Index, Whole)] },
                name,
                false,
                0),
            { Form: LoopForm.Counted } => Number(scope, Value),
            _ when name == Index => Number(scope, Index),
            _ => Item(scope, ItemTypes.Of(scope, names)),
        };
    }

    /// <summary>A bound of an Elsa.For: itself where it is written out, else what the loop's beginning has kept.</summary>
    public static Expr Bound(LoopScope scope, string part, double standard) =>
        Written(scope, part, standard) is { } number ? new Literal(new NumberData(number)) : Number(scope, part);

    /// <summary>The number, where it is written out or not set.</summary>
    public static double? Written(LoopScope scope, string part, double standard) => Inputs.Find(scope.Head.Node, part) switch
    {
        null => standard,
        { Language: "Literal" or "Object", Value: NumberData number } => number.Value,
        { Language: "Literal" or "Object", Value: StringData text } when double.TryParse(text.Value, System.Globalization.CultureInfo.InvariantCulture, out double parsed) => parsed,
        _ => null,
    };

    /// <summary>Whether there is another turn.</summary>
    public static Expr More(LoopScope scope, bool inclusive)
    {
        if (scope.Form == LoopForm.Indexed)
        {
            return new Binary("<", Number(scope, Index), new Member(ItemsOf(scope), "length", false, 0), 0);
        }

        Expr counter = Number(scope, Value);
        Expr end = Bound(scope, "end", 0);
        Binary up = new(inclusive ? "<=" : "<", counter, end, 0);
        Binary down = new(inclusive ? ">=" : ">", counter, end, 0);
        Literal zero = new(NumberData.Of(0));
        return Written(scope, "step", 1) switch
        {
            >= 0 => up,
            < 0 => down,
            _ => new Binary(
                "||",
                new Binary("&&", new Binary(">=", Number(scope, "step"), zero, 0), up, 0),
                new Binary("&&", new Binary("<", Number(scope, "step"), zero, 0), down, 0),
                0),
        };
    }

    /// <summary>The symbol that counts, and its next value.</summary>
    public static (Symbol Counter, Expr Next) Step(LoopScope scope)
    {
        string counter = scope.Form == LoopForm.Counted ? Value : Index;
        Expr step = scope.Form == LoopForm.Counted ? Bound(scope, "step", 1) : new Literal(NumberData.Of(1));
        return (Symbol(scope, counter, DataType.Number), new Binary("+", Number(scope, counter), step, 0));
    }

    public static Expr Item(LoopScope scope) => new Subscript(ItemsOf(scope), Number(scope, Index), 0);

    public static LoopSymbol Symbol(LoopScope scope, string part, DataType type) => new(scope.Head, part, type);

    public static LoopSymbol ItemsSymbol(LoopScope scope) => Symbol(scope, Items, DataType.ArrayOf(DataType.Unknown));

    private static SymbolUse ItemsOf(LoopScope scope) => Use(scope, Items, DataType.ArrayOf(DataType.Unknown));

    private static SymbolUse Item(LoopScope scope, DataType type) => new(Symbol(scope, Value, DataType.Unknown), type) { MayBeNull = type.Kind == DataKind.Unknown };

    private static SymbolUse Number(LoopScope scope, string part) => Use(scope, part, Whole);

    private static SymbolUse Use(LoopScope scope, string part, DataType type) => new(Symbol(scope, part, type), type);
}
