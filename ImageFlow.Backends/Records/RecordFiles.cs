using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Backends;

/// <summary>
/// The files of a record, whatever shape a flow gave it: objects in it that name a bucket and a key, or an <c>s3://</c> address. Those that the store no
/// longer has are left out.
/// </summary>
internal sealed class RecordFiles(IObjectStore objects, IFileLinks links)
{
    /// <summary>How many objects are asked for at once.</summary>
    private const int AtOnce = 16;

    private readonly SemaphoreSlim slots = new(AtOnce);

    public async Task<ImageBody> BodyAsync(JsonObject item, CancellationToken cancellationToken)
    {
        List<Place> named = [];
        Collect(item, original: true, named);
        FileBody?[] files = await Task.WhenAll(named.DistinctBy(place => (place.Bucket, place.Key)).Select(place => FileAsync(place, cancellationToken)));
        FileBody? original = files.FirstOrDefault(file => file?.Role == "input");
        return new ImageBody(
            Text(item, "id") ?? Text(item, "imageId") ?? "", CreatedAt(item), Text(item, "status") ?? "processed", item,
            original, [.. files.OfType<FileBody>().Where(file => file != original)], Text(item, "error"), Text(item, "cause"));
    }

    public static string? CreatedAt(JsonObject item) => Text(item, "createdAt") ?? Text(item, "processedAt") ?? Text(item, "uploadedAt");

    private async Task<FileBody?> FileAsync(Place place, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            return await objects.HeadAsync(place.Bucket, place.Key, cancellationToken) is { } info
                ? new FileBody(place.Bucket, place.Key, links.Url(place.Bucket, place.Key), info.Attributes.ContentType, info.Size, place.Width, place.Height, null, place.Original ? "input" : "output")
                : null;
        }
        catch (InvalidObjectNameException)
        {
            // A record may hold anything; what no store can hold is no file.
            return null;
        }
        finally
        {
            slots.Release();
        }
    }

    private static void Collect(JsonNode? value, bool original, List<Place> named)
    {
        switch (value)
        {
            case JsonObject members:
                if (Where(members) is var (bucket, key))
                {
                    named.Add(new Place(bucket, key, Number(members, "width"), Number(members, "height"), original));
                }

                foreach ((string name, JsonNode? member) in members)
                {
                    Collect(member, name == "original", named);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Collect(item, original: false, named);
                }

                break;
            default:
                break;
        }
    }

    private static (string Bucket, string Key)? Where(JsonObject members)
    {
        if (Text(members, "bucket") is { } bucket && Text(members, "key") is { } key)
        {
            return (bucket, key);
        }

        return Text(members, "url") is { } url && url.StartsWith("s3://", StringComparison.Ordinal) && url[5..].Split('/', 2) is [{ Length: > 0 } host, { Length: > 0 } path] ? (host, path) : null;
    }

    private static string? Text(JsonObject item, string name) => item[name] is JsonValue value && value.GetValueKind() is System.Text.Json.JsonValueKind.String or System.Text.Json.JsonValueKind.Number ? value.ToString() : null;

    private static int? Number(JsonObject item, string name) => item[name] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number && value.TryGetValue(out int number) && number >= 0 ? number : null;

    private sealed record Place(string Bucket, string Key, int? Width, int? Height, bool Original);
}
