using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace ImageFlow.Activities.Aws;

/// <summary>HTTP requests to AWS with Signature Version 4 (IAM User Guide, "Create a signed AWS API request").</summary>
/// <param name="client">Not disposed.</param>
public sealed class SignedHttp(AWSCredentials credentials, string region, HttpClient client, TimeProvider clock)
{
    /// <summary>Keys as the SDK takes them.</summary>
    public static AWSCredentials Keys(string accessKeyId, string secret, string? sessionToken) =>
        sessionToken is { } token ? new SessionAWSCredentials(accessKeyId, secret, token) : new BasicAWSCredentials(accessKeyId, secret);

    /// <param name="signingName">The service's name in the signature, such as <c>dynamodb</c>.</param>
    /// <param name="contentType">Of the body; <see langword="null"/> where there is none.</param>
    /// <param name="target">The header <c>X-Amz-Target</c>; <see langword="null"/> for services that do not have it.</param>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The content belongs to the request, which is disposed.")]
    public async Task<SignedAnswer> SendAsync(
        HttpMethod method, string signingName, Uri address, ReadOnlyMemory<byte> body, string? contentType, string? target, CancellationToken cancellationToken)
    {
        ImmutableCredentials key = await credentials.GetCredentialsAsync();
        DateTime now = clock.GetUtcNow().UtcDateTime;
        SortedDictionary<string, string> signed = new(StringComparer.Ordinal) { ["host"] = address.Authority, ["x-amz-date"] = AWS4Signer.FormatDateTime(now, "yyyyMMddTHHmmssZ") };
        Add("content-type", contentType);
        Add("x-amz-security-token", key.UseToken ? key.Token : null);
        Add("x-amz-target", target);
        string names = string.Join(';', signed.Keys);
        AWS4SigningResult signature = AWS4Signer.ComputeSignature(key, region, now, signingName, names, Canonical(method, address, signed, names, body.Span));

        using HttpRequestMessage request = new(method, address);
        if (contentType is not null)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach ((string name, string value) in signed.Where(header => header.Key.StartsWith("x-amz-", StringComparison.Ordinal)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
        string? error = answer.Headers.TryGetValues("x-amzn-ErrorType", out IEnumerable<string>? types) ? types.First() : null;
        return new SignedAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken), error);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                signed[name] = value;
            }
        }
    }

    private static string Canonical(HttpMethod method, Uri address, SortedDictionary<string, string> headers, string names, ReadOnlySpan<byte> body)
    {
        StringBuilder text = new();
        text.Append(method.Method).Append('\n');

        // All services but S3 encode the path once more.
        text.AppendJoin('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString)).Append('\n');
        text.AppendJoin('&', address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Contains('=', StringComparison.Ordinal) ? part : part + "=").Order(StringComparer.Ordinal)).Append('\n');
        foreach ((string name, string value) in headers)
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        return text.Append('\n').Append(names).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body))).ToString();
    }
}
