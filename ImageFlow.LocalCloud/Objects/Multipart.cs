using System.Globalization;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.LocalCloud.Objects;

/// <summary>Multipart uploads: parts are files in a folder of their own until they are put together.</summary>
internal sealed class Multipart(string folder, CloudDatabase database, PublishingObjectStore store, TimeProvider clock)
{
    private const int MaxParts = 10_000;

    /// <summary>The least size of all parts but the last: 5 MiB.</summary>
    private const long MinPartBytes = 5 * 1024 * 1024;

    /// <returns>The upload's id.</returns>
    public string Begin(string bucket, string key, ObjectAttributes attributes, ObjectData? tags)
    {
        string id = Identifiers.New().Replace("-", "", StringComparison.Ordinal);
        ObjectData metadata = ObjectData.Of([.. attributes.Metadata.Select(entry => (entry.Key, (JsonData)entry.Value))]);
        Directory.CreateDirectory(FolderOf(id));
        database.Write(db => db.Run(
            "INSERT INTO multipart_uploads (id, bucket, key, content_type, metadata, tags, started_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id, bucket, key, attributes.ContentType, metadata.ToJson(), tags?.ToJson(), clock.GetUtcNow().ToUnixTimeMilliseconds()));
        return id;
    }

    /// <returns>The part's ETag: the MD5 of its bytes.</returns>
    /// <exception cref="S3ErrorException"><c>NoSuchUpload</c>.</exception>
    public async Task<string> PutPartAsync(string bucket, string key, string id, int number, Stream content, CancellationToken cancellationToken)
    {
        Find(bucket, key, id);
        if (number is < 1 or > MaxParts)
        {
            throw new S3ErrorException("InvalidArgument", 400, $"Part number must be an integer between 1 and {MaxParts}, inclusive", ("ArgumentName", "partNumber"), ("ArgumentValue", number.ToString(CultureInfo.InvariantCulture)));
        }

        string temporary = Path.Combine(FolderOf(id), $".{Identifiers.New()}");
        await using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await content.CopyToAsync(file, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        string part = PartOf(id, number);
        File.Move(temporary, part, overwrite: true);
        return Md5(part);
    }

    /// <summary>The parts so far, in order.</summary>
    public IReadOnlyList<(int Number, long Size, string ETag, DateTimeOffset LastModified)> Parts(string bucket, string key, string id)
    {
        Find(bucket, key, id);
        return
        [
            .. new DirectoryInfo(FolderOf(id)).EnumerateFiles().Where(file => file.Name[0] != '.')
                .Select(file => (int.Parse(file.Name, CultureInfo.InvariantCulture), file.Length, Md5(file.FullName), new DateTimeOffset(file.LastWriteTimeUtc)))
                .OrderBy(part => part.Item1),
        ];
    }

    public IReadOnlyList<(string Id, string Key, DateTimeOffset StartedAt)> Uploads(string bucket) => database.Read(db => db.Query(
        "SELECT id, key, started_at FROM multipart_uploads WHERE bucket = $1 ORDER BY key, started_at",
        row => (row.GetString(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))),
        bucket));

    /// <exception cref="S3ErrorException"><c>NoSuchUpload</c>, <c>InvalidPart</c>, <c>InvalidPartOrder</c>, <c>EntityTooSmall</c>.</exception>
    public async Task<ObjectInfo> CompleteAsync(
        string bucket, string key, string id, IReadOnlyList<(int Number, string ETag)> wanted, CancellationToken cancellationToken)
    {
        (ObjectAttributes attributes, ObjectData? tags) = Find(bucket, key, id);
        Dictionary<int, (long Size, string ETag)> there = Parts(bucket, key, id).ToDictionary(part => part.Number, part => (part.Size, part.ETag));
        if (wanted.Count == 0 || wanted.Any(part => !there.TryGetValue(part.Number, out (long, string ETag) found) || found.ETag != part.ETag.Trim('"')))
        {
            throw new S3ErrorException("InvalidPart", 400, "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");
        }

        if (wanted.Zip(wanted.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number))
        {
            throw new S3ErrorException("InvalidPartOrder", 400, "The list of parts was not in ascending order. The parts list must be specified in order by part number.");
        }

        if (wanted.SkipLast(1).FirstOrDefault(part => there[part.Number].Size < MinPartBytes) is { Number: > 0 } small)
        {
            throw new S3ErrorException("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size",
                ("ProposedSize", there[small.Number].Size.ToString(CultureInfo.InvariantCulture)), ("MinSizeAllowed", MinPartBytes.ToString(CultureInfo.InvariantCulture)),
                ("PartNumber", small.Number.ToString(CultureInfo.InvariantCulture)), ("ETag", small.ETag));
        }

        ObjectInfo stored;
        await using (JoinedFiles whole = new([.. wanted.Select(part => PartOf(id, part.Number))]))
        {
            stored = await store.PutAsync(bucket, key, whole, attributes, tags, ObjectReason.Multipart, cancellationToken);
        }

        Forget(id);
        return stored;
    }

    public void Abort(string bucket, string key, string id)
    {
        Find(bucket, key, id);
        Forget(id);
    }

    private void Forget(string id)
    {
        database.Write(db => db.Run("DELETE FROM multipart_uploads WHERE id = $1", id));
        Directory.Delete(FolderOf(id), recursive: true);
    }

    private (ObjectAttributes Attributes, ObjectData? Tags) Find(string bucket, string key, string id) => database.Read(db => db.Query(
        "SELECT content_type, metadata, tags FROM multipart_uploads WHERE id = $1 AND bucket = $2 AND key = $3",
        row => (
            new ObjectAttributes
            {
                ContentType = row.GetString(0),
                Metadata = ((ObjectData)JsonData.Parse(row.GetString(1))).ToDictionary(entry => entry.Key, entry => ((StringData)entry.Value).Value),
            },
            row.TextOrNull(2) is { } json ? (ObjectData)JsonData.Parse(json) : null),
        id,
        bucket,
        key)) is [var found]
            ? found
            : throw new S3ErrorException("NoSuchUpload", 404, "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.", ("UploadId", id));

    private string FolderOf(string id) => Path.Combine(folder, id);

    private string PartOf(string id, int number) => Path.Combine(FolderOf(id), number.ToString(CultureInfo.InvariantCulture));

    private static string Md5(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(file));
    }
}
