using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.JsonPath;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Lowering;

/// <summary>JSONPath states: a member whose name ends in <c>.$</c> has a path or an intrinsic function for its value.</summary>
internal sealed class JsonPathDialect : Dialect
{
    private const string DynamicSuffix = ".$";

    public override QueryLanguage Language => QueryLanguage.JsonPath;

    public override ObjectData Object(IEnumerable<KeyValuePair<string, Expr>> members, bool afterTask = false)
    {
        ObjectDataBuilder json = new();
        foreach ((string name, Expr value) in members)
        {
            Set(json, name, value, new(afterTask));
        }

        return json.Build();
    }

    public override TaskState Task(TaskState state, Expr arguments, Expr output)
    {
        TaskState task = state with { Parameters = Members(arguments, new(false)) };
        return output switch
        {
            Reference { Root: ReferenceRoot.Result } => task,
            ObjectLiteral literal => task with { ResultSelector = Members(literal, new(true)) },
            _ when new JsonPathRenderer(true).Render(output) is { IsPath: true } path => task with { OutputPath = path.Text },
            _ => throw JsonPathRenderer.NoForm("The activity's output", 0),
        };
    }

    public override ChoiceRule Rule(Expr condition, string next) => new() { Next = next, Test = ChoiceRenderer.Render(condition) };

    public override FailState Fail(FailState state, Expr? error, Expr? cause)
    {
        (string? errorText, string? errorPath) = Either(error);
        (string? causeText, string? causePath) = Either(cause);
        return state with { Error = errorText, ErrorPath = errorPath, Cause = causeText, CausePath = causePath };
    }

    public override MapState Items(MapState state, Expr items)
    {
        MapState map = state with
        {
            ItemSelector = ObjectData.Of(("CurrentValue.$", "$$.Map.Item.Value"), ("CurrentIndex.$", "$$.Map.Item.Index")),
        };
        return new JsonPathRenderer(false).Render(items) is { IsPath: true } path
            ? map with { ItemsPath = path.Text }
            : throw JsonPathRenderer.NoForm("A list that is computed where the loop begins", items.At);
    }

    public override WaitState Wait(WaitState state, Expr? seconds, Expr? until)
    {
        (string? moment, string? momentPath) = Path(until);
        return seconds is Literal literal
            ? state with { Seconds = literal.Value }
            : state with { SecondsPath = seconds is null ? null : Path(seconds).Path, Timestamp = moment, TimestampPath = momentPath };
    }

    /// <summary>A constant, or a path; a Wait takes no intrinsic function.</summary>
    private static (string? Text, string? Path) Path(Expr? value) => Either(value) switch
    {
        (null, { } path) when !path.StartsWith('$') => throw JsonPathRenderer.NoForm("A computed value of a wait", value!.At),
        var either => either,
    };

    public override State End(string name, string comment, IReadOnlyList<KeyValuePair<string, Expr>> output) =>
        new PassState { Name = name, Comment = comment, Parameters = Object(output), End = true };

    public override Template CaughtError(string variable) => ObjectData.Of((variable + DynamicSuffix, "$"));

    public override ParallelState Unwrapped(ParallelState state) => state with { OutputPath = "$[0]" };

    private static (string? Text, string? Path) Either(Expr? value)
    {
        if (value is null)
        {
            return (null, null);
        }

        PathText text = new JsonPathRenderer(false).Render(value);
        return text.Constant is StringData constant ? (constant.Value, null) : text.Constant is null ? (null, text.Text) : (text.Constant.ToJson(), null);
    }

    private static ObjectData Members(Expr value, JsonPathRenderer renderer)
    {
        if (value is not ObjectLiteral literal)
        {
            throw JsonPathRenderer.NoForm("A computed object", value.At);
        }

        ObjectDataBuilder json = new();
        foreach (ObjectMember member in literal.Members)
        {
            Set(json, member.Key ?? throw JsonPathRenderer.NoForm("A spread in an object", value.At), member.Value, renderer);
        }

        return json.Build();
    }

    private static void Set(ObjectDataBuilder json, string name, Expr value, JsonPathRenderer renderer)
    {
        switch (Unfold(value))
        {
            case ObjectLiteral literal when literal.Members.All(member => member.Key is not null):
                json.Set(name, Members(literal, renderer));
                break;
            case ArrayLiteral array when array.Items.All(item => Unfold(item) is ObjectLiteral or Literal):
                json.Set(name, new ArrayData([.. array.Items.Select(item => Unfold(item) is Literal literal ? literal.Value : Members(Unfold(item), renderer))]));
                break;
            case Literal literal:
                json.Set(name, IsPlain(literal.Value) ? literal.Value : throw JsonPathRenderer.NoForm("A constant with a member whose name ends in '.$'", literal.At));
                break;
            case Expr other:
                PathText text = renderer.Render(other);
                json.Set(text.Constant is null ? name + DynamicSuffix : name, text.Constant ?? text.Text);
                break;
        }
    }

    /// <summary>DynamoDB's JSON is written out where the types are known.</summary>
    private static Expr Unfold(Expr value) => value switch
    {
        Call { Callee: Name { Text: "toAttributeMap" }, Arguments: [ObjectLiteral item] } => JsonataRenderer.AttributeMap(item),
        Call { Callee: Name { Text: "toAttributeMap" }, Arguments: [Literal { Value: ObjectData item }] } => JsonataRenderer.AttributeMap(JsonataRenderer.AsLiteral(item)),
        Call { Callee: Name { Text: "toAttributeValue" }, Arguments: [var leaf] } => JsonataRenderer.Attribute(leaf)
            ?? throw new ExpressionException("FLOW0206", "A value of unknown type has no JSONPath form as a DynamoDB attribute.", "Export the flow in JSONata, or declare the type.", leaf.At),
        _ => value,
    };

    private static bool IsPlain(JsonData value) => value switch
    {
        ArrayData array => array.All(IsPlain),
        ObjectData members => members.All(member => !member.Key.EndsWith(DynamicSuffix, StringComparison.Ordinal) && IsPlain(member.Value)),
        _ => true,
    };
}
