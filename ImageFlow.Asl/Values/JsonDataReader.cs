using System.Text;
using System.Text.Json;

namespace ImageFlow.Asl.Values;

/// <summary>Builds <see cref="JsonData"/> from tokens. Where an object names a member twice, the last one wins.</summary>
internal static class JsonDataReader
{
    /// <summary>Integers of at most this many characters are exact in a double and are written back the same.</summary>
    private const int ExactIntegerLength = 15;

    public static JsonData ReadDocument(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            throw new JsonException("The text is empty; a JSON value was expected.");
        }

        JsonData value = Read(ref reader);
        if (reader.Read())
        {
            throw new JsonException("There is text after the end of the JSON value.");
        }

        return value;
    }

    private static JsonData Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => NullData.Instance,
        JsonTokenType.True => BooleanData.True,
        JsonTokenType.False => BooleanData.False,
        JsonTokenType.String => new StringData(JsonStringReader.Read(ref reader)),
        JsonTokenType.Number => ReadNumber(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.StartObject => ReadObject(ref reader),
        _ => throw new JsonException($"Unexpected JSON token {reader.TokenType}."),
    };

    private static NumberData ReadNumber(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (text.Length <= ExactIntegerLength && reader.TryGetInt64(out long integer) && !(integer == 0 && text[0] == (byte)'-'))
        {
            return NumberData.Of(integer);
        }

        return new NumberData(reader.GetDouble(), Encoding.ASCII.GetString(text));
    }

    private static ArrayData ReadArray(ref Utf8JsonReader reader)
    {
        List<JsonData> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read(ref reader));
        }

        return items.Count == 0 ? ArrayData.Empty : new ArrayData([.. items]);
    }

    private static ObjectData ReadObject(ref Utf8JsonReader reader)
    {
        ObjectDataBuilder members = new();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = JsonStringReader.Read(ref reader);
            reader.Read();
            members.Set(name, Read(ref reader));
        }

        return members.Build();
    }
}
