using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Activities;

/// <summary>Reads and checks an activity's payload. A member that is JSON <c>null</c> counts as not set.</summary>
internal static class InputReader
{
    /// <exception cref="InvalidInputError">The payload is not an object of the expected shape.</exception>
    public static T Read<T>(string activity, IReadOnlyList<InputDescription> inputs, ReadOnlyMemory<byte> json)
    {
        JsonObject payload = Parse(activity, json);
        foreach (string unset in payload.Where(m => m.Value is null).Select(m => m.Key).ToArray())
        {
            payload.Remove(unset);
        }

        foreach (InputDescription input in inputs)
        {
            Check(activity, input, payload[input.Name]);
        }

        try
        {
            return payload.Deserialize<T>(ActivityJson.Options)!;
        }
        catch (JsonException exception)
        {
            string path = exception.Path is { Length: > 2 } at ? at[2..] : "$";
            throw new InvalidInputError(activity, path, "has the wrong type");
        }
    }

    private static JsonObject Parse(string activity, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonNode.Parse(json.Span) as JsonObject ?? throw new InvalidInputError(activity, "$", "must be a JSON object");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputError(activity, "$", $"is not JSON: {exception.Message}");
        }
        catch (ArgumentException)
        {
            // JsonObject finds members only when they are first looked up, and then reports a repeated one so.
            throw new InvalidInputError(activity, "$", "names a member twice");
        }
    }

    private static void Check(string activity, InputDescription input, JsonNode? value)
    {
        if (input.Required && (value is null || (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0)))
        {
            throw new InvalidInputError(activity, input.Name, "is required");
        }

        if (input.Options is not { } options || value is null)
        {
            return;
        }

        IEnumerable<JsonNode?> given = value is JsonArray list ? list : new JsonNode?[] { value };
        if (given.FirstOrDefault(v => v?.GetValueKind() != JsonValueKind.String || !options.Contains(v.GetValue<string>())) is { } wrong)
        {
            throw new InvalidInputError(activity, input.Name, $"is {wrong.ToJsonString()}; choose from {string.Join(", ", options)}");
        }
    }
}
