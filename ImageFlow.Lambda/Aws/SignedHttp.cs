using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace ImageFlow.Lambda.Aws;

/// <param name="ErrorType">The header <c>x-amzn-ErrorType</c>, in which services whose paths name operations say what went wrong.</param>
internal sealed record SignedAnswer(int Status, string Body, string? ErrorType);

/// <summary>HTTPS requests signed with Signature Version 4 and the function's role.</summary>
internal sealed class SignedHttp(FunctionSettings settings, HttpClient client, TimeProvider clock)
{
    private const string JsonType = "application/json";
    private readonly AWSCredentials credentials = settings.Credentials;

    /// <param name="service">The service's name in the signature, such as <c>dynamodb</c>.</param>
    /// <param name="target">The header <c>X-Amz-Target</c>; <see langword="null"/> for services that do not have it.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The content belongs to the request, which is disposed.")]
    public async Task<SignedAnswer> PostAsync(string service, Uri address, ReadOnlyMemory<byte> body, string contentType, string? target, CancellationToken cancellationToken)
    {
        ImmutableCredentials key = await credentials.GetCredentialsAsync();
        DateTime now = clock.GetUtcNow().UtcDateTime;
        SortedDictionary<string, string> signed = new(StringComparer.Ordinal)
        {
            ["content-type"] = contentType,
            ["host"] = address.Authority,
            ["x-amz-date"] = AWS4Signer.FormatDateTime(now, "yyyyMMddTHHmmssZ"),
        };
        if (key.UseToken)
        {
            signed["x-amz-security-token"] = key.Token;
        }

        if (target is not null)
        {
            signed["x-amz-target"] = target;
        }

        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
        string names = string.Join(';', signed.Keys);
        string path = string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString));
        StringBuilder canonical = new();
        canonical.Append("POST\n").Append(path).Append("\n\n");
        foreach ((string name, string value) in signed)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body.Span)));
        AWS4SigningResult signature = AWS4Signer.ComputeSignature(key, settings.Region, now, service, names, canonical.ToString());

        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach ((string name, string value) in signed.Where(header => header.Key.StartsWith("x-amz-", StringComparison.Ordinal)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
        string? error = answer.Headers.TryGetValues("x-amzn-ErrorType", out IEnumerable<string>? types) ? types.First() : null;
        return new SignedAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken), error);
    }

    public Task<SignedAnswer> PostJsonAsync(string service, Uri address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        PostAsync(service, address, body, JsonType, null, cancellationToken);
}
