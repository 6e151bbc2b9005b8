using System.Globalization;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Objects;

/// <summary>
/// The object store, which publishes "Object Created" and "Object Deleted" on the bus <c>default</c>, in the shape of S3's events for EventBridge.
/// </summary>
/// <remarks>
/// What is about to change is written down before it changes, and struck out in the transaction that publishes the event: what a crash left over is published at
/// the next start if the change did happen. The event's id derives from bucket, key and sequencer, so that it is the same both times.
/// </remarks>
internal sealed class PublishingObjectStore(IObjectStore store, CloudDatabase database, EventPublisher publisher, CloudNames names, TimeProvider clock) : IObjectStore
{
    public Task<StoredObject> GetAsync(string bucket, string key, CancellationToken cancellationToken = default) => store.GetAsync(bucket, key, cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string bucket, string key, CancellationToken cancellationToken = default) => store.HeadAsync(bucket, key, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string bucket, string prefix = "", CancellationToken cancellationToken = default) =>
        store.ListAsync(bucket, prefix, cancellationToken);

    public Task<ObjectInfo> PutAsync(string bucket, string key, Stream content, ObjectAttributes attributes, CancellationToken cancellationToken = default) =>
        PutAsync(bucket, key, content, attributes, null, ObjectReason.Put, cancellationToken);

    /// <param name="tags">A flat object; <see langword="null"/> for none. Tags of an earlier object of this key go.</param>
    /// <param name="reason">One of <see cref="ObjectReason"/>.</param>
    public Task<ObjectInfo> PutAsync(
        string bucket, string key, Stream content, ObjectAttributes attributes, ObjectData? tags, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(bucket, key, reason, tags, () => store.PutAsync(bucket, key, content, attributes, cancellationToken), cancellationToken);

    public Task<ObjectInfo> CopyAsync(
        string sourceBucket, string sourceKey, string targetBucket, string targetKey, CancellationToken cancellationToken = default) => ChangeAsync(
            targetBucket,
            targetKey,
            ObjectReason.Copy,
            database.Read(db => ObjectTags.Read(db, sourceBucket, sourceKey)),
            () => store.CopyAsync(sourceBucket, sourceKey, targetBucket, targetKey, cancellationToken),
            cancellationToken);

    public async Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken = default)
    {
        // Of what is not there S3 tells nothing.
        if (await store.HeadAsync(bucket, key, cancellationToken) is not { } before)
        {
            return;
        }

        long? number = Announce(bucket, key, ObjectReason.Delete, before);
        await store.DeleteAsync(bucket, key, cancellationToken);
        database.Write(db =>
        {
            ObjectTags.Write(db, bucket, key, null);
            return number is { } announced && Publish(db, announced, bucket, key, ObjectReason.Delete, null);
        });
    }

    /// <summary>Publishes what a crash kept from being published.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        List<(long Number, string Bucket, string Key, string Reason, string? Before)> left = database.Read(db => db.Query(
            "SELECT number, bucket, key, reason, before FROM object_changes ORDER BY number",
            row => (row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.TextOrNull(4))));
        foreach ((long number, string bucket, string key, string reason, string? before) in left)
        {
            ObjectInfo? now = await store.HeadAsync(bucket, key, cancellationToken);
            bool happened = reason == ObjectReason.Delete ? now is null : now is not null && Version(now) != before;
            database.Write(db => happened ? Publish(db, number, bucket, key, reason, now) : Strike(db, number));
        }
    }

    private async Task<ObjectInfo> ChangeAsync(
        string bucket, string key, string reason, ObjectData? tags, Func<Task<ObjectInfo>> change, CancellationToken cancellationToken)
    {
        long? number = Announce(bucket, key, reason, HasRules() ? await store.HeadAsync(bucket, key, cancellationToken) : null);
        ObjectInfo info;
        try
        {
            info = await change();
        }
        catch when (number is not null)
        {
            database.Write(db => Strike(db, number.Value));
            throw;
        }

        if (number is not null || tags is not null || database.Read(db => ObjectTags.Read(db, bucket, key)) is not null)
        {
            database.Write(db =>
            {
                ObjectTags.Write(db, bucket, key, tags);
                return number is { } announced && Publish(db, announced, bucket, key, reason, info);
            });
        }

        return info;
    }

    private bool HasRules() => database.Read(db => EventPublisher.HasRules(db, EventRules.DefaultBus));

    /// <returns><see langword="null"/> where no rule could want the event: then nothing needs to be kept for it.</returns>
    private long? Announce(string bucket, string key, string reason, ObjectInfo? before) => HasRules()
        ? database.Write(db =>
        {
            db.Run(
                "INSERT INTO object_changes (bucket, key, reason, before) VALUES ($1, $2, $3, $4)",
                bucket, key, reason, before is null ? null : Version(before));
            return (long)db.Scalar("SELECT last_insert_rowid()")!;
        })
        : null;

    private bool Publish(SqliteConnection db, long number, string bucket, string key, string reason, ObjectInfo? info)
    {
        Strike(db, number);
        string sequencer = number.ToString("X18", CultureInfo.InvariantCulture);
        ObjectDataBuilder about = new();
        about.Set("key", key);
        if (info is not null)
        {
            about.Set("size", NumberData.Of(info.Size));
            about.Set("etag", info.ETag);
        }

        about.Set("sequencer", sequencer);
        ObjectDataBuilder detail = new();
        detail.Set("version", "0");
        detail.Set("bucket", ObjectData.Of(("name", bucket)));
        detail.Set("object", about.Build());
        detail.Set("request-id", Identifiers.Hash($"{bucket}/{key}/{sequencer}", 16).ToUpperInvariant());
        detail.Set("requester", names.AccountId);
        detail.Set("source-ip-address", "127.0.0.1");
        detail.Set("reason", reason);
        if (reason == ObjectReason.Delete)
        {
            detail.Set("deletion-type", "Permanently Deleted");
        }

        publisher.Publish(db, new SentEvent(
            EventRules.DefaultBus,
            Identifiers.Uuid($"aws.s3\n{bucket}\n{key}\n{sequencer}"),
            "aws.s3",
            reason == ObjectReason.Delete ? "Object Deleted" : "Object Created",
            clock.GetUtcNow(),
            detail.Build(),
            [$"arn:aws:s3:::{bucket}"]));
        return true;
    }

    private static bool Strike(SqliteConnection db, long number) => db.Run("DELETE FROM object_changes WHERE number = $1", number) > 0;

    /// <summary>Tells one writing of an object from another.</summary>
    private static string Version(ObjectInfo info) => string.Create(CultureInfo.InvariantCulture, $"{info.ETag} {info.LastModified.UtcTicks}");
}
