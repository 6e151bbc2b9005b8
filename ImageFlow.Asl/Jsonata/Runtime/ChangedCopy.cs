using System.Runtime.CompilerServices;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>
/// The changes that a transform makes. Values are immutable, so they are noted by the object they belong to and put together at
/// the end; what an update sees is the object with all changes up to then.
/// </summary>
/// <param name="root">A copy in which no object stands twice, so that an object tells its place.</param>
internal sealed class ChangedCopy(JsonData root, Run run)
{
    private readonly Dictionary<JsonData, ObjectData> changed = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsonData> open = new(ReferenceEqualityComparer.Instance);

    /// <summary>A copy in which every object and array is a new one.</summary>
    public static JsonData Clone(JsonData value, Run run)
    {
        switch (value)
        {
            case ArrayData array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                run.Charge(2 + array.Count);
                JsonData[] items = new JsonData[array.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = Clone(array[i], run);
                }

                return new ArrayData(items);
            case ObjectData members:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                run.Charge(2 + (members.Count * 2));
                KeyValuePair<string, JsonData>[] copies = new KeyValuePair<string, JsonData>[members.Count];
                for (int i = 0; i < copies.Length; i++)
                {
                    copies[i] = new(members[i].Key, Clone(members[i].Value, run));
                }

                return new ObjectData(copies);
            default:
                return value.Kind == JsonDataKind.Function ? StringData.Empty : value;
        }
    }

    public JsonData Result() => changed.Count == 0 ? root : Rebuild(root);

    public JsonData Current(JsonData match) => changed.Count == 0 ? match : Rebuild(match);

    public void Merge(JsonData match, ObjectData update)
    {
        if (match is not ObjectData original || update.Count == 0)
        {
            return;
        }

        ObjectDataBuilder builder = Changed(original).ToBuilder();
        foreach ((string name, JsonData value) in update.Span)
        {
            builder.Set(name, value);
        }

        run.MustTidy = true;
        run.Charge(2 + builder.Count);
        changed[match] = builder.Build();
    }

    public void Remove(JsonData match, List<string> names)
    {
        if (match is not ObjectData original)
        {
            return;
        }

        ObjectData before = Changed(original);
        run.Charge(2 + before.Count);
        changed[match] = new ObjectData([.. before.Where(member => !names.Contains(member.Key))]);
    }

    private ObjectData Changed(ObjectData original) => changed.GetValueOrDefault(original, original);

    private JsonData Rebuild(JsonData value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Charge(1);
        switch (value)
        {
            case ArrayData array:
                JsonData[]? items = null;
                for (int i = 0; i < array.Count; i++)
                {
                    JsonData item = Rebuild(array[i]);
                    if (!ReferenceEquals(item, array[i]))
                    {
                        items ??= array.Span.ToArray();
                        items[i] = item;
                    }
                }

                run.Charge(items is null ? 0 : array.Count);
                return items is null ? array : new ArrayData(items);
            case ObjectData members:
                return RebuildObject(members);
            default:
                return value;
        }
    }

    private ObjectData RebuildObject(ObjectData original)
    {
        // An update may hold the very object it changes; inside itself that object stays as it was.
        if (!changed.TryGetValue(original, out ObjectData? members) || !open.Add(original))
        {
            return RebuildMembers(original);
        }

        ObjectData result = RebuildMembers(members);
        open.Remove(original);
        return result;
    }

    private ObjectData RebuildMembers(ObjectData members)
    {
        KeyValuePair<string, JsonData>[]? copies = null;
        for (int i = 0; i < members.Count; i++)
        {
            (string name, JsonData value) = members[i];
            JsonData rebuilt = Rebuild(value);
            if (!ReferenceEquals(rebuilt, value))
            {
                copies ??= members.Span.ToArray();
                copies[i] = new(name, rebuilt);
            }
        }

        run.Charge(copies is null ? 0 : members.Count);
        return copies is null ? members : new ObjectData(copies);
    }
}
