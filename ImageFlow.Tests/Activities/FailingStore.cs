using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

/// <summary>A store whose disk is full after some puts.</summary>
internal sealed class FailingStore(IObjectStore inner, int putsThatSucceed) : IObjectStore
{
    private int puts;

    public Task<StoredObject> GetAsync(string bucket, string key, CancellationToken cancellationToken = default) => inner.GetAsync(bucket, key, cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string bucket, string key, CancellationToken cancellationToken = default) => inner.HeadAsync(bucket, key, cancellationToken);

    public Task<ObjectInfo> PutAsync(string bucket, string key, Stream content, ObjectAttributes attributes, CancellationToken cancellationToken = default) =>
        ++puts > putsThatSucceed ? throw new IOException("There is no space left.") : inner.PutAsync(bucket, key, content, attributes, cancellationToken);

    public Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken = default) => inner.DeleteAsync(bucket, key, cancellationToken);

    public Task<ObjectInfo> CopyAsync(string sourceBucket, string sourceKey, string targetBucket, string targetKey, CancellationToken cancellationToken = default) =>
        inner.CopyAsync(sourceBucket, sourceKey, targetBucket, targetKey, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string bucket, string prefix = "", CancellationToken cancellationToken = default) =>
        inner.ListAsync(bucket, prefix, cancellationToken);
}
