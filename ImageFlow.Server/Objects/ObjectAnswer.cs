using ImageFlow.Activities;
using Microsoft.Net.Http.Headers;

namespace ImageFlow.Server.Objects;

/// <summary>An object's bytes as an HTTP answer: its own content type, ranges and ETag, and nothing in it can run in the browser.</summary>
internal static class ObjectAnswer
{
    public static async Task<IResult> FromAsync(IObjectStore objects, string bucket, string key, HttpContext context, bool download)
    {
        StoredObject stored;
        try
        {
            stored = await objects.GetAsync(bucket, key, context.RequestAborted);
        }
        catch (Exception e) when (e is ObjectNotFoundError or InvalidObjectNameException)
        {
            return Hosting.Problems.Result(e is ObjectNotFoundError ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, "There is no such object", e.Message);
        }

        context.Response.RegisterForDisposeAsync(stored);
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        headers.CacheControl = "private, no-cache";
        foreach (var (name, value) in stored.Info.Attributes.Metadata.Where(entry => entry.Value.All(c => c is >= ' ' and <= '~')))
            headers[$"x-amz-meta-{name}"] = value;
        return Results.Stream(
            stored.Content, stored.Info.Attributes.ContentType, download ? key.Split('/')[^1] : null, stored.Info.LastModified,
            new EntityTagHeaderValue($"\"{stored.Info.ETag.Trim('"')}\""), enableRangeProcessing: stored.Content.CanSeek);
    }
}
