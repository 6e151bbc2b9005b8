using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Tables.Values;

/// <summary>
/// One DynamoDB value: a type letter and its content in DynamoDB JSON. Values are in normal form (numbers canonical, sets
/// sorted, nested values too), so that equal values are equal JSON.
/// </summary>
/// <param name="Type"><c>S N B SS NS BS M L NULL BOOL</c>.</param>
internal sealed record AttributeValue(string Type, JsonData Content)
{
    public static AttributeValue Number(DynamoNumber value) => new("N", value.ToString());

    /// <summary>Views a value that is already in normal form.</summary>
    public static AttributeValue Of(JsonData normal) => normal is ObjectData { Count: 1 } o
        ? new AttributeValue(o[0].Key, o[0].Value)
        : throw new ArgumentException("A stored DynamoDB value has exactly one member.", nameof(normal));

    public string Text => ((StringData)Content).Value;

    public ArrayData Items => (ArrayData)Content;

    public bool IsSet => Type is "SS" or "NS" or "BS";

    /// <summary>The type of a set's elements.</summary>
    public string ElementType => Type[..1];

    public DynamoNumber AsNumber() => DynamoNumber.Parse(Text);

    public JsonData ToJson() => ObjectData.Of((Type, Content));

    /// <summary>Makes a set of distinct elements in normal order.</summary>
    public static AttributeValue Set(string type, IEnumerable<string> elements) => new(
        type,
        new ArrayData([.. elements.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(text => new StringData(text))]));

    /// <summary>Orders two values of one type; <see langword="null"/> where DynamoDB has no order for them.</summary>
    public int? CompareTo(AttributeValue other) => (Type, other.Type) switch
    {
        ("N", "N") => AsNumber().CompareTo(other.AsNumber()),
        ("S", "S") => Encoding.UTF8.GetBytes(Text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Text)),
        ("B", "B") => Convert.FromBase64String(Text).AsSpan().SequenceCompareTo(Convert.FromBase64String(other.Text)),
        _ => null,
    };

    /// <summary>What the function <c>size</c> gives; <see langword="null"/> for types that have no size.</summary>
    public int? Size => Type switch
    {
        "S" => Text.Length,
        "B" => Convert.FromBase64String(Text).Length,
        "SS" or "NS" or "BS" or "L" => Items.Count,
        "M" => ((ObjectData)Content).Count,
        _ => null,
    };
}
