using System.Globalization;
using System.Text.Json;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Tables;
using ImageFlow.Server.Executions;

namespace ImageFlow.Server.Rest;

/// <summary>A record of the gallery: what a flow saved about a picture, with the files that are still there.</summary>
internal sealed record ImageBody(string Id, string? CreatedAt, string Status, JsonElement Record, FileBody? Original, IReadOnlyList<FileBody> Variants, string? Error, string? Cause);

/// <summary><c>/api/images</c>: the items of the table <c>imageflow-images</c>, newest first.</summary>
internal sealed class ImageRoutes(TableStore tables, IObjectStore objects)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/images", async (int? max) =>
        {
            List<ImageBody> images = [];
            foreach (var item in Items().OrderByDescending(CreatedAt, StringComparer.Ordinal).Take(Math.Clamp(max ?? 100, 1, 1000)))
                images.Add(await BodyAsync(item));
            return new ListBody<ImageBody>(images);
        }).WithName("ListImages");

    private IReadOnlyList<ObjectData> Items() => tables.List().Any(t => t.Name == LocalNames.ImagesTable) ? [.. tables.Items(LocalNames.ImagesTable).Select(PlainItem.From)] : [];

    private async Task<ImageBody> BodyAsync(ObjectData item)
    {
        var found = await FilesAsync(item);
        var original = found.FirstOrDefault(f => f.Role == "input");
        return new ImageBody(
            Text(item, "id") ?? Text(item, "imageId") ?? "", CreatedAt(item), Text(item, "status") ?? "processed", item.ToElement(),
            original, [.. found.Where(f => f != original)], Text(item, "error"), Text(item, "cause"));
    }

    // Whatever shape a flow gives its record: objects in it that name a bucket and a key, or an s3:// address, are its files.
    private async Task<List<FileBody>> FilesAsync(ObjectData item)
    {
        List<(string Bucket, string Key, int? Width, int? Height, bool Original)> named = [];
        Collect(item, original: true, named);
        List<FileBody> files = [];
        foreach (var (bucket, key, width, height, original) in named.DistinctBy(n => (n.Bucket, n.Key)))
        {
            if (await HeadAsync(bucket, key) is { } info)
                files.Add(new FileBody(bucket, key, ProducedFiles.Url(bucket, key), info.Attributes.ContentType, info.Size, width, height, null, original ? "input" : "output"));
        }

        return files;
    }

    private async Task<ObjectInfo?> HeadAsync(string bucket, string key)
    {
        try
        {
            return await objects.HeadAsync(bucket, key);
        }
        catch (InvalidObjectNameException)
        {
            // A record may hold anything; what no store can hold is no file.
            return null;
        }
    }

    private static void Collect(JsonData value, bool original, List<(string, string, int?, int?, bool)> named)
    {
        switch (value)
        {
            case ObjectData members:
                if (Place(members) is var (bucket, key))
                    named.Add((bucket, key, Number(members, "width"), Number(members, "height"), original));
                foreach (var (name, member) in members)
                    Collect(member, name == "original", named);
                break;
            case ArrayData items:
                foreach (var item in (IEnumerable<JsonData>)items)
                    Collect(item, original: false, named);
                break;
        }
    }

    private static (string Bucket, string Key)? Place(ObjectData members)
    {
        if (Text(members, "bucket") is { } bucket && Text(members, "key") is { } key)
            return (bucket, key);
        return Text(members, "url") is { } url && url.StartsWith("s3://", StringComparison.Ordinal) && url[5..].Split('/', 2) is [{ Length: > 0 } host, { Length: > 0 } path] ? (host, path) : null;
    }

    private static string? CreatedAt(ObjectData item) => Text(item, "createdAt") ?? Text(item, "processedAt") ?? Text(item, "uploadedAt");

    private static string? Text(ObjectData item, string name) => item[name] switch
    {
        StringData text => text.Value,
        NumberData number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static int? Number(ObjectData item, string name) => item[name] is NumberData { Value: >= 0 and <= int.MaxValue and var number } ? (int)number : null;
}
