using System.Xml.Linq;
using ImageFlow.Activities;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.Server.Aws.S3;

/// <summary>What S3 does with buckets.</summary>
internal static class BucketRequests
{
    private const int MaxKeys = 1000;

    public static Task ListAllAsync(S3Request request) => S3Answer.WriteAsync(
        request.Context,
        "ListAllMyBucketsResult",
        new XElement("Owner", new XElement("ID", "imageflow"), new XElement("DisplayName", "imageflow")),
        new XElement("Buckets", request.Buckets.List().Select(bucket =>
            new XElement("Bucket", new XElement("Name", bucket.Name), new XElement("CreationDate", S3Answer.Time(bucket.CreatedAt))))));

    public static Task CreateAsync(S3Request request)
    {
        if (request.Buckets.Has(request.Bucket))
        {
            throw new S3ErrorException(
                "BucketAlreadyOwnedByYou", StatusCodes.Status409Conflict, "Your previous request to create the named bucket succeeded and you already own it.", ("BucketName", request.Bucket));
        }

        request.Buckets.Create(request.Bucket);
        request.Context.Response.Headers.Location = "/" + request.Bucket;
        return Task.CompletedTask;
    }

    public static Task DeleteAsync(S3Request request)
    {
        request.RequireBucket();
        request.Buckets.Delete(request.Bucket);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static Task HeadAsync(S3Request request)
    {
        request.RequireBucket();
        request.Context.Response.Headers["x-amz-bucket-region"] = "us-east-1";
        return Task.CompletedTask;
    }

    /// <summary>Settings of buckets that clients ask for in passing: none is set.</summary>
    public static Task DescribeAsync(S3Request request)
    {
        request.RequireBucket();
        return request.Asks("location") ? S3Answer.WriteAsync(request.Context, "LocationConstraint")
            : request.Asks("versioning") ? S3Answer.WriteAsync(request.Context, "VersioningConfiguration")
            : request.Asks("uploads") ? ListUploadsAsync(request)
            : ListAsync(request);
    }

    /// <summary><c>ListObjectsV2</c>, and <c>ListObjects</c> where <c>list-type</c> is not 2.</summary>
    private static async Task ListAsync(S3Request request)
    {
        bool second = request.Parameter("list-type") == "2";
        bool encoded = request.Parameter("encoding-type") == "url";
        string prefix = request.Parameter("prefix") ?? "";
        string delimiter = request.Parameter("delimiter") ?? "";
        int max = request.Number("max-keys", MaxKeys, MaxKeys);
        string? token = second ? request.Parameter("continuation-token") : null;
        string after = token is not null ? ReadToken(token) : request.Parameter(second ? "start-after" : "marker") ?? "";
        Page page = await CollectAsync(request, prefix, delimiter, after, max);
        string Name(string text) => S3Answer.Name(text, encoded);
        XElement[] found = [.. page.Objects.Select(info => new XElement(
            "Contents",
            new XElement("Key", Name(info.Key)),
            new XElement("LastModified", S3Answer.Time(info.LastModified)),
            new XElement("ETag", S3Answer.Tag(info.ETag)),
            new XElement("Size", info.Size),
            new XElement("StorageClass", "STANDARD")))];
        await S3Answer.WriteAsync(
            request.Context,
            "ListBucketResult",
            new XElement("Name", request.Bucket),
            new XElement("Prefix", Name(prefix)),
            delimiter.Length > 0 ? new XElement("Delimiter", Name(delimiter)) : null,
            new XElement("MaxKeys", max),
            encoded ? new XElement("EncodingType", "url") : null,
            second ? new XElement("KeyCount", page.Objects.Count + page.Folders.Count) : new XElement("Marker", Name(after)),
            token is null ? null : new XElement("ContinuationToken", token),
            new XElement("IsTruncated", page.Last is not null),
            page.Last is null ? null : second ? new XElement("NextContinuationToken", WriteToken(page.Last)) : new XElement("NextMarker", Name(page.Last)),
            found,
            page.Folders.Select(folder => new XElement("CommonPrefixes", new XElement("Prefix", Name(folder)))));
    }

    private static async Task<Page> CollectAsync(S3Request request, string prefix, string delimiter, string after, int max)
    {
        List<ObjectInfo> objects = [];
        List<string> folders = [];
        string? last = null;
        await foreach (ObjectInfo info in request.Objects.ListAsync(request.Bucket, prefix, request.Cancellation))
        {
            int end = delimiter.Length == 0 ? -1 : info.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            string name = end < 0 ? info.Key : info.Key[..(end + delimiter.Length)];
            if (string.CompareOrdinal(name, after) <= 0 || (end >= 0 && folders.Count > 0 && folders[^1] == name))
            {
                continue;
            }

            if (objects.Count + folders.Count == max)
            {
                return new Page(objects, folders, last);
            }

            last = name;
            if (end < 0)
            {
                objects.Add(info);
            }
            else
            {
                folders.Add(name);
            }
        }

        return new Page(objects, folders, null);
    }

    private static Task ListUploadsAsync(S3Request request) => S3Answer.WriteAsync(
        request.Context,
        "ListMultipartUploadsResult",
        new XElement("Bucket", request.Bucket),
        new XElement("IsTruncated", false),
        request.Buckets.Uploads(request.Bucket).Select(upload => new XElement(
            "Upload", new XElement("Key", upload.Key), new XElement("UploadId", upload.Id), new XElement("Initiated", S3Answer.Time(upload.StartedAt)))));

    private static string WriteToken(string last) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(last));

    private static string ReadToken(string token)
    {
        byte[] bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out int length)
            ? System.Text.Encoding.UTF8.GetString(bytes, 0, length)
            : throw new S3ErrorException("InvalidArgument", StatusCodes.Status400BadRequest, "The continuation token provided is incorrect", ("ArgumentName", "continuation-token"));
    }

    /// <param name="Last">What the next page comes after; <see langword="null"/> where there is none.</param>
    private sealed record Page(IReadOnlyList<ObjectInfo> Objects, IReadOnlyList<string> Folders, string? Last);

    /// <summary><c>DeleteObjects</c>: up to 1,000 keys at once.</summary>
    public static async Task DeleteObjectsAsync(S3Request request)
    {
        request.RequireBucket();
        XElement wanted = await S3Answer.ReadAsync(request);
        string[] keys = [.. wanted.Elements("Object").Select(entry => entry.Element("Key")?.Value ?? throw S3Answer.Malformed())];
        if (keys.Length is 0 or > MaxKeys)
        {
            throw S3Answer.Malformed();
        }

        bool quiet = string.Equals(wanted.Element("Quiet")?.Value, "true", StringComparison.OrdinalIgnoreCase);
        List<XElement> results = [];
        foreach (string key in keys)
        {
            try
            {
                await request.Objects.DeleteAsync(request.Bucket, key, request.Cancellation);
                results.Add(new XElement("Deleted", new XElement("Key", key)));
            }
            catch (InvalidObjectNameException refusal)
            {
                results.Add(new XElement("Error", new XElement("Key", key), new XElement("Code", "InvalidArgument"), new XElement("Message", refusal.Message)));
            }
        }

        await S3Answer.WriteAsync(request.Context, "DeleteResult", results.Where(result => !quiet || result.Name == "Error"));
    }
}
