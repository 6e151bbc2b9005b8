using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace ImageFlow.Activities;

/// <summary>Objects in Amazon S3 or a service that speaks its protocol. The client's owner disposes it.</summary>
public sealed class S3ObjectStore(IAmazonS3 client) : IObjectStore
{
    private const string MetadataPrefix = "x-amz-meta-";

    public async Task<StoredObject> GetAsync(string bucket, string key, CancellationToken cancellationToken = default)
    {
        Check(bucket, key);
        try
        {
            GetObjectResponse response = await client.GetObjectAsync(bucket, key, cancellationToken);
            ObjectInfo info = Describe(bucket, key, response.ContentLength, response.ETag, response.LastModified, response.Headers.ContentType, response.Metadata);
            return new(info, response.ResponseStream);
        }
        catch (AmazonS3Exception e) when (IsAbsent(e))
        {
            throw new ObjectNotFoundError(bucket, key);
        }
    }

    public async Task<ObjectInfo?> HeadAsync(string bucket, string key, CancellationToken cancellationToken = default)
    {
        Check(bucket, key);
        try
        {
            GetObjectMetadataResponse response = await client.GetObjectMetadataAsync(bucket, key, cancellationToken);
            return Describe(bucket, key, response.ContentLength, response.ETag, response.LastModified, response.Headers.ContentType, response.Metadata);
        }
        catch (AmazonS3Exception e) when (IsAbsent(e))
        {
            return null;
        }
    }

    public async Task<ObjectInfo> PutAsync(string bucket, string key, Stream content, ObjectAttributes attributes, CancellationToken cancellationToken = default)
    {
        Check(bucket, key);
        PutObjectRequest request = new()
        {
            BucketName = bucket,
            Key = key,
            InputStream = content,
            AutoCloseStream = false,
            ContentType = attributes.ContentType,
        };
        foreach ((string name, string value) in attributes.Metadata)
        {
            request.Metadata.Add(name, value);
        }

        await client.PutObjectAsync(request, cancellationToken);
        return await HeadAsync(bucket, key, cancellationToken) ?? throw new ObjectNotFoundError(bucket, key);
    }

    public async Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken = default)
    {
        Check(bucket, key);
        await client.DeleteObjectAsync(bucket, key, cancellationToken);
    }

    public async Task<ObjectInfo> CopyAsync(string sourceBucket, string sourceKey, string targetBucket, string targetKey, CancellationToken cancellationToken = default)
    {
        Check(sourceBucket, sourceKey);
        Check(targetBucket, targetKey);
        try
        {
            await client.CopyObjectAsync(sourceBucket, sourceKey, targetBucket, targetKey, cancellationToken);
        }
        catch (AmazonS3Exception e) when (IsAbsent(e))
        {
            throw new ObjectNotFoundError(sourceBucket, sourceKey);
        }

        return await HeadAsync(targetBucket, targetKey, cancellationToken) ?? throw new ObjectNotFoundError(targetBucket, targetKey);
    }

    /// <remarks>S3's lists hold neither content type nor metadata; they keep their defaults here.</remarks>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string bucket, string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectNames.CheckBucket(bucket);
        ListObjectsV2Request request = new() { BucketName = bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request, cancellationToken);
            foreach (S3Object found in page.S3Objects ?? [])
            {
                yield return new()
                {
                    Bucket = bucket,
                    Key = found.Key,
                    Size = found.Size ?? 0,
                    ETag = Unquote(found.ETag),
                    LastModified = Utc(found.LastModified),
                };
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    private static void Check(string bucket, string key)
    {
        ObjectNames.CheckBucket(bucket);
        ObjectNames.CheckKey(key);
    }

    private static bool IsAbsent(AmazonS3Exception e) => e.ErrorCode is "NoSuchKey" or "NotFound" or "NoSuchBucket";

    private static ObjectInfo Describe(string bucket, string key, long size, string etag, DateTime? modified, string? contentType, MetadataCollection metadata) => new()
    {
        Bucket = bucket,
        Key = key,
        Size = size,
        ETag = Unquote(etag),
        LastModified = Utc(modified),
        Attributes = new()
        {
            ContentType = contentType ?? ObjectAttributes.DefaultContentType,
            Metadata = metadata.Keys.ToDictionary(WithoutPrefix, name => metadata[name]),
        },
    };

    private static string WithoutPrefix(string name) =>
        name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase) ? name[MetadataPrefix.Length..] : name;

    private static string Unquote(string? etag) => etag?.Trim('"') ?? "";

    private static DateTimeOffset Utc(DateTime? time) => new(time?.ToUniversalTime() ?? DateTime.UnixEpoch);
}
