using System.Globalization;
using System.Xml.Linq;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Objects;
using ImageFlow.LocalCloud.Uploads;
using ImageFlow.Server.Objects;

namespace ImageFlow.Server.Aws.S3;

/// <summary>What S3 does with single objects.</summary>
internal static class ObjectRequests
{
    private const int MaxTags = 10;

    public static async Task ReadAsync(S3Request request)
    {
        if (!await ExistsAsync(request))
        {
            throw new S3ErrorException("NoSuchKey", StatusCodes.Status404NotFound, "The specified key does not exist.", ("Key", request.Key));
        }

        HttpResponse response = request.Context.Response;
        response.Headers.AcceptRanges = "bytes";
        if (request.Buckets.Tags(request.Bucket, request.Key) is { Count: > 0 } tags)
        {
            response.Headers["x-amz-tagging-count"] = tags.Count.ToString(CultureInfo.InvariantCulture);
        }

        await (await ObjectAnswer.FromAsync(request.Objects, request.Bucket, request.Key, request.Context, download: false)).ExecuteAsync(request.Context);
    }

    public static async Task PutAsync(S3Request request)
    {
        request.RequireBucket();
        if (request.Header("x-amz-copy-source") is { } source)
        {
            await CopyAsync(request, source);
            return;
        }

        if (request.Header("x-amz-storage-class") is { Length: > 0 } storage && storage is not ("STANDARD" or "REDUCED_REDUNDANCY" or "STANDARD_IA" or "ONEZONE_IA" or "INTELLIGENT_TIERING" or "GLACIER" or "GLACIER_IR" or "DEEP_ARCHIVE"))
        {
            throw new S3ErrorException("InvalidStorageClass", StatusCodes.Status400BadRequest, "The storage class you specified is not valid", ("StorageClassRequested", storage));
        }

        ObjectInfo stored = await request.Buckets.PutAsync(
            request.Bucket, request.Key, request.Body(), request.Attributes(), request.TagsOfHeader(), ObjectReason.Put, request.Cancellation);
        request.Context.Response.Headers.ETag = S3Answer.Tag(stored.ETag);
    }

    public static async Task DeleteAsync(S3Request request)
    {
        request.RequireBucket();
        await request.Objects.DeleteAsync(request.Bucket, request.Key, request.Cancellation);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static async Task ReadTagsAsync(S3Request request)
    {
        await request.RequireObjectAsync();
        await S3Answer.WriteAsync(
            request.Context,
            "Tagging",
            new XElement("TagSet", request.Buckets.Tags(request.Bucket, request.Key).Select(tag =>
                new XElement("Tag", new XElement("Key", tag.Key), new XElement("Value", ((StringData)tag.Value).Value)))));
    }

    public static async Task WriteTagsAsync(S3Request request)
    {
        await request.RequireObjectAsync();
        request.Buckets.SetTags(request.Bucket, request.Key, ReadTags(await S3Answer.ReadAsync(request)));
    }

    public static async Task DeleteTagsAsync(S3Request request)
    {
        await request.RequireObjectAsync();
        request.Buckets.SetTags(request.Bucket, request.Key, ObjectData.Empty);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Reads a <c>Tagging</c> document.</summary>
    /// <exception cref="S3ErrorException"><c>MalformedXML</c>, <c>BadRequest</c>, <c>InvalidTag</c>.</exception>
    public static ObjectData ReadTags(XElement document)
    {
        XElement[] tags = [.. (document.Element("TagSet") ?? throw S3Answer.Malformed()).Elements("Tag")];
        if (tags.Length > MaxTags)
        {
            throw new S3ErrorException("BadRequest", StatusCodes.Status400BadRequest, $"Object tags cannot be greater than {MaxTags}");
        }

        ObjectDataBuilder result = new();
        foreach (XElement tag in tags)
        {
            string name = tag.Element("Key")?.Value ?? throw S3Answer.Malformed();
            if (result[name] is not null)
            {
                throw new S3ErrorException("InvalidTag", StatusCodes.Status400BadRequest, "Cannot provide multiple Tags with the same key", ("TagKey", name));
            }

            result.Set(name, tag.Element("Value")?.Value ?? throw S3Answer.Malformed());
        }

        return result.Build();
    }

    private static async Task CopyAsync(S3Request request, string source)
    {
        string plain = Uri.UnescapeDataString(source.Split('?')[0]).TrimStart('/');
        string[] parts = plain.Split('/', 2);
        if (parts is not [{ Length: > 0 } bucket, { Length: > 0 } key])
        {
            throw new S3ErrorException("InvalidArgument", StatusCodes.Status400BadRequest, "Invalid copy source object key", ("ArgumentName", "x-amz-copy-source"), ("ArgumentValue", source));
        }

        bool replace = string.Equals(request.Header("x-amz-metadata-directive"), "REPLACE", StringComparison.OrdinalIgnoreCase);
        if (!replace && bucket == request.Bucket && key == request.Key)
        {
            throw new S3ErrorException(
                "InvalidRequest", StatusCodes.Status400BadRequest,
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }

        try
        {
            await using StoredObject from = await request.Objects.GetAsync(bucket, key, request.Cancellation);
            ObjectData tags = string.Equals(request.Header("x-amz-tagging-directive"), "REPLACE", StringComparison.OrdinalIgnoreCase)
                ? request.TagsOfHeader() ?? ObjectData.Empty
                : request.Buckets.Tags(bucket, key);
            ObjectInfo copy = await request.Buckets.PutAsync(
                request.Bucket, request.Key, from.Content, replace ? request.Attributes() : from.Info.Attributes, tags, ObjectReason.Copy, request.Cancellation);
            await S3Answer.WriteAsync(
                request.Context, "CopyObjectResult", new XElement("LastModified", S3Answer.Time(copy.LastModified)), new XElement("ETag", S3Answer.Tag(copy.ETag)));
        }
        catch (ObjectNotFoundError)
        {
            throw new S3ErrorException("NoSuchKey", StatusCodes.Status404NotFound, "The specified key does not exist.", ("Key", key));
        }
    }

    private static async Task<bool> ExistsAsync(S3Request request)
    {
        request.RequireBucket();
        return await request.Objects.HeadAsync(request.Bucket, request.Key, request.Cancellation) is not null;
    }
}
