using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Backends;

/// <summary>A request that an HTTP API hands on (payload format 2.0).</summary>
/// <param name="RouteKey">Such as <c>GET /api/images/{id}</c>.</param>
internal sealed record HttpRequest(string RouteKey, JsonObject Path, JsonObject Query, string? Body)
{
    public static HttpRequest Read(JsonObject gatewayEvent)
    {
        string? body = (string?)gatewayEvent["body"];
        return new HttpRequest(
            (string?)gatewayEvent["routeKey"] ?? "", gatewayEvent["pathParameters"] as JsonObject ?? [], gatewayEvent["queryStringParameters"] as JsonObject ?? [],
            body is not null && (bool?)gatewayEvent["isBase64Encoded"] == true ? Encoding.UTF8.GetString(Convert.FromBase64String(body)) : body);
    }

    /// <summary>A part of the path, decoded: the API hands it on as it stood in the address.</summary>
    public string Part(string name) => Uri.UnescapeDataString((string?)Path[name] ?? "");

    /// <exception cref="BadRequestException">It is there and no whole number.</exception>
    public int? Number(string name) => (string?)Query[name] switch
    {
        null => null,
        var text when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int number) => number,
        var text => throw new BadRequestException($"'{name}' is a whole number, not '{text}'."),
    };

    /// <exception cref="BadRequestException">It is there and neither true nor false.</exception>
    public bool? Truth(string name) => (string?)Query[name] switch
    {
        null => null,
        var text when bool.TryParse(text, out bool value) => value,
        var text => throw new BadRequestException($"'{name}' is true or false, not '{text}'."),
    };

    /// <exception cref="BadRequestException">The body is no such JSON.</exception>
    public T Read<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body ?? "", ApiAnswer.Json) ?? throw new BadRequestException("The body is empty; it must be a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new BadRequestException($"The body is no JSON as it is needed here: {wrong.Message}");
        }
    }
}

/// <summary>The request cannot be read; the message says why.</summary>
internal sealed class BadRequestException(string message) : Exception(message);
