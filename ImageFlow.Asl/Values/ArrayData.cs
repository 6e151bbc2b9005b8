using System.Collections;
using System.Text.Json;

namespace ImageFlow.Asl.Values;

/// <summary>A JSON array.</summary>
public class ArrayData : JsonData, IReadOnlyList<JsonData>
{
    private readonly JsonData[] items;

    /// <summary>Takes over <paramref name="items"/> without a copy; the caller must not change it afterwards.</summary>
    public ArrayData(params JsonData[] items) => this.items = items;

    public static ArrayData Empty { get; } = new();

    public override JsonDataKind Kind => JsonDataKind.Array;

    public int Count => items.Length;

    public JsonData this[int index] => items[index];

    public ReadOnlySpan<JsonData> Span => items;

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (JsonData item in items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    public override bool Equals(JsonData? other) =>
        ReferenceEquals(this, other) || (other is ArrayData array && array.items.AsSpan().SequenceEqual(items));

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (JsonData item in items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    IEnumerator<JsonData> IEnumerable<JsonData>.GetEnumerator() => ((IEnumerable<JsonData>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
