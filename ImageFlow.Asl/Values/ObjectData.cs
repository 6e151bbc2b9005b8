using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ImageFlow.Asl.Values;

/// <summary>A JSON object. Members keep the order in which they were written; names are unique and compared ordinally.</summary>
public sealed class ObjectData : JsonData, IReadOnlyList<KeyValuePair<string, JsonData>>
{
    /// <summary>Up to this many members a scan is faster than a hash table.</summary>
    internal const int ScanLimit = 8;

    private readonly KeyValuePair<string, JsonData>[] members;
    private Dictionary<string, int>? index;

    internal ObjectData(KeyValuePair<string, JsonData>[] members, Dictionary<string, int>? index = null)
    {
        this.members = members;
        this.index = index;
    }

    public static ObjectData Empty { get; } = new([]);

    public override JsonDataKind Kind => JsonDataKind.Object;

    public int Count => members.Length;

    public KeyValuePair<string, JsonData> this[int index] => members[index];

    public ReadOnlySpan<KeyValuePair<string, JsonData>> Span => members;

    /// <summary>The member's value, or <see langword="null"/> where there is no such member.</summary>
    public JsonData? this[string name] => TryGet(name, out JsonData? value) ? value : null;

    /// <summary>Makes an object of the given members; a later one of the same name replaces an earlier one in its place.</summary>
    public static ObjectData Of(params ReadOnlySpan<(string Name, JsonData Value)> members)
    {
        ObjectDataBuilder builder = new();
        foreach ((string name, JsonData value) in members)
        {
            builder.Set(name, value);
        }

        return builder.Build();
    }

    public bool TryGet(string name, [NotNullWhen(true)] out JsonData? value)
    {
        int at = IndexOf(name);
        value = at < 0 ? null : members[at].Value;
        return at >= 0;
    }

    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>A new object in which <paramref name="name"/> has this value; an existing member keeps its place.</summary>
    public ObjectData With(string name, JsonData value)
    {
        ObjectDataBuilder builder = ToBuilder();
        builder.Set(name, value);
        return builder.Build();
    }

    public ObjectDataBuilder ToBuilder()
    {
        ObjectDataBuilder builder = new(members.Length + 1);
        foreach ((string name, JsonData value) in members)
        {
            builder.Set(name, value);
        }

        return builder;
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach ((string name, JsonData value) in members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    public override bool Equals(JsonData? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not ObjectData that || that.Count != Count)
        {
            return false;
        }

        foreach ((string name, JsonData value) in members)
        {
            if (!that.TryGet(name, out JsonData? twin) || !value.Equals(twin))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        int hash = members.Length;
        foreach ((string name, JsonData value) in members)
        {
            hash ^= HashCode.Combine(name, value);
        }

        return hash;
    }

    IEnumerator<KeyValuePair<string, JsonData>> IEnumerable<KeyValuePair<string, JsonData>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, JsonData>>)members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => members.GetEnumerator();

    private int IndexOf(string name)
    {
        if (members.Length <= ScanLimit)
        {
            for (int i = 0; i < members.Length; i++)
            {
                if (members[i].Key == name)
                {
                    return i;
                }
            }

            return -1;
        }

        // A race here only builds the same table twice.
        index ??= BuildIndex(members);
        return index.TryGetValue(name, out int at) ? at : -1;
    }

    private static Dictionary<string, int> BuildIndex(KeyValuePair<string, JsonData>[] members)
    {
        Dictionary<string, int> table = new(members.Length, StringComparer.Ordinal);
        for (int i = 0; i < members.Length; i++)
        {
            table[members[i].Key] = i;
        }

        return table;
    }
}
