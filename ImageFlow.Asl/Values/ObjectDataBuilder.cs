using System.Runtime.InteropServices;

namespace ImageFlow.Asl.Values;

/// <summary>Collects the members of an <see cref="ObjectData"/>. Not thread-safe; use it once.</summary>
public sealed class ObjectDataBuilder(int capacity = 4)
{
    private readonly List<KeyValuePair<string, JsonData>> members = new(capacity);
    private Dictionary<string, int>? index;

    public int Count => members.Count;

    /// <summary>The value set so far, or <see langword="null"/>.</summary>
    public JsonData? this[string name] => Find(name) is int at and >= 0 ? members[at].Value : null;

    /// <summary>Adds the member, or replaces the value of the one that has this name.</summary>
    public ObjectDataBuilder Set(string name, JsonData value)
    {
        int at = Find(name);
        if (at >= 0)
        {
            members[at] = new(name, value);
            return this;
        }

        members.Add(new(name, value));
        index?.Add(name, members.Count - 1);
        return this;
    }

    /// <summary>Like <see cref="Set"/>, but does nothing where the value is <see langword="null"/>.</summary>
    public ObjectDataBuilder SetIfPresent(string name, JsonData? value) => value is null ? this : Set(name, value);

    public ObjectData Build() => members.Count == 0 ? ObjectData.Empty : new ObjectData([.. members], index);

    private int Find(string name)
    {
        if (members.Count <= ObjectData.ScanLimit)
        {
            ReadOnlySpan<KeyValuePair<string, JsonData>> span = CollectionsMarshal.AsSpan(members);
            for (int i = 0; i < span.Length; i++)
            {
                if (span[i].Key == name)
                {
                    return i;
                }
            }

            return -1;
        }

        if (index is null)
        {
            index = new(StringComparer.Ordinal);
            for (int i = 0; i < members.Count; i++)
            {
                index.Add(members[i].Key, i);
            }
        }

        return index.TryGetValue(name, out int at) ? at : -1;
    }
}
