using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Connections;

namespace ImageFlow.LocalCloud.Http;

/// <summary>
/// Access tokens by the client credentials grant (RFC 6749, 4.4): fetched when first needed, kept in memory until shortly before they end,
/// and fetched anew where an API refuses one.
/// </summary>
internal sealed class OAuthTokens(GuardedClient client, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultLife = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Token> tokens = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim gate = new(1);

    /// <param name="refused">A token that does not help any more; <see langword="null"/> for none.</param>
    /// <exception cref="HttpTaskException">The authorization endpoint gives none.</exception>
    public async Task<string> GetAsync(Connection connection, string? refused, CancellationToken cancellationToken)
    {
        if (Kept(connection, refused) is { } kept)
        {
            return kept;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (Kept(connection, refused) is { } fetchedMeanwhile)
            {
                return fetchedMeanwhile;
            }

            Token token = await FetchAsync(connection, cancellationToken);
            foreach (string old in tokens.Keys.Where(version => version.StartsWith(connection.Arn + "@", StringComparison.Ordinal)))
            {
                tokens.TryRemove(old, out _);
            }

            tokens[connection.Version] = token;
            return token.Value;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private string? Kept(Connection connection, string? refused) =>
        tokens.TryGetValue(connection.Version, out Token? token) && token.Value != refused && token.EndsAt - Margin > clock.GetUtcNow() ? token.Value : null;

    private async Task<Token> FetchAsync(Connection connection, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(connection);
        IncomingResponse response;
        try
        {
            response = await client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw HttpTaskException.NotAuthorized(connection.Name, $"its authorization endpoint gave no answer. {e.Message}");
        }

        if (!response.IsSuccess)
        {
            throw HttpTaskException.NotAuthorized(connection.Name, $"its authorization endpoint answered with the status {response.Status}.");
        }

        ObjectData? answer = response.ToObject();
        if (answer?["access_token"] is not StringData { Value.Length: > 0 } token)
        {
            throw HttpTaskException.NotAuthorized(connection.Name, "its authorization endpoint answered without an access_token.");
        }

        TimeSpan life = answer["expires_in"] is NumberData { Value: > 0 and < 1e9 } seconds ? TimeSpan.FromSeconds(seconds.Value) : DefaultLife;
        return new Token(token.Value, clock.GetUtcNow() + life);
    }

    private static HttpRequestMessage Request(Connection connection)
    {
        ObjectData parameters = connection.Parameters("OAuthParameters");
        ObjectData credentials = (ObjectData)parameters["ClientParameters"]!;
        ObjectData added = parameters["OAuthHttpParameters"] as ObjectData ?? ObjectData.Empty;
        List<(string Name, string Value)> form =
        [
            ("grant_type", "client_credentials"),
            ("client_id", Connection.Text(credentials, "ClientID")),
            ("client_secret", Connection.Text(credentials, "ClientSecret")),
        ];
        foreach ((string key, string value) in Connection.Pairs(added, "BodyParameters"))
        {
            form.RemoveAll(pair => pair.Name == key);
            form.Add((key, value));
        }

        // A GET has no body: everything goes into the address.
        string method = Connection.Text(parameters, "HttpMethod");
        List<(string Name, string Value)> query = [.. Connection.Pairs(added, "QueryStringParameters"), .. method == "GET" ? form : []];
        string endpoint = Connection.Text(parameters, "AuthorizationEndpoint");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) || address.Host.Length == 0)
        {
            throw HttpTaskException.NotAuthorized(connection.Name, $"its AuthorizationEndpoint '{endpoint}' is no address.");
        }

        string encoded = FormEncoding.Pairs(query);
        HttpRequestMessage request = new(new HttpMethod(method), encoded.Length == 0 ? address : new Uri(address.AbsoluteUri + (address.Query.Length > 0 ? "&" : "?") + encoded));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (method != "GET")
        {
            request.Content = new StringContent(FormEncoding.Pairs(form), Encoding.UTF8, "application/x-www-form-urlencoded");
        }

        foreach ((string key, string value) in Connection.Pairs(added, "HeaderParameters"))
        {
            HttpTaskParameters.CheckHeader(key, value);
            if (!request.Headers.TryAddWithoutValidation(key, value) && request.Content is { } content)
            {
                content.Headers.Remove(key);
                content.Headers.TryAddWithoutValidation(key, value);
            }
        }

        return request;
    }

    private sealed record Token(string Value, DateTimeOffset EndsAt);
}
