using Amazon.S3;
using Amazon.S3.Model;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Aws;

/// <summary>Presigned POSTs to Amazon S3, signed with the function's role.</summary>
internal sealed class S3PostSigner(IAmazonS3 client, TimeProvider clock) : IPostSigner
{
    private const string ContentType = "Content-Type";

    public async Task<SignedPost> SignAsync(string bucket, string key, string contentType, long maxBytes, CancellationToken cancellationToken)
    {
        DateTimeOffset expiresAt = clock.GetUtcNow() + CreateUpload.Lifetime;
        CreatePresignedPostRequest request = new() { BucketName = bucket, Key = key, Expires = expiresAt.UtcDateTime };
        request.Fields[ContentType] = contentType;
        request.Conditions.Add(S3PostCondition.ExactMatch(ContentType, contentType));
        request.Conditions.Add(S3PostCondition.ContentLengthRange(1, maxBytes));
        CreatePresignedPostResponse post = await client.CreatePresignedPostAsync(request);
        return new SignedPost(post.Url, [.. post.Fields], expiresAt);
    }
}
