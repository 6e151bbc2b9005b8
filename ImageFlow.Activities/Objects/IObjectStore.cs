namespace ImageFlow.Activities;

/// <summary>
/// Where pictures lie: buckets of objects under keys, with S3's meaning. The adapters are <see cref="FileObjectStore"/> (a
/// folder on this machine) and <see cref="S3ObjectStore"/>.
/// </summary>
/// <remarks>
/// Every member throws <see cref="InvalidObjectNameException"/> for a bucket or key that the store cannot hold. All members may
/// be called from several threads.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Opens an object for reading. Dispose the result.</summary>
    /// <exception cref="ObjectNotFoundError">There is no such object.</exception>
    Task<StoredObject> GetAsync(string bucket, string key, CancellationToken cancellationToken = default);

    /// <summary>What is known of an object without reading it, or <see langword="null"/> where there is none.</summary>
    Task<ObjectInfo?> HeadAsync(string bucket, string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes an object. It appears at once and whole when the task ends, replacing one of the same key; after a failure or a
    /// crash the earlier one, if any, is still there untouched.
    /// </summary>
    Task<ObjectInfo> PutAsync(string bucket, string key, Stream content, ObjectAttributes attributes, CancellationToken cancellationToken = default);

    /// <summary>Removes an object. Deleting what is not there succeeds.</summary>
    Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken = default);

    /// <summary>Copies an object with its content type and metadata.</summary>
    /// <exception cref="ObjectNotFoundError">There is no such source object.</exception>
    Task<ObjectInfo> CopyAsync(string sourceBucket, string sourceKey, string targetBucket, string targetKey, CancellationToken cancellationToken = default);

    /// <summary>The objects whose keys begin with <paramref name="prefix"/>, in the order of their keys' UTF-8 bytes.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string bucket, string prefix = "", CancellationToken cancellationToken = default);
}
