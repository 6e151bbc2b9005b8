using System.Net.Http.Headers;
using System.Security.Cryptography;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.LocalCloud.Real;

/// <param name="ErrorType">The header <c>x-amzn-ErrorType</c>.</param>
internal sealed record RealAnswer(bool IsSuccess, int Status, string Body, string? ErrorType);

/// <summary>Sends signed requests to AWS (Signature Version 4 in the header).</summary>
/// <remarks>Without a timeout of its own: the state's TimeoutSeconds cancels the call.</remarks>
internal sealed class RealClient(RealSettings settings, TimeProvider clock) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    public async Task<RealAnswer> SendAsync(RealProtocol protocol, Uri endpoint, string action, byte[] body, CancellationToken cancellationToken)
    {
        string path = protocol.Paths is { } paths ? paths[action] : "/";
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(endpoint, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(protocol.Target is null ? "application/json" : "application/x-amz-json-" + protocol.Version);
        if (protocol.Target is { } target)
        {
            request.Headers.Add("X-Amz-Target", $"{target}.{char.ToUpperInvariant(action[0])}{action[1..]}");
        }

        Sign(request, protocol.Signing, path, body);
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        string? error = response.Headers.TryGetValues("x-amzn-ErrorType", out IEnumerable<string>? types) ? types.First() : null;
        return new RealAnswer(response.IsSuccessStatusCode, (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), error);
    }

    public void Dispose() => http.Dispose();

    private void Sign(HttpRequestMessage request, string service, string path, byte[] body)
    {
        RealCredentials credentials = settings.Credentials!;
        DateTimeOffset now = clock.GetUtcNow();
        string timestamp = SigningKey.Timestamp(now);
        request.Headers.Add("X-Amz-Date", timestamp);
        if (credentials.SessionToken is { } token)
        {
            request.Headers.Add("X-Amz-Security-Token", token);
        }

        SortedDictionary<string, string> headers = new(StringComparer.Ordinal) { ["host"] = request.RequestUri!.Authority, ["content-type"] = request.Content!.Headers.ContentType!.ToString() };
        foreach ((string name, IEnumerable<string> values) in request.Headers)
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values);
        }

        string names = string.Join(';', headers.Keys);
        SignedRequest signed = new() { Method = "POST", Path = path, Query = [], Headers = headers };
        string canonical = signed.Canonical(names, Convert.ToHexStringLower(SHA256.HashData(body)));
        string scope = $"{SigningKey.Date(now)}/{settings.Region}/{service}/aws4_request";
        string toSign = $"{SigningKey.Algorithm}\n{timestamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(canonical)))}";
        string signature = new SigningKey(credentials.AccessKeyId, credentials.Secret).Sign(toSign, SigningKey.Date(now), settings.Region, service);
        request.Headers.TryAddWithoutValidation("Authorization", $"{SigningKey.Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
    }
}
