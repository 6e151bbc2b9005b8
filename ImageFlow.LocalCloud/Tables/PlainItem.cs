using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>DynamoDB JSON as plain JSON, for people and pages. Sets become arrays, binaries stay Base64 text.</summary>
public static class PlainItem
{
    public static ObjectData From(ObjectData item)
    {
        ObjectDataBuilder plain = new(item.Count);
        foreach ((string name, JsonData value) in item.Span)
        {
            plain.Set(name, Value(AttributeValue.Of(value)));
        }

        return plain.Build();
    }

    private static JsonData Value(AttributeValue value) => value.Type switch
    {
        "N" => Number(value.Text),
        "NS" => new ArrayData([.. value.Items.Select(element => Number(((StringData)element).Value))]),
        "M" => From((ObjectData)value.Content),
        "L" => new ArrayData([.. value.Items.Select(element => Value(AttributeValue.Of(element)))]),
        "NULL" => NullData.Instance,
        _ => value.Content,
    };

    private static NumberData Number(string text) => new(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
}
