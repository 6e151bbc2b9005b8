using System.Globalization;
using System.Xml.Linq;
using ImageFlow.Activities;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.Server.Aws.S3;

/// <summary>S3's multipart uploads.</summary>
internal static class MultipartRequests
{
    public static async Task BeginAsync(S3Request request)
    {
        request.RequireBucket();
        string id = request.Buckets.BeginUpload(request.Bucket, request.Key, request.Attributes(), request.TagsOfHeader());
        await S3Answer.WriteAsync(
            request.Context, "InitiateMultipartUploadResult", new XElement("Bucket", request.Bucket), new XElement("Key", request.Key), new XElement("UploadId", id));
    }

    public static async Task PutPartAsync(S3Request request)
    {
        int number = request.Number("partNumber", 0, int.MaxValue);
        if (request.Header("x-amz-copy-source") is { } source)
        {
            await CopyPartAsync(request, source, number);
            return;
        }

        string tag = await request.Buckets.PutPartAsync(request.Bucket, request.Key, Id(request), number, request.Body(), request.Cancellation);
        request.Context.Response.Headers.ETag = S3Answer.Tag(tag);
    }

    public static Task ListPartsAsync(S3Request request) => S3Answer.WriteAsync(
        request.Context,
        "ListPartsResult",
        new XElement("Bucket", request.Bucket),
        new XElement("Key", request.Key),
        new XElement("UploadId", Id(request)),
        new XElement("IsTruncated", false),
        request.Buckets.Parts(request.Bucket, request.Key, Id(request)).Select(part => new XElement(
            "Part",
            new XElement("PartNumber", part.Number),
            new XElement("LastModified", S3Answer.Time(part.LastModified)),
            new XElement("ETag", S3Answer.Tag(part.ETag)),
            new XElement("Size", part.Size))));

    public static async Task CompleteAsync(S3Request request)
    {
        XElement document = await S3Answer.ReadAsync(request);
        (int, string)[] parts = [.. document.Elements("Part").Select(part => (
            int.TryParse(part.Element("PartNumber")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw S3Answer.Malformed(),
            part.Element("ETag")?.Value ?? throw S3Answer.Malformed()))];
        ObjectInfo stored = await request.Buckets.CompleteUploadAsync(request.Bucket, request.Key, Id(request), parts, request.Cancellation);
        await S3Answer.WriteAsync(
            request.Context,
            "CompleteMultipartUploadResult",
            new XElement("Location", $"{request.Http.Scheme}://{request.Http.Host}/{request.Bucket}/{S3Answer.Name(request.Key, true)}"),
            new XElement("Bucket", request.Bucket),
            new XElement("Key", request.Key),
            new XElement("ETag", S3Answer.Tag(stored.ETag)));
    }

    public static Task AbortAsync(S3Request request)
    {
        request.Buckets.AbortUpload(request.Bucket, request.Key, Id(request));
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task CopyPartAsync(S3Request request, string source, int number)
    {
        string[] parts = Uri.UnescapeDataString(source.Split('?')[0]).TrimStart('/').Split('/', 2);
        if (parts is not [{ Length: > 0 } bucket, { Length: > 0 } key] || await request.Objects.HeadAsync(bucket, key, request.Cancellation) is null)
        {
            throw new S3ErrorException("NoSuchKey", StatusCodes.Status404NotFound, "The specified key does not exist.");
        }

        await using StoredObject from = await request.Objects.GetAsync(bucket, key, request.Cancellation);
        await using Stream range = await RangeAsync(request, from);
        string tag = await request.Buckets.PutPartAsync(request.Bucket, request.Key, Id(request), number, range, request.Cancellation);
        await S3Answer.WriteAsync(
            request.Context, "CopyPartResult", new XElement("LastModified", S3Answer.Time(from.Info.LastModified)), new XElement("ETag", S3Answer.Tag(tag)));
    }

    /// <summary>The bytes that <c>x-amz-copy-source-range</c> names, both ends included; all where there is none.</summary>
    private static async Task<Stream> RangeAsync(S3Request request, StoredObject from)
    {
        if (request.Header("x-amz-copy-source-range") is not { } header)
        {
            return from.Content;
        }

        string[] ends = header.StartsWith("bytes=", StringComparison.Ordinal) ? header["bytes=".Length..].Split('-') : [];
        if (ends.Length != 2 || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            || !long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out long end) || start > end || end >= from.Info.Size)
        {
            throw new S3ErrorException(
                "InvalidRange", StatusCodes.Status416RangeNotSatisfiable, "The requested range is not satisfiable", ("RangeRequested", header), ("ActualObjectSize", from.Info.Size.ToString(CultureInfo.InvariantCulture)));
        }

        FileStream part = new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        byte[] chunk = new byte[81920];
        from.Content.Position = start;
        for (long left = end - start + 1; left > 0;)
        {
            int read = await from.Content.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, left)), request.Cancellation);
            await part.WriteAsync(chunk.AsMemory(0, read), request.Cancellation);
            left -= read;
        }

        part.Position = 0;
        return part;
    }

    private static string Id(S3Request request) => request.Parameter("uploadId") ?? "";
}
