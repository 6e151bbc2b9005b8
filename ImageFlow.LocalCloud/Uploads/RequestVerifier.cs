using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageFlow.LocalCloud.Uploads;

/// <summary>Signs and verifies addresses that stand for a request: presigned GET, PUT and others (Signature Version 4 in the query).</summary>
internal sealed class RequestVerifier(SigningKey key, TimeProvider clock, string region)
{
    private const string Unsigned = "UNSIGNED-PAYLOAD";

    /// <summary>A week, in seconds.</summary>
    private const int MaxExpires = 604800;

    private static readonly string[] Needed =
        ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"];

    public Uri Presign(string method, Uri address, TimeSpan lifetime, IReadOnlyDictionary<string, string> headers)
    {
        DateTimeOffset now = clock.GetUtcNow();
        SortedDictionary<string, string> signed = new(StringComparer.Ordinal) { ["host"] = address.Authority };
        foreach ((string name, string value) in headers)
        {
            signed[name.ToLowerInvariant()] = value;
        }

        string names = string.Join(';', signed.Keys);
        List<KeyValuePair<string, string>> query =
        [
            new("X-Amz-Algorithm", SigningKey.Algorithm),
            new("X-Amz-Credential", key.Credential(now, region)),
            new("X-Amz-Date", SigningKey.Timestamp(now)),
            new("X-Amz-Expires", ((int)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            new("X-Amz-SignedHeaders", names),
        ];
        SignedRequest request = new() { Method = method, Path = Uri.UnescapeDataString(address.AbsolutePath), Query = query, Headers = signed };
        string date = SigningKey.Date(now);
        string signature = key.Sign(StringToSign(request.Canonical(names, Unsigned), SigningKey.Timestamp(now), date, region), date, region);
        query.Add(new("X-Amz-Signature", signature));
        string text = string.Join('&', query.Select(entry => $"{SignedRequest.Encode(entry.Key)}={SignedRequest.Encode(entry.Value)}"));
        return new UriBuilder(address) { Query = text }.Uri;
    }

    /// <exception cref="S3ErrorException">S3 would refuse the address.</exception>
    public void VerifyPresigned(SignedRequest request)
    {
        if (Needed.Any(name => request.Parameter(name) is null))
        {
            throw QueryError(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        }

        if (request.Parameter("X-Amz-Algorithm") != SigningKey.Algorithm)
        {
            throw QueryError("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
        }

        if (!SigningKey.TryReadCredential(request.Parameter("X-Amz-Credential")!, out string accessKeyId, out string date, out string signedRegion))
        {
            throw QueryError("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }

        DateTimeOffset signedAt = ReadDate(request.Parameter("X-Amz-Date")!);
        if (!int.TryParse(request.Parameter("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out int expires))
        {
            throw QueryError("X-Amz-Expires should be a number");
        }

        if (expires > MaxExpires)
        {
            throw QueryError("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds");
        }

        if (accessKeyId != key.AccessKeyId)
        {
            throw new S3ErrorException("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.", ("AWSAccessKeyId", accessKeyId));
        }

        CheckTime(signedAt, expires);
        string names = request.Parameter("X-Amz-SignedHeaders")!;
        RefuseUnsigned(request, names);
        string payload = names.Split(';').Contains("x-amz-content-sha256") ? request.Headers.GetValueOrDefault("x-amz-content-sha256") ?? Unsigned : Unsigned;
        Compare(request, names, payload, request.Parameter("X-Amz-Date")!, date, signedRegion, request.Parameter("X-Amz-Signature")!);
    }

    /// <summary>Checks the <c>Authorization</c> header of a client that has this folder's key; others may sign with what they like.</summary>
    /// <exception cref="S3ErrorException"><c>SignatureDoesNotMatch</c>.</exception>
    public void VerifyHeader(SignedRequest request)
    {
        if (request.Headers.GetValueOrDefault("authorization") is not { } header || !header.StartsWith(SigningKey.Algorithm, StringComparison.Ordinal))
        {
            return;
        }

        Dictionary<string, string> parts = header[SigningKey.Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2).GroupBy(part => part[0]).ToDictionary(group => group.Key, group => group.First()[1]);
        if (!SigningKey.TryReadCredential(parts.GetValueOrDefault("Credential", ""), out string accessKeyId, out string date, out string signedRegion) || accessKeyId != key.AccessKeyId)
        {
            return;
        }

        Compare(
            request, parts.GetValueOrDefault("SignedHeaders", ""), request.Headers.GetValueOrDefault("x-amz-content-sha256") ?? Unsigned,
            request.Headers.GetValueOrDefault("x-amz-date") ?? "", date, signedRegion, parts.GetValueOrDefault("Signature", ""));
    }

    private static DateTimeOffset ReadDate(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw QueryError("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");

    private void CheckTime(DateTimeOffset signedAt, int expires)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (signedAt > now + TimeSpan.FromMinutes(15))
        {
            throw new S3ErrorException("AccessDenied", 403, "Request is not yet valid");
        }

        DateTimeOffset end = signedAt + TimeSpan.FromSeconds(expires);
        if (end < now)
        {
            throw new S3ErrorException(
                "AccessDenied", 403, "Request has expired",
                ("X-Amz-Expires", expires.ToString(CultureInfo.InvariantCulture)), ("Expires", Iso(end)), ("ServerTime", Iso(now)));
        }
    }

    private static void RefuseUnsigned(SignedRequest request, string names)
    {
        string[] signed = names.Split(';');
        string[] others = [.. request.Headers.Keys.Where(name => name.StartsWith("x-amz-", StringComparison.Ordinal) && !signed.Contains(name)).Order(StringComparer.Ordinal)];
        if (others.Length > 0)
        {
            throw new S3ErrorException("AccessDenied", 403, "There were headers present in the request which were not signed", ("HeadersNotSigned", string.Join(", ", others)));
        }
    }

    private void Compare(SignedRequest request, string names, string payload, string timestamp, string date, string signedRegion, string provided)
    {
        string canonical = request.Canonical(names, payload);
        string toSign = StringToSign(canonical, timestamp, date, signedRegion);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(provided), Encoding.UTF8.GetBytes(key.Sign(toSign, date, signedRegion))))
        {
            throw new S3ErrorException(
                "SignatureDoesNotMatch",
                403,
                "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
                ("AWSAccessKeyId", key.AccessKeyId),
                ("StringToSign", toSign),
                ("SignatureProvided", provided),
                ("StringToSignBytes", Bytes(toSign)),
                ("CanonicalRequest", canonical),
                ("CanonicalRequestBytes", Bytes(canonical)));
        }
    }

    private static string StringToSign(string canonical, string timestamp, string date, string region) =>
        $"{SigningKey.Algorithm}\n{timestamp}\n{date}/{region}/s3/aws4_request\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";

    private static S3ErrorException QueryError(string message) => new("AuthorizationQueryParametersError", 400, message);

    private static string Bytes(string text) => string.Join(' ', Encoding.UTF8.GetBytes(text).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
