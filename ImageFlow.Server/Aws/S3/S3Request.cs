using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Objects;
using ImageFlow.LocalCloud.Uploads;
using Microsoft.AspNetCore.Http.Features;

namespace ImageFlow.Server.Aws.S3;

/// <summary>A request of the S3 protocol, path-style.</summary>
/// <param name="Bucket">Empty for the service itself.</param>
/// <param name="Key">Empty for the bucket itself.</param>
internal sealed record S3Request(HttpContext Context, BucketStore Buckets, IObjectStore Objects, string Bucket, string Key)
{
    private const string MetadataPrefix = "x-amz-meta-";

    public HttpRequest Http => Context.Request;

    public CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>What was asked for: <c>GET bucket</c>, <c>PUT object</c> …</summary>
    public string Subject => $"{Http.Method} {(Bucket.Length == 0 ? "service" : Key.Length == 0 ? "bucket" : "object")}";

    public static S3Request Of(HttpContext context, BucketStore buckets, IObjectStore objects)
    {
        // The raw target: Kestrel leaves %2F encoded in the path, and would not tell it from a slash.
        string path = Uri.UnescapeDataString(RawPath(context));
        string[] parts = path.TrimStart('/').Split('/', 2);
        return new S3Request(context, buckets, objects, parts[0], parts.Length > 1 ? parts[1] : "");
    }

    public bool Asks(string parameter) => Http.Query.ContainsKey(parameter);

    public string? Parameter(string name) => Http.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public int Number(string name, int otherwise, int max) => Parameter(name) is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int value) ? Math.Min(value, max)
        : throw new S3ErrorException("InvalidArgument", StatusCodes.Status400BadRequest, $"Provided {name} not an integer or within integer range", ("ArgumentName", name), ("ArgumentValue", text));

    public string? Header(string name) => Http.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <exception cref="S3ErrorException"><c>NoSuchBucket</c>.</exception>
    public void RequireBucket()
    {
        if (!Buckets.Has(Bucket))
        {
            throw new S3ErrorException("NoSuchBucket", StatusCodes.Status404NotFound, "The specified bucket does not exist", ("BucketName", Bucket));
        }
    }

    /// <exception cref="S3ErrorException"><c>NoSuchKey</c>.</exception>
    public async Task<ObjectInfo> RequireObjectAsync() => await Objects.HeadAsync(Bucket, Key, Cancellation)
        ?? throw new S3ErrorException("NoSuchKey", StatusCodes.Status404NotFound, "The specified key does not exist.", ("Key", Key));

    /// <summary>Content type and user metadata that the request's headers give an object.</summary>
    public ObjectAttributes Attributes() => new()
    {
        ContentType = Http.ContentType is { Length: > 0 } type ? type : "binary/octet-stream",
        Metadata = Http.Headers.Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key[MetadataPrefix.Length..].ToLowerInvariant(), header => header.Value.ToString()),
    };

    /// <summary>The tags of the header <c>x-amz-tagging</c>, which has the form of a query.</summary>
    public ObjectData? TagsOfHeader() => Header("x-amz-tagging") is not { Length: > 0 } text ? null
        : ObjectData.Of([.. Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text).Select(tag => (tag.Key, (JsonData)tag.Value.ToString()))]);

    /// <summary>The bytes that the client sends, without the frames of <c>aws-chunked</c>; of any length.</summary>
    public Stream Body()
    {
        if (Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return Header("x-amz-content-sha256")?.StartsWith("STREAMING-", StringComparison.Ordinal) == true || Header("Content-Encoding")?.Contains("aws-chunked", StringComparison.Ordinal) == true
            ? new ChunkedBody(Http.Body)
            : Http.Body;
    }

    /// <summary>What the signature covers.</summary>
    public SignedRequest Signed() => new()
    {
        Method = Http.Method,
        Path = Uri.UnescapeDataString(RawPath(Context)),
        Query = [.. Http.Query.SelectMany(entry => entry.Value.Select(value => KeyValuePair.Create(entry.Key, value ?? "")))],
        Headers = Http.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
    };

    private static string RawPath(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        int query = target.IndexOf('?');
        string path = query < 0 ? target : target[..query];
        return Uri.TryCreate(path, UriKind.Absolute, out Uri? address) && address.Scheme.StartsWith("http", StringComparison.Ordinal) ? address.AbsolutePath : path;
    }
}
