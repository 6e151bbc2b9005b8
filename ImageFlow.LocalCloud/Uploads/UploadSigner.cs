using System.Globalization;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Uploads;

/// <summary>Signs presigned POSTs and verifies them, with the key of the data folder.</summary>
public sealed class UploadSigner
{
    private const string SettingName = "signing-key";

    private readonly SigningKey key;
    private readonly TimeProvider clock;
    private readonly string region;

    internal UploadSigner(SigningKey key, TimeProvider clock, string region)
    {
        this.key = key;
        this.clock = clock;
        this.region = region;
    }

    /// <summary>With the data folder's own key, which is made on the first use.</summary>
    internal static UploadSigner Open(CloudDatabase database, TimeProvider clock, string region)
    {
        string pair = database.Write(db =>
        {
            SigningKey created = SigningKey.Create();
            db.Run("INSERT OR IGNORE INTO settings (name, value) VALUES ($1, $2)", SettingName, $"{created.AccessKeyId}:{created.Secret}");
            return (string)db.Scalar("SELECT value FROM settings WHERE name = $1", SettingName)!;
        });
        int colon = pair.IndexOf(':');
        return new UploadSigner(new SigningKey(pair[..colon], pair[(colon + 1)..]), clock, region);
    }

    /// <summary>The key's id and secret, for clients that presign by themselves.</summary>
    public (string AccessKeyId, string Secret) Credentials => (key.AccessKeyId, key.Secret);

    /// <summary>An address that allows one kind of request until it expires.</summary>
    /// <param name="method"><c>GET</c>, <c>PUT</c> …</param>
    /// <param name="address">The object's address on the AWS endpoint, without a query.</param>
    /// <param name="lifetime">At most a week.</param>
    /// <param name="headers">Headers that the request must have with just these values.</param>
    public Uri Presign(string method, Uri address, TimeSpan lifetime, IReadOnlyDictionary<string, string>? headers = null) =>
        new RequestVerifier(key, clock, region).Presign(method, address, lifetime, headers ?? new Dictionary<string, string>());

    /// <summary>Verifies a presigned address, or the signature of a client that has this folder's key.</summary>
    /// <exception cref="S3ErrorException">S3 would refuse the request.</exception>
    public void Verify(SignedRequest request)
    {
        RequestVerifier verifier = new(key, clock, region);
        if (request.IsPresigned)
        {
            verifier.VerifyPresigned(request);
        }
        else
        {
            verifier.VerifyHeader(request);
        }
    }

    public PresignedPost Sign(UploadPermit permit)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset expiresAt = now + permit.Lifetime;
        List<KeyValuePair<string, string>> fields =
        [
            new("key", permit.Key),
            new("Content-Type", permit.ContentType),
            .. permit.Metadata.Select(entry => KeyValuePair.Create("x-amz-meta-" + entry.Key, entry.Value)),
            new("x-amz-algorithm", SigningKey.Algorithm),
            new("x-amz-credential", key.Credential(now, region)),
            new("x-amz-date", SigningKey.Timestamp(now)),
        ];
        JsonData[] conditions =
        [
            ObjectData.Of(("bucket", permit.Bucket)),
            new ArrayData("content-length-range", NumberData.Of(permit.MinBytes), NumberData.Of(permit.MaxBytes)),
            .. fields.Select(field => ObjectData.Of((field.Key, field.Value))),
        ];
        ObjectData policy = ObjectData.Of(
            ("expiration", expiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            ("conditions", new ArrayData(conditions)));
        string encoded = Convert.ToBase64String(policy.ToUtf8Json());
        fields.Add(new("policy", encoded));
        fields.Add(new("x-amz-signature", key.Sign(encoded, SigningKey.Date(now), region)));
        return new PresignedPost(fields, expiresAt);
    }

    /// <exception cref="S3ErrorException">S3 would refuse the form.</exception>
    public PermittedUpload Verify(PostForm form)
    {
        ILookup<string, string> fields = form.Fields.ToLookup(field => field.Key, field => field.Value, StringComparer.OrdinalIgnoreCase);
        string encodedPolicy = VerifySignature(fields);
        PostPolicy policy = PostPolicy.Read(encodedPolicy);
        if (policy.Expiration <= clock.GetUtcNow())
        {
            throw S3ErrorException.AccessDenied("Invalid according to Policy: Policy expired.");
        }

        PolicyCheck.Check(policy, form, fields);
        string key = fields["key"].FirstOrDefault() ?? throw S3ErrorException.MissingField("key");
        return new PermittedUpload
        {
            Bucket = form.Bucket,
            Key = form.FileName is null ? key : key.Replace("${filename}", form.FileName, StringComparison.Ordinal),
            ContentType = fields["content-type"].FirstOrDefault() ?? "binary/octet-stream",
            Metadata = Metadata(form),
            ContentLength = policy.ContentLength,
            Tagging = fields["tagging"].FirstOrDefault(),
            SuccessStatus = fields["success_action_status"].FirstOrDefault() switch { "200" => 200, "201" => 201, _ => 204 },
            SuccessRedirect = fields["success_action_redirect"].FirstOrDefault() ?? fields["redirect"].FirstOrDefault(),
        };
    }

    private static Dictionary<string, string> Metadata(PostForm form)
    {
        const string prefix = "x-amz-meta-";
        Dictionary<string, string> metadata = [];
        foreach ((string name, string value) in form.Fields.Where(field => field.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            metadata[name[prefix.Length..].ToLowerInvariant()] = value;
        }

        return metadata;
    }

    /// <returns>The policy as it was signed.</returns>
    private string VerifySignature(ILookup<string, string> fields)
    {
        string[] signing = ["policy", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature"];
        if (!signing.Any(fields.Contains))
        {
            throw S3ErrorException.AccessDenied("Access Denied");
        }

        if (signing.FirstOrDefault(name => !fields.Contains(name)) is { } missing)
        {
            throw S3ErrorException.MissingField(missing);
        }

        if (fields["X-Amz-Algorithm"].First() is not SigningKey.Algorithm and var algorithm)
        {
            throw new S3ErrorException(
                "InvalidArgument", 400, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"",
                ("ArgumentName", "X-Amz-Algorithm"), ("ArgumentValue", algorithm));
        }

        string credential = fields["X-Amz-Credential"].First();
        if (!SigningKey.TryReadCredential(credential, out string accessKeyId, out string date, out string signedRegion))
        {
            throw new S3ErrorException(
                "AuthorizationQueryParametersError", 400,
                "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }

        if (accessKeyId != key.AccessKeyId)
        {
            throw new S3ErrorException(
                "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.", ("AWSAccessKeyId", accessKeyId));
        }

        string policy = fields["policy"].First();
        string provided = fields["X-Amz-Signature"].First();
        return FixedTimeEquals(provided, key.Sign(policy, date, signedRegion)) ? policy : throw Mismatch(accessKeyId, provided, policy);
    }

    private static S3ErrorException Mismatch(string accessKeyId, string provided, string stringToSign) => new(
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        ("AWSAccessKeyId", accessKeyId),
        ("StringToSign", stringToSign),
        ("SignatureProvided", provided),
        ("StringToSignBytes", string.Join(' ', Encoding.UTF8.GetBytes(stringToSign).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)))));

    private static bool FixedTimeEquals(string left, string right) =>
        System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
