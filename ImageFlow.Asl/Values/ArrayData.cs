using System.Collections;
using System.Text.Json;

namespace ImageFlow.Asl.Values;

/// <summary>A JSON array.</summary>
public sealed partial class ArrayData : JsonData, IReadOnlyList<JsonData>
{
    private JsonData[] items;
    private int count;

    /// <summary>Takes over <paramref name="items"/> without a copy; the caller must not change it afterwards.</summary>
    public ArrayData(params JsonData[] items)
    {
        this.items = items;
        count = items.Length;
    }

    public static ArrayData Empty { get; } = new();

    public override JsonDataKind Kind => JsonDataKind.Array;

    public int Count => count;

    public JsonData this[int index] => At(index);

    public ReadOnlySpan<JsonData> Span => Items.AsSpan(0, count);

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (JsonData item in Span)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    public override bool Equals(JsonData? other) =>
        ReferenceEquals(this, other) || (other is ArrayData array && array.Span.SequenceEqual(Span));

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (JsonData item in Span)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    IEnumerator<JsonData> IEnumerable<JsonData>.GetEnumerator()
    {
        for (int i = 0; i < count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<JsonData>)this).GetEnumerator();
}
