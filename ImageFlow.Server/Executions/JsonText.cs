using System.Text.Json;

namespace ImageFlow.Server.Executions;

/// <summary>JSON that travels as text in histories, as a value for our answers.</summary>
internal static class JsonText
{
    /// <summary>The value; text that is not JSON (it may have been cut) becomes a JSON string.</summary>
    public static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }
}
