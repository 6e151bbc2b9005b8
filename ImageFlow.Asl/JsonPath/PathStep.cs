using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.JsonPath;

/// <summary>One step of a path: from a value to the values below it that match.</summary>
internal abstract class PathStep
{
    /// <summary>Whether the step names at most one place.</summary>
    public virtual bool IsDefinite => false;

    /// <summary>Whether a value can be written at the place that the step names.</summary>
    public virtual bool IsReference => false;

    /// <summary>Adds what the step finds in <paramref name="value"/>.</summary>
    public abstract void Collect(JsonData value, JsonData root, List<JsonData> results);

    /// <summary>Like <see cref="Collect"/>, for one value that a deep scan visits; the scan visits what lies below by itself.</summary>
    public virtual void CollectVisited(JsonData value, JsonData root, List<JsonData> results) => Collect(value, root, results);

    /// <summary>The one value that a definite step finds, or <see langword="null"/>.</summary>
    /// <exception cref="JsonPathException">The value is of a type in which the step cannot look.</exception>
    public virtual JsonData? Single(JsonData value, JsonPathExpression path, int position) =>
        throw new InvalidOperationException("Only a definite step gives a single value.");

    public abstract void AppendTo(StringBuilder text);
}

/// <summary><c>.name</c> or <c>['name']</c>.</summary>
internal sealed class MemberStep(string name) : PathStep
{
    public string Name { get; } = name;

    public override bool IsDefinite => true;

    public override bool IsReference => true;

    public override void Collect(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is ObjectData members && members.TryGet(Name, out JsonData? member))
        {
            results.Add(member);
        }
    }

    public override JsonData? Single(JsonData value, JsonPathExpression path, int position) => value is ObjectData members
        ? members[Name]
        : throw new JsonPathException(
            $"Expected to find an object with property ['{Name}'] in path {path.ToCanonical(position)} but found '{NodeTypes.NameOf(value)}'. "
            + $"This is not a json object according to the JsonProvider: '{NodeTypes.Provider}'.");

    public override void AppendTo(StringBuilder text) => text.Append("['").Append(Name).Append("']");
}

/// <summary><c>[3]</c>, or <c>[-1]</c> from the end.</summary>
internal sealed class IndexStep(int index) : PathStep
{
    public int Index { get; } = index;

    public override bool IsDefinite => true;

    public override bool IsReference => Index >= 0;

    public override void Collect(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is ArrayData items && Find(items) is { } item)
        {
            results.Add(item);
        }
    }

    public override JsonData? Single(JsonData value, JsonPathExpression path, int position) => value is ArrayData items
        ? Find(items)
        : throw new JsonPathException($"Filter: [{Index}] can only be applied to arrays. Current context is: {value.ToJson()}");

    public override void AppendTo(StringBuilder text) => text.Append('[').Append(Index).Append(']');

    private JsonData? Find(ArrayData items)
    {
        int at = Index < 0 ? items.Count + Index : Index;
        return at >= 0 && at < items.Count ? items[at] : null;
    }
}

/// <summary>The names under which AWS's evaluator knows the types of JSON; they occur in its failure texts.</summary>
internal static class NodeTypes
{
    public const string Provider = "com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider";

    public static string NameOf(JsonData value) => "com.fasterxml.jackson.databind.node." + value.Kind switch
    {
        JsonDataKind.Array => "ArrayNode",
        JsonDataKind.Boolean => "BooleanNode",
        JsonDataKind.Number => value is NumberData { Value: var number } && number == Math.Truncate(number) ? "IntNode" : "DoubleNode",
        JsonDataKind.String => "TextNode",
        JsonDataKind.Object => "ObjectNode",
        _ => "NullNode",
    };
}
