using System.Runtime.CompilerServices;

namespace ImageFlow.Activities;

/// <summary>
/// Objects as files: the object <c>photos/a.jpg</c> of the bucket <c>imageflow-uploads</c> is the file
/// <c>imageflow-uploads/photos/a.jpg</c> below the root folder, so that a person finds it. A bucket exists as soon as something is put
/// into it. Files that somebody lays there by hand are objects too.
/// </summary>
/// <remarks>
/// Content is written into a temporary file, flushed to the disk and renamed. Beside it lies a record of type and metadata, bound to
/// the content by size and time of change, so that a crash between the two renames leaves no object with another's type.
/// </remarks>
public sealed class FileObjectStore : IObjectStore
{
    private readonly FileLayout layout;

    /// <summary>Held while names change; never while content is written.</summary>
    private readonly Lock names = new();

    /// <param name="rootDirectory">The folder that holds one folder per bucket; made when something is put.</param>
    public FileObjectStore(string rootDirectory) => layout = new(rootDirectory);

    /// <summary>The file that holds the object's bytes, or <see langword="null"/> where there is no such object.</summary>
    public string? FindFile(string bucket, string key)
    {
        Check(bucket, key);
        string? plain = layout.PlainPath(bucket, key);
        if (plain is not null && File.Exists(plain))
        {
            return plain;
        }

        string overflow = layout.OverflowPath(bucket, key);
        return File.Exists(overflow) ? overflow : null;
    }

    public Task<StoredObject> GetAsync(string bucket, string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            string path = FindFile(bucket, key) ?? throw new ObjectNotFoundError(bucket, key);
            FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            return Task.FromResult(new StoredObject(Describe(bucket, key, new FileInfo(path)), content));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted in between.
            throw new ObjectNotFoundError(bucket, key);
        }
    }

    public Task<ObjectInfo?> HeadAsync(string bucket, string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(FindFile(bucket, key) is { } path ? Describe(bucket, key, new FileInfo(path)) : null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<ObjectInfo?>(null);
        }
    }

    public async Task<ObjectInfo> PutAsync(string bucket, string key, Stream content, ObjectAttributes attributes, CancellationToken cancellationToken = default)
    {
        Check(bucket, key);
        using TemporaryFile body = await TemporaryFile.WriteAsync(layout.TemporaryDirectory, content, cancellationToken);
        ObjectRecord record = new(key, body.Size, body.Changed.UtcTicks, body.Md5, attributes.ContentType, attributes.Metadata);
        using TemporaryFile beside = await TemporaryFile.WriteAsync(layout.TemporaryDirectory, new MemoryStream(record.ToJson()), cancellationToken);
        lock (names)
        {
            beside.MoveTo(layout.RecordPath(bucket, key));
            string overflow = layout.OverflowPath(bucket, key);
            if (layout.PlainPath(bucket, key) is { } plain && IsFree(bucket, plain))
            {
                body.MoveTo(plain);
                RemoveFile(overflow);
            }
            else
            {
                body.MoveTo(overflow);
            }
        }

        return ToInfo(bucket, key, record, body.Changed);
    }

    public Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (names)
        {
            if (FindFile(bucket, key) is { } path)
            {
                RemoveFile(path);
                RemoveFile(layout.RecordPath(bucket, key));
                RemoveEmptyFolders(bucket, Path.GetDirectoryName(path)!);
            }
        }

        return Task.CompletedTask;
    }

    public async Task<ObjectInfo> CopyAsync(string sourceBucket, string sourceKey, string targetBucket, string targetKey, CancellationToken cancellationToken = default)
    {
        await using StoredObject source = await GetAsync(sourceBucket, sourceKey, cancellationToken);
        return await PutAsync(targetBucket, targetKey, source.Content, source.Info.Attributes, cancellationToken);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string bucket, string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectNames.CheckBucket(bucket);
        foreach (string key in Keys(bucket).Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Order(Utf8Order.Instance))
        {
            // An object that is deleted meanwhile is left out.
            if (await HeadAsync(bucket, key, cancellationToken) is { } info)
            {
                yield return info;
            }
        }
    }

    /// <summary>The buckets that there are, by name, with the time of their making.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset CreatedAt)> Buckets() => Directory.Exists(layout.RootDirectory)
        ? [.. new DirectoryInfo(layout.RootDirectory).EnumerateDirectories().Where(folder => folder.Name[0] != '.').OrderBy(folder => folder.Name, StringComparer.Ordinal)
            .Select(folder => (folder.Name, new DateTimeOffset(folder.CreationTimeUtc)))]
        : [];

    /// <summary>Whether somebody made the bucket or put something into it.</summary>
    public bool HasBucket(string bucket)
    {
        ObjectNames.CheckBucket(bucket);
        return Directory.Exists(layout.BucketDirectory(bucket)) || Directory.Exists(layout.OverflowDirectory(bucket));
    }

    /// <summary>Makes an empty bucket; one that is there is left as it is.</summary>
    public void CreateBucket(string bucket)
    {
        ObjectNames.CheckBucket(bucket);
        Directory.CreateDirectory(layout.BucketDirectory(bucket));
    }

    /// <summary>Removes an empty bucket.</summary>
    /// <returns><see langword="false"/> where there is an object in it.</returns>
    public bool DeleteBucket(string bucket)
    {
        ObjectNames.CheckBucket(bucket);
        lock (names)
        {
            if (Keys(bucket).Any())
            {
                return false;
            }

            foreach (string folder in new[] { layout.BucketDirectory(bucket), layout.OverflowDirectory(bucket) }.Where(Directory.Exists))
            {
                Directory.Delete(folder, recursive: true);
            }

            return true;
        }
    }

    private static void Check(string bucket, string key)
    {
        ObjectNames.CheckBucket(bucket);
        ObjectNames.CheckKey(key);
    }

    /// <summary>Unlike <see cref="File.Delete"/> it does not mind a folder that is not there either.</summary>
    private static void RemoveFile(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static ObjectInfo ToInfo(string bucket, string key, ObjectRecord record, DateTimeOffset changed) => new()
    {
        Bucket = bucket,
        Key = key,
        Size = record.Size,
        ETag = record.ETag,
        LastModified = changed,
        Attributes = new() { ContentType = record.ContentType, Metadata = record.Metadata },
    };

    private ObjectInfo Describe(string bucket, string key, FileInfo file)
    {
        long ticks = file.LastWriteTimeUtc.Ticks;
        ObjectRecord? record = ObjectRecord.Read(layout.RecordPath(bucket, key));
        if (record is null || record.Size != file.Length || record.Ticks != ticks)
        {
            record = new(key, file.Length, ticks, TemporaryFile.Md5Of(file.FullName), ContentTypes.Guess(key), new Dictionary<string, string>());
        }

        return ToInfo(bucket, key, record, new DateTimeOffset(file.LastWriteTimeUtc));
    }

    private IEnumerable<string> Keys(string bucket)
    {
        EnumerationOptions everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };
        string folder = layout.BucketDirectory(bucket);
        List<string> keys = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", everything).Select(path => layout.KeyOf(bucket, path))] : [];
        string overflow = layout.OverflowDirectory(bucket);
        if (Directory.Exists(overflow))
        {
            keys.AddRange(Directory.EnumerateFiles(overflow)
                .Select(path => ObjectRecord.Read(layout.RecordPathOfOverflow(bucket, Path.GetFileName(path)))?.Key)
                .OfType<string>());
        }

        return keys.Distinct(StringComparer.Ordinal);
    }

    /// <summary>Whether the file system can have a file there: it is no folder, and nothing above it is a file.</summary>
    private bool IsFree(string bucket, string path)
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        string folder = layout.BucketDirectory(bucket);
        for (string? above = Path.GetDirectoryName(path); above is not null && above.Length > folder.Length; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return false;
            }
        }

        return true;
    }

    private void RemoveEmptyFolders(string bucket, string folder)
    {
        int keep = layout.BucketDirectory(bucket).Length;
        while (folder.Length > keep && folder.StartsWith(layout.BucketDirectory(bucket), StringComparison.Ordinal)
            && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
            folder = Path.GetDirectoryName(folder)!;
        }
    }
}
