using ImageFlow.Activities;

namespace ImageFlow.LocalCloud.Objects;

/// <summary>The object store as one execution's tasks see it: what they write is recorded as that execution's product.</summary>
/// <remarks>
/// Recorded after the object is there. A crash between the two leaves the task unfinished, so that it comes again and records.
/// </remarks>
internal sealed class RecordingObjectStore(IObjectStore store, ProducedObjects produced, string executionArn) : IObjectStore
{
    public Task<StoredObject> GetAsync(string bucket, string key, CancellationToken cancellationToken = default) =>
        store.GetAsync(bucket, key, cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string bucket, string key, CancellationToken cancellationToken = default) =>
        store.HeadAsync(bucket, key, cancellationToken);

    public async Task<ObjectInfo> PutAsync(
        string bucket, string key, Stream content, ObjectAttributes attributes, CancellationToken cancellationToken = default) =>
        Record(await store.PutAsync(bucket, key, content, attributes, cancellationToken));

    public Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken = default) =>
        store.DeleteAsync(bucket, key, cancellationToken);

    public async Task<ObjectInfo> CopyAsync(
        string sourceBucket, string sourceKey, string targetBucket, string targetKey, CancellationToken cancellationToken = default) =>
        Record(await store.CopyAsync(sourceBucket, sourceKey, targetBucket, targetKey, cancellationToken));

    public IAsyncEnumerable<ObjectInfo> ListAsync(string bucket, string prefix = "", CancellationToken cancellationToken = default) =>
        store.ListAsync(bucket, prefix, cancellationToken);

    private ObjectInfo Record(ObjectInfo info)
    {
        produced.Add(executionArn, info.Bucket, info.Key);
        return info;
    }
}
