using System.Text.Json.Nodes;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Backends;

/// <summary>Answers the routes of an HTTP API.</summary>
/// <param name="routes">What answers a route, by its key (<c>GET /api/images/{id}</c>).</param>
internal sealed class HttpBackend(IReadOnlyDictionary<string, HttpBackend.Route> routes) : IBackend
{
    public delegate Task<ApiAnswer> Route(HttpRequest request, CancellationToken cancellationToken);

    public async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Json.Write(await AnswerAsync(Json.Read(payload), cancellationToken));

    public async Task<JsonObject> AnswerAsync(JsonObject gatewayEvent, CancellationToken cancellationToken)
    {
        HttpRequest request = HttpRequest.Read(gatewayEvent);
        return Response(await RunAsync(request, cancellationToken));
    }

    private async Task<ApiAnswer> RunAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!routes.TryGetValue(request.RouteKey, out Route? route))
        {
            return ApiAnswer.Problem(404, "There is no such address", $"This function does not answer '{request.RouteKey}'.", null);
        }

        try
        {
            return await route(request, cancellationToken);
        }
        catch (BadRequestException wrong)
        {
            return ApiAnswer.Problem(400, "The request cannot be read", wrong.Message, null);
        }
    }

    private static JsonObject Response(ApiAnswer answer)
    {
        JsonObject headers = new() { ["cache-control"] = "no-store" };
        JsonObject response = new() { ["statusCode"] = answer.Status, ["headers"] = headers };
        if (answer.ToJson() is { } body)
        {
            headers["content-type"] = answer.ContentType;
            response["body"] = body;
        }

        if (answer.Location is { } location)
        {
            headers["location"] = location;
        }

        return response;
    }
}
