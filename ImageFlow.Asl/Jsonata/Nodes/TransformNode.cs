using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary><c>| pattern | update, delete |</c>: a function that gives a changed copy of its argument.</summary>
internal sealed class TransformNode(Node pattern, Node update, Node? delete) : Node
{
    private static readonly Signature Signature = Signature.Parse("<(oa):o>");

    public override JsonData? Core(JsonData? input, Frame frame) => new Transformer(this, frame);

    private JsonData? Apply(JsonData value, Frame frame)
    {
        JsonData? copy = Copy(value, frame);
        JsonData? found = copy is null ? null : pattern.Evaluate(copy, frame);
        if (found is null)
        {
            return copy;
        }

        ChangedCopy changes = new(copy!, frame.Run);
        ReadOnlySpan<JsonData> matches = found is ArrayData array ? array.Span : [found];
        foreach (JsonData match in matches)
        {
            JsonData current = changes.Current(match);
            if (update.Evaluate(current, frame) is { } updated)
            {
                changes.Merge(match, updated as ObjectData ?? throw new JsonataException("T2011", update.Position, value: updated));
            }

            if (delete?.Evaluate(changes.Current(match), frame) is { } deletions)
            {
                changes.Remove(match, Names(deletions));
            }
        }

        return changes.Result();
    }

    private JsonData? Copy(JsonData value, Frame frame)
    {
        JsonData? clone = frame.TryLookup("clone", out JsonData? bound) ? bound : FunctionTable.Find("clone", frame.Run.Mode);
        return clone is FunctionData function
            ? Calls.Apply(function, [value], NullData.Instance, frame)
            : throw new JsonataException("T2013", Position);
    }

    private List<string> Names(JsonData deletions)
    {
        List<string> names = [];
        ReadOnlySpan<JsonData> items = deletions is ArrayData array ? array.Span : [deletions];
        foreach (JsonData item in items)
        {
            names.Add(item is StringData text ? text.Value : throw new JsonataException("T2012", delete!.Position, value: deletions));
        }

        return names;
    }

    private sealed class Transformer(TransformNode node, Frame closure) : FunctionData
    {
        public override int Arity => 1;

        public override JsonData? Invoke(ReadOnlySpan<JsonData?> arguments, JsonData? input, Frame frame)
        {
            ArgumentBuffer spare = default;
            JsonData? value = Signature.Validate(arguments, input, spare)[0];
            return value is null ? null : node.Apply(value, closure);
        }
    }
}
