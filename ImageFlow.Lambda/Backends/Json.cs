using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Lambda.Backends;

/// <summary>Events and answers as bytes.</summary>
internal static class Json
{
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> payload) => JsonNode.Parse(payload.Span) as JsonObject ?? throw new JsonException("The event is no JSON object.");

    public static ReadOnlyMemory<byte> Write(JsonObject answer) => JsonSerializer.SerializeToUtf8Bytes(answer);
}
