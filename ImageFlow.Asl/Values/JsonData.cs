using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImageFlow.Asl.Values;

/// <summary>
/// An immutable JSON value. Values have no parent, so that one subtree can stand in many documents without a copy; that is
/// what the evaluators and the engine rely on. A JSONata <em>undefined</em> is C# <see langword="null"/>, never an instance.
/// </summary>
/// <remarks>Thread-safe. Equality is deep, ignores the order of object members, and compares numbers by value.</remarks>
public abstract class JsonData : IEquatable<JsonData>
{
    /// <summary>The greatest depth of nesting that <see cref="Parse(string)"/> accepts.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    private static readonly JsonWriterOptions CompactOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth + 1,
        SkipValidation = true,
    };

    private static readonly JsonWriterOptions IndentedOptions = CompactOptions with { Indented = true, NewLine = "\n" };

    private protected JsonData()
    {
    }

    /// <summary>The JSON type of this value.</summary>
    public abstract JsonDataKind Kind { get; }

    /// <summary>Reads one JSON document.</summary>
    /// <exception cref="JsonException">The text is not exactly one JSON value, or is nested deeper than <see cref="MaxDepth"/>.</exception>
    public static JsonData Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <inheritdoc cref="Parse(string)"/>
    public static JsonData Parse(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, ReaderOptions);
        return JsonDataReader.ReadDocument(ref reader);
    }

    /// <summary>Takes over a <see cref="JsonElement"/>; its document may be disposed afterwards.</summary>
    public static JsonData From(JsonElement element) => Parse(JsonSerializer.SerializeToUtf8Bytes(element, JsonSerializerOptions.Default));

    /// <summary>Writes the value as compact JSON; only what JSON demands is escaped.</summary>
    public string ToJson(bool indented = false)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, indented ? IndentedOptions : CompactOptions))
        {
            WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the value as compact UTF-8 JSON.</summary>
    public byte[] ToUtf8Json()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, CompactOptions))
        {
            WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The value as a <see cref="JsonElement"/> of its own document.</summary>
    public JsonElement ToElement()
    {
        Utf8JsonReader reader = new(ToUtf8Json(), ReaderOptions);
        return JsonElement.ParseValue(ref reader);
    }

    public abstract void WriteTo(Utf8JsonWriter writer);

    public abstract bool Equals(JsonData? other);

    public sealed override bool Equals(object? obj) => obj is JsonData other && Equals(other);

    public abstract override int GetHashCode();

    public sealed override string ToString() => ToJson();

    public static implicit operator JsonData(string value) => new StringData(value);

    public static implicit operator JsonData(bool value) => BooleanData.Of(value);

    public static implicit operator JsonData(double value) => new NumberData(value);
}

/// <summary>The types of JSON. <see cref="Function"/> occurs only inside an evaluation, never in a document.</summary>
public enum JsonDataKind
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
    Function,
}
