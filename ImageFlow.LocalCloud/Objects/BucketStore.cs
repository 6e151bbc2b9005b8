using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.LocalCloud.Objects;

/// <summary>The embedded S3 beyond <see cref="IObjectStore"/>: buckets, tags, multipart uploads and the reason of a change.</summary>
public sealed class BucketStore
{
    private readonly FileObjectStore files;
    private readonly PublishingObjectStore store;
    private readonly CloudDatabase database;
    private readonly Multipart multipart;

    internal BucketStore(FileObjectStore files, PublishingObjectStore store, CloudDatabase database, Multipart multipart)
    {
        this.files = files;
        this.store = store;
        this.database = database;
        this.multipart = multipart;
    }

    /// <summary>The buckets by name.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset CreatedAt)> List() => files.Buckets();

    public bool Has(string bucket) => files.HasBucket(bucket);

    public void Create(string bucket) => files.CreateBucket(bucket);

    /// <exception cref="S3ErrorException"><c>BucketNotEmpty</c>.</exception>
    public void Delete(string bucket)
    {
        if (!files.DeleteBucket(bucket))
        {
            throw new S3ErrorException("BucketNotEmpty", 409, "The bucket you tried to delete is not empty", ("BucketName", bucket));
        }
    }

    /// <param name="tags">A flat object of strings; <see langword="null"/> for none.</param>
    /// <param name="reason">One of <see cref="ObjectReason"/>.</param>
    public Task<ObjectInfo> PutAsync(
        string bucket, string key, Stream content, ObjectAttributes attributes, ObjectData? tags, string reason, CancellationToken cancellationToken) =>
        store.PutAsync(bucket, key, content, attributes, tags, reason, cancellationToken);

    /// <summary>The object's tags; empty where it has none.</summary>
    public ObjectData Tags(string bucket, string key) => database.Read(db => ObjectTags.Read(db, bucket, key)) ?? ObjectData.Empty;

    public void SetTags(string bucket, string key, ObjectData tags) => database.Write(db =>
    {
        ObjectTags.Write(db, bucket, key, tags);
        return true;
    });

    /// <inheritdoc cref="Multipart.Begin"/>
    public string BeginUpload(string bucket, string key, ObjectAttributes attributes, ObjectData? tags) => multipart.Begin(bucket, key, attributes, tags);

    /// <inheritdoc cref="Multipart.PutPartAsync"/>
    public Task<string> PutPartAsync(string bucket, string key, string id, int number, Stream content, CancellationToken cancellationToken) =>
        multipart.PutPartAsync(bucket, key, id, number, content, cancellationToken);

    /// <inheritdoc cref="Multipart.Parts"/>
    public IReadOnlyList<(int Number, long Size, string ETag, DateTimeOffset LastModified)> Parts(string bucket, string key, string id) => multipart.Parts(bucket, key, id);

    /// <summary>Multipart uploads that have begun and not ended.</summary>
    public IReadOnlyList<(string Id, string Key, DateTimeOffset StartedAt)> Uploads(string bucket) => multipart.Uploads(bucket);

    /// <inheritdoc cref="Multipart.CompleteAsync"/>
    public Task<ObjectInfo> CompleteUploadAsync(string bucket, string key, string id, IReadOnlyList<(int Number, string ETag)> parts, CancellationToken cancellationToken) =>
        multipart.CompleteAsync(bucket, key, id, parts, cancellationToken);

    public void AbortUpload(string bucket, string key, string id) => multipart.Abort(bucket, key, id);
}
