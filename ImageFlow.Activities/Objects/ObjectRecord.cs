using System.Text.Json;

namespace ImageFlow.Activities;

/// <summary>What the file store keeps beside an object's bytes, in a file of its own outside the buckets' folders.</summary>
/// <param name="Ticks">The content file's time of change. With the size it tells whether this record is of the bytes that are there.</param>
internal sealed record ObjectRecord(
    string Key,
    long Size,
    long Ticks,
    string ETag,
    string ContentType,
    IReadOnlyDictionary<string, string> Metadata)
{
    public static ObjectRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ObjectRecord>(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // Absent, or cut off by a crash: then the object has only what its bytes and its name tell.
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);
}
