using System.Text;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>AWS's protocols over plain HTTP, without a client library.</summary>
internal sealed class AwsHttp(Uri endpoint) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = endpoint };

    public Uri Endpoint => endpoint;

    /// <summary>An operation of AWS JSON, which must succeed.</summary>
    /// <param name="target">Such as <c>AWSEvents.PutEvents</c>.</param>
    public async Task<JsonObject> CallAsync(string target, JsonObject request)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, "/");
        message.Headers.Add("X-Amz-Target", target);
        message.Content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1");
        return await SendAsync(message, target);
    }

    /// <summary>An operation of a service whose API is REST with JSON, which must succeed.</summary>
    /// <param name="service">As the scope of a credential names it, such as <c>scheduler</c>.</param>
    public async Task<JsonObject> RestAsync(string service, HttpMethod method, string path, JsonObject? body = null)
    {
        using HttpRequestMessage message = new(method, path);
        message.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=any/20261120/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=any");
        message.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(message, path);
    }

    public async Task PutObjectAsync(string bucket, string key, byte[] content)
    {
        using ByteArrayContent body = new(content);
        using HttpResponseMessage answer = await _client.PutAsync($"/{bucket}/{key}", body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<HttpResponseMessage> GetObjectAsync(string bucket, string key) => _client.GetAsync($"/{bucket}/{key}", TestContext.Current.CancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<JsonObject> SendAsync(HttpRequestMessage message, string what)
    {
        using HttpResponseMessage answer = await _client.SendAsync(message, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{what} answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? [] : (JsonObject)JsonNode.Parse(text)!;
    }
}
