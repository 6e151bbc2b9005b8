using ImageFlow.Backends;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.Server.HttpBackends;

/// <summary>Presigned POSTs to the embedded S3.</summary>
internal sealed class EmbeddedPosts(UploadSigner signer, Func<Uri> awsUrl) : IPostSigner
{
    public Task<SignedPost> SignAsync(string bucket, string key, string contentType, long maxBytes, CancellationToken cancellationToken)
    {
        var post = signer.Sign(new UploadPermit { Bucket = bucket, Key = key, ContentType = contentType, MaxBytes = maxBytes, Lifetime = CreateUpload.Lifetime });
        return Task.FromResult(new SignedPost(new Uri(awsUrl(), bucket).ToString(), post.Fields, post.ExpiresAt));
    }
}
