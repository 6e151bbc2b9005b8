using System.Xml.Linq;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Objects;
using ImageFlow.LocalCloud.Uploads;
using ImageFlow.Server.Aws.S3;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ImageFlow.Server.Aws;

/// <summary>
/// S3's form POST: the fields first, then the file, which is streamed to a temporary file and put into the store only when its size is within the policy.
/// </summary>
internal static class FormPost
{
    // S3 takes at most 20 KB of form data before the file.
    private const int MaxFieldBytes = 20 * 1024;

    public static async Task AcceptAsync(HttpContext context, string bucket, UploadSigner signer, BucketStore buckets)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null; // the policy's content-length-range bounds the file
        var (fields, file) = await ReadFieldsAsync(context);
        var fileName = file is null ? null : FileName(file);
        var upload = signer.Verify(new PostForm { Bucket = bucket, Fields = fields, FileName = fileName });
        await using var body = await BufferAsync(file?.Body ?? new MemoryStream(), upload.ReadLimit, context.RequestAborted);
        upload.CheckSize(body.Length);
        body.Position = 0;
        if (!buckets.Has(upload.Bucket))
            throw new S3ErrorException("NoSuchBucket", StatusCodes.Status404NotFound, "The specified bucket does not exist", ("BucketName", upload.Bucket));
        ObjectAttributes attributes = new() { ContentType = upload.ContentType, Metadata = upload.Metadata };
        var stored = await buckets.PutAsync(upload.Bucket, upload.Key, body, attributes, ReadTags(upload.Tagging), ObjectReason.Post, context.RequestAborted);
        await AnswerAsync(context, upload, stored);
    }

    private static async Task<(List<KeyValuePair<string, string>> Fields, MultipartSection? File)> ReadFieldsAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            throw new S3ErrorException("PreconditionFailed", StatusCodes.Status412PreconditionFailed, "At least one of the pre-conditions you specified did not hold",
                ("Condition", "Bucket POST must be of the enclosure-type multipart/form-data"));
        List<KeyValuePair<string, string>> fields = [];
        MultipartReader reader = new(boundary, context.Request.Body);
        var room = MaxFieldBytes;
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition)
                continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (name == "file")
                return (fields, section);
            using StreamReader text = new(section.Body);
            var buffer = new char[room + 1];
            var length = await text.ReadBlockAsync(buffer, context.RequestAborted);
            if ((room -= length) < 0)
                throw new S3ErrorException("MaxPostPreDataLengthExceeded", StatusCodes.Status400BadRequest, "Your POST request fields preceding the upload file were too large.");
            fields.Add(new(name, new string(buffer, 0, length)));
        }

        throw new S3ErrorException("InvalidArgument", StatusCodes.Status400BadRequest, "POST requires exactly one file upload per request.", ("ArgumentName", "file"), ("ArgumentValue", "0"));
    }

    private static ObjectData? ReadTags(string? tagging)
    {
        try
        {
            return tagging is null ? null : ObjectRequests.ReadTags(XElement.Parse(tagging));
        }
        catch (System.Xml.XmlException)
        {
            throw S3Answer.Malformed();
        }
    }

    private static string? FileName(MultipartSection section)
    {
        var disposition = section.GetContentDispositionHeader()!;
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
        // Old browsers send a whole path.
        return name.HasValue ? name.Value!.Split('/', '\\')[^1] : null;
    }

    private static async Task<FileStream> BufferAsync(Stream source, long limit, CancellationToken cancellation)
    {
        FileStream file = new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var chunk = new byte[81920];
            for (int read; file.Length < limit && (read = await source.ReadAsync(chunk, cancellation)) > 0;)
                await file.WriteAsync(chunk.AsMemory(0, read), cancellation);
            await file.FlushAsync(cancellation);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task AnswerAsync(HttpContext context, PermittedUpload upload, ObjectInfo stored)
    {
        var request = context.Request;
        var location = $"{request.Scheme}://{request.Host}/{upload.Bucket}/{string.Join('/', upload.Key.Split('/').Select(Uri.EscapeDataString))}";
        var tag = $"\"{stored.ETag.Trim('"')}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.Location = location;
        if (upload.SuccessRedirect is { } redirect && Uri.TryCreate(redirect, UriKind.Absolute, out var target))
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = QueryHelpers.AddQueryString(target.ToString(), new Dictionary<string, string?> { ["bucket"] = upload.Bucket, ["key"] = upload.Key, ["etag"] = tag });
            return;
        }

        context.Response.StatusCode = upload.SuccessStatus;
        if (upload.SuccessStatus != StatusCodes.Status201Created)
            return;
        context.Response.ContentType = "application/xml";
        XElement answer = new("PostResponse", new XElement("Location", location), new XElement("Bucket", upload.Bucket), new XElement("Key", upload.Key), new XElement("ETag", tag));
        await context.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + answer.ToString(SaveOptions.DisableFormatting));
    }
}
