using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Tables.Values;

/// <summary>Checks DynamoDB JSON as it comes from a request and brings it into normal form.</summary>
internal static class AttributeValueReader
{
    /// <summary>Reads a map of attribute names to values, such as <c>Item</c> or <c>Key</c>.</summary>
    public static ObjectData ReadItem(JsonData json, string field)
    {
        if (json is not ObjectData source)
        {
            throw ParameterException.WrongType(field, "an OBJECT");
        }

        ObjectDataBuilder item = new(source.Count);
        foreach ((string name, JsonData value) in source.Span)
        {
            item.Set(name, Read(value, name).ToJson());
        }

        return item.Build();
    }

    /// <exception cref="ParameterException">A member has the wrong JSON type or name.</exception>
    /// <exception cref="TableException">DynamoDB refuses the value.</exception>
    public static AttributeValue Read(JsonData json, string field)
    {
        if (json is not ObjectData value)
        {
            throw ParameterException.WrongType(field, "an OBJECT");
        }

        if (value.Count != 1)
        {
            throw TableException.Validation(value.Count == 0
                ? "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
                : "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
        }

        (string type, JsonData content) = value[0];
        return type switch
        {
            "S" => new AttributeValue(type, Text(type, content)),
            "N" => AttributeValue.Number(DynamoNumber.Parse(Text(type, content).Value)),
            "B" => new AttributeValue(type, Base64(Text(type, content).Value)),
            "BOOL" => new AttributeValue(type, content as BooleanData ?? throw ParameterException.WrongType(type, "a BOOLEAN")),
            "NULL" => Null(content),
            "SS" => ReadSet(type, "An string set  may not be empty", content, text => text),
            "NS" => ReadSet(type, "An number set  may not be empty", content, text => DynamoNumber.Parse(text).ToString()),
            "BS" => ReadSet(type, "Binary sets should not be empty", content, text => Base64(text).Value),
            "M" => new AttributeValue(type, ReadItem(content, type)),
            "L" => new AttributeValue(type, new ArrayData([.. List(type, content).Select(item => Read(item, type).ToJson())])),
            _ => throw ParameterException.Unsupported(type),
        };
    }

    private static StringData Text(string field, JsonData content) => content as StringData ?? throw ParameterException.WrongType(field, "a STRING");

    private static ArrayData List(string field, JsonData content) => content as ArrayData ?? throw ParameterException.WrongType(field, "a LIST");

    private static AttributeValue Null(JsonData content) => content switch
    {
        BooleanData { Value: true } => new AttributeValue("NULL", content),
        BooleanData => throw TableException.Validation("One or more parameter values were invalid: Null attribute value types must have the value of true"),
        _ => throw ParameterException.WrongType("NULL", "a BOOLEAN"),
    };

    private static StringData Base64(string text)
    {
        Span<byte> bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length)
            ? new StringData(Convert.ToBase64String(bytes[..length]))
            : throw ParameterException.WrongType("B", "BASE64 text");
    }

    private static AttributeValue ReadSet(string type, string emptyMessage, JsonData content, Func<string, string> normalise)
    {
        string[] elements = [.. List(type, content).Select(item => normalise(Text(type, item).Value))];
        if (elements.Length == 0)
        {
            throw TableException.Validation("One or more parameter values were invalid: " + emptyMessage);
        }

        AttributeValue set = AttributeValue.Set(type, elements);
        return set.Items.Count == elements.Length
            ? set
            : throw TableException.Validation($"One or more parameter values were invalid: Input collection [{string.Join(", ", elements)}] contains duplicates.");
    }
}
