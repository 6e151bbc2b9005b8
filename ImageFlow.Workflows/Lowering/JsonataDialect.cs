using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Lowering;

/// <summary>JSONata states: strings of the form <c>{% … %}</c> are expressions.</summary>
internal sealed class JsonataDialect : Dialect
{
    public override QueryLanguage Language => QueryLanguage.Jsonata;

    public override ObjectData Object(IEnumerable<KeyValuePair<string, Expr>> members, bool afterTask = false)
    {
        ObjectDataBuilder json = new();
        foreach ((string name, Expr value) in members)
        {
            json.Set(name, Value(value));
        }

        return json.Build();
    }

    public override TaskState Task(TaskState state, Expr arguments, Expr output) => state with
    {
        Arguments = Value(arguments),
        Output = output is Reference { Root: ReferenceRoot.Result } ? null : new Template(Value(output)),
    };

    public override ChoiceRule Rule(Expr condition, string next) => new()
    {
        Next = next,
        Condition = new StringData(Delimit(JsonataRenderer.Condition(condition).Text)),
    };

    public override FailState Fail(FailState state, Expr? error, Expr? cause) => state with { Error = Text(error), Cause = Text(cause) };

    public override MapState Items(MapState state, Expr items) => state with
    {
        Items = Value(items),
        ItemSelector = ObjectData.Of(("CurrentValue", "{% $states.context.Map.Item.Value %}"), ("CurrentIndex", "{% $states.context.Map.Item.Index %}")),
    };

    public override WaitState Wait(WaitState state, Expr? seconds, Expr? until) => state with
    {
        Seconds = seconds is null ? null : Value(seconds),
        Timestamp = Text(until),
    };

    public override State End(string name, string comment, IReadOnlyList<KeyValuePair<string, Expr>> output) =>
        new SucceedState { Name = name, Comment = comment, Output = Object(output) };

    public override Template CaughtError(string variable) => ObjectData.Of((variable, "{% $states.errorOutput %}"));

    public override ParallelState Unwrapped(ParallelState state) => state with { Output = new StringData("{% $states.result[0] %}") };

    private static string? Text(Expr? value) => value switch
    {
        null => null,
        Literal { Value: StringData text } when !text.Value.StartsWith("{%", StringComparison.Ordinal) => text.Value,
        _ => Delimit(JsonataRenderer.Value(value).Text),
    };

    /// <summary>Objects and arrays as JSON with expressions in their leaves, so that the document stays readable.</summary>
    private static JsonData Value(Expr value)
    {
        switch (value)
        {
            case Literal literal when IsPlain(literal.Value):
                return literal.Value;
            case ObjectLiteral { Members: var members } when members.All(member => member.Key is not null && IsSure(member.Value)):
                ObjectDataBuilder json = new();
                foreach (ObjectMember member in members)
                {
                    json.Set(member.Key!, Value(member.Value));
                }

                return json.Build();
            case ArrayLiteral { Items: var items } when items.All(item => item is not Spread && IsSure(item)):
                return new ArrayData([.. items.Select(Value)]);
            case Call { Callee: Name { Text: "toAttributeMap" }, Arguments: [ObjectLiteral item] } when item.Members.All(member => member.Key is not null):
                return Value(JsonataRenderer.AttributeMap(item));
            case Call { Callee: Name { Text: "toAttributeMap" }, Arguments: [Literal { Value: ObjectData item }] }:
                return Value(JsonataRenderer.AttributeMap(JsonataRenderer.AsLiteral(item)));
            case Call { Callee: Name { Text: "toMessage" }, Arguments: [Literal { Value: StringData } text] }:
                return Value(text);
            case Call { Callee: Name { Text: "toAttributeValue" }, Arguments: [var leaf] } when JsonataRenderer.Attribute(leaf) is { } known:
                return Value(known);
            default:
                return Delimit(JsonataRenderer.Value(value).Text);
        }
    }

    /// <summary>Whether a member or item has a value for sure: one without would fail the state, where JavaScript leaves it out.</summary>
    private static bool IsSure(Expr value) => value is ObjectLiteral or ArrayLiteral or Literal || JsonataRenderer.IsSure(value);

    private static bool IsPlain(JsonData value) => value switch
    {
        StringData text => !text.Value.StartsWith("{%", StringComparison.Ordinal),
        ArrayData array => array.All(IsPlain),
        ObjectData members => members.All(member => IsPlain(member.Value)),
        _ => true,
    };

    private static string Delimit(string expression) => $"{{% {expression} %}}";
}
