using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.LocalCloud.Tables.Expressions;

/// <summary>A step of a path: an attribute of a map, or an element of a list.</summary>
internal readonly record struct PathStep(string? Name, int Index)
{
    public override string ToString() => Name ?? $"[{Index}]";
}

/// <summary>A document path such as <c>variants.thumbnail.sizes[0]</c>. Items are immutable: a change gives a new item.</summary>
internal sealed record DocumentPath(IReadOnlyList<PathStep> Steps)
{
    public string Root => Steps[0].Name!;

    public bool Equals(DocumentPath? other) => other is not null && other.Steps.SequenceEqual(Steps);

    public override int GetHashCode() => Steps.Aggregate(0, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", Steps)}]";

    /// <summary>Whether one path leads to, or into, what the other leads to.</summary>
    public bool Overlaps(DocumentPath other)
    {
        int common = Math.Min(Steps.Count, other.Steps.Count);
        return Steps.Take(common).SequenceEqual(other.Steps.Take(common));
    }

    public AttributeValue? Get(ObjectData item)
    {
        JsonData? found = item[Root];
        foreach (PathStep step in Steps.Skip(1))
        {
            found = found is null ? null : Step(AttributeValue.Of(found), step);
        }

        return found is null ? null : AttributeValue.Of(found);
    }

    /// <exception cref="TableException">The path's parent does not exist or cannot hold the value.</exception>
    public ObjectData Set(ObjectData item, AttributeValue value) => item.With(Root, Replace(item[Root], 1, value)!);

    /// <summary>Takes away what the path leads to; where that does not exist nothing changes.</summary>
    public ObjectData Remove(ObjectData item)
    {
        if (Get(item) is null)
        {
            return Steps.Count == 1 || HasParent(item) ? item : throw InvalidPath();
        }

        return Steps.Count == 1 ? Without(item, Root) : item.With(Root, Replace(item[Root], 1, null)!);
    }

    /// <summary>Copies what the path leads to into <paramref name="target"/>, with the maps and lists around it.</summary>
    public ObjectData Project(ObjectData item, ObjectData target) => Get(item) is { } value
        ? target.With(Root, Merge(target[Root], 1, value.ToJson()))
        : target;

    private static JsonData? Step(AttributeValue value, PathStep step) => (value.Content, step.Name) switch
    {
        (ObjectData map, { } name) when value.Type == "M" => map[name],
        (ArrayData list, null) when value.Type == "L" && step.Index < list.Count => list[step.Index],
        _ => null,
    };

    private static ObjectData Without(ObjectData item, string name)
    {
        ObjectDataBuilder rest = new(item.Count);
        foreach ((string member, JsonData value) in item.Span)
        {
            if (member != name)
            {
                rest.Set(member, value);
            }
        }

        return rest.Build();
    }

    private static TableException InvalidPath() =>
        TableException.Validation("The document path provided in the update expression is invalid for update");

    private bool HasParent(ObjectData item) => new DocumentPath([.. Steps.SkipLast(1)]).Get(item) is { } parent
        && parent.Type == (Steps[^1].Name is null ? "L" : "M");

    private JsonData Merge(JsonData? target, int depth, JsonData leaf)
    {
        if (depth == Steps.Count)
        {
            return leaf;
        }

        if (Steps[depth].Name is { } name)
        {
            ObjectData map = target is null ? ObjectData.Empty : (ObjectData)AttributeValue.Of(target).Content;
            return new AttributeValue("M", map.With(name, Merge(map[name], depth + 1, leaf))).ToJson();
        }

        // A projected list holds only the elements that were asked for, in the order of the paths.
        IEnumerable<JsonData> list = target is null ? [] : AttributeValue.Of(target).Items;
        return new AttributeValue("L", new ArrayData([.. list, Merge(null, depth + 1, leaf)])).ToJson();
    }

    /// <param name="value"><see langword="null"/> takes the element away.</param>
    private JsonData? Replace(JsonData? current, int depth, AttributeValue? value)
    {
        if (depth == Steps.Count)
        {
            return value?.ToJson();
        }

        AttributeValue parent = current is null ? throw InvalidPath() : AttributeValue.Of(current);
        return (parent.Type, Steps[depth]) switch
        {
            ("M", { Name: { } name }) => new AttributeValue("M", ReplaceMember((ObjectData)parent.Content, name, depth, value)).ToJson(),
            ("L", { Name: null } step) => new AttributeValue("L", ReplaceElement(parent.Items, step.Index, depth, value)).ToJson(),
            _ => throw InvalidPath(),
        };
    }

    private ObjectData ReplaceMember(ObjectData map, string name, int depth, AttributeValue? value) =>
        Replace(map[name], depth + 1, value) is { } replaced ? map.With(name, replaced) : Without(map, name);

    /// <remarks>An index past the end appends.</remarks>
    private ArrayData ReplaceElement(ArrayData list, int index, int depth, AttributeValue? value)
    {
        bool inside = index < list.Count;
        JsonData? replaced = Replace(inside ? list[index] : null, depth + 1, value);
        IEnumerable<JsonData> rest = list.Skip(index + 1);
        return new ArrayData([.. list.Take(index), .. replaced is null ? [] : new[] { replaced }, .. rest]);
    }
}
