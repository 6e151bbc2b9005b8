using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Values;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Tables.Expressions;

/// <summary>The <c>ExpressionAttributeNames</c> and <c>ExpressionAttributeValues</c> of one request. All must be used.</summary>
internal sealed class Placeholders
{
    private readonly ObjectData? names;
    private readonly ObjectData? values;
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public Placeholders(JsonData? names, JsonData? values)
    {
        this.names = Map(names, "ExpressionAttributeNames");
        this.values = values is null ? null : AttributeValueReader.ReadItem(values, "ExpressionAttributeValues");
    }

    public string Name(string placeholder, string kind)
    {
        used.Add(placeholder);
        return names?[placeholder] switch
        {
            StringData name => name.Value,
            null => throw TableException.Validation(
                $"Invalid {kind}: An expression attribute name used in the document path is not defined; attribute name: {placeholder}"),
            _ => throw ParameterException.WrongType("ExpressionAttributeNames", "a map of STRINGs"),
        };
    }

    public AttributeValue Value(string placeholder, string kind)
    {
        used.Add(placeholder);
        return values?[placeholder] is { } value
            ? AttributeValue.Of(value)
            : throw TableException.Validation(
                $"Invalid {kind}: An expression attribute value used in expression is not defined; attribute value: {placeholder}");
    }

    /// <summary>Call it when every expression of the request has been parsed.</summary>
    public void EnsureAllUsed()
    {
        Ensure(names, "ExpressionAttributeNames");
        Ensure(values, "ExpressionAttributeValues");
    }

    private static ObjectData? Map(JsonData? json, string field) => json switch
    {
        null => null,
        ObjectData map => map,
        _ => throw ParameterException.WrongType(field, "an OBJECT"),
    };

    private void Ensure(ObjectData? map, string field)
    {
        string[] unused = [.. (map ?? ObjectData.Empty).Select(member => member.Key).Where(name => !used.Contains(name))];
        if (unused.Length > 0)
        {
            throw TableException.Validation($"Value provided in {field} unused in expressions: keys: {{{string.Join(", ", unused)}}}");
        }
    }
}
