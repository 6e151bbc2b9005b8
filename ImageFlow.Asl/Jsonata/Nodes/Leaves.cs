using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>A literal.</summary>
internal sealed class LiteralNode(JsonData value) : Node
{
    public JsonData Value { get; } = value;

    public override JsonData? Evaluate(JsonData? input, Frame frame)
    {
        frame.Run.Touch();
        return Value;
    }

    public override JsonData? Core(JsonData? input, Frame frame) => Value;
}

/// <summary>A field name as a step of a path.</summary>
internal sealed class NameNode(string name) : Node
{
    public string Name { get; } = name;

    public override JsonData? Evaluate(JsonData? input, Frame frame)
    {
        frame.Run.Touch();
        return input is ObjectData value
            ? value.TryGet(Name, out JsonData? member) ? Dissolve(member) : null
            : Dissolve(Fields.Lookup(input, Name, frame.Run));
    }

    public override JsonData? Core(JsonData? input, Frame frame) => Fields.Lookup(input, Name, frame.Run);
}

/// <summary>A variable, or a built-in function where no such variable is bound.</summary>
internal sealed class VariableNode(string name, BuiltinFunction? builtin) : Node
{
    public string Name { get; } = name;

    public override JsonData? Evaluate(JsonData? input, Frame frame)
    {
        frame.Run.Touch();
        return Dissolve(Core(input, frame));
    }

    public override JsonData? Core(JsonData? input, Frame frame) => frame.TryLookup(Name, out JsonData? value) ? value : builtin;
}

/// <summary>The context, <c>$</c>.</summary>
internal sealed class ContextNode : Node
{
    public override JsonData? Evaluate(JsonData? input, Frame frame)
    {
        frame.Run.Touch();
        return Dissolve(Core(input, frame));
    }

    public override JsonData? Core(JsonData? input, Frame frame) =>
        input is ArrayData array && (array.Marks & ArrayMarks.OuterWrapper) != 0 ? array[0] : input;
}

/// <summary>The parent, <c>%</c>: what the step that made the tuple has put under this label.</summary>
internal sealed class ParentNode(string label) : Node
{
    public override JsonData? Evaluate(JsonData? input, Frame frame)
    {
        frame.Run.Touch();
        return Dissolve(Core(input, frame));
    }

    public override JsonData? Core(JsonData? input, Frame frame) => frame.TryLookup(label, out JsonData? value) ? value : null;
}

/// <summary>All fields of an object, <c>*</c>.</summary>
internal sealed class WildcardNode : Node
{
    public override JsonData? Core(JsonData? input, Frame frame) => Fields.All(input, frame.Run);
}

/// <summary>The value and everything in it, <c>**</c>.</summary>
internal sealed class DescendantsNode : Node
{
    public override JsonData? Core(JsonData? input, Frame frame) => Fields.Descendants(input, frame.Run);
}
