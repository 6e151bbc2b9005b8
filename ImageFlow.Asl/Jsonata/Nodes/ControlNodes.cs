using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary><c>condition ? then : otherwise</c></summary>
internal sealed class ConditionNode(Node condition, Node then, Node? otherwise) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame) =>
        Truth.Of(condition.Evaluate(input, frame)) ? then.Evaluate(input, frame) : otherwise?.Evaluate(input, frame);
}

/// <summary><c>value ?: fallback</c> (where the value counts as false) and <c>value ?? fallback</c> (where it is undefined).</summary>
internal sealed class DefaultNode(Node value, Node fallback, bool onlyUndefined) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        JsonData? result = value.Evaluate(input, frame);
        return (onlyUndefined ? result is not null : Truth.Of(result)) ? result : fallback.Evaluate(input, frame);
    }
}

/// <summary><c>( a; b; c )</c>: the last value counts.</summary>
internal sealed class BlockNode(Node[] expressions, bool needsFrame) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        Frame scope = needsFrame ? new Frame(frame) : frame;
        JsonData? result = null;
        foreach (Node expression in expressions)
        {
            result = expression.Evaluate(input, scope);
        }

        return result;
    }
}

/// <summary><c>$name := value</c></summary>
internal sealed class BindNode(string name, Node value) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        JsonData? result = value.Evaluate(input, frame);
        frame.Bind(name, result);
        return result;
    }
}
