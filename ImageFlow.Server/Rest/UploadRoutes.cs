using System.Text.RegularExpressions;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Uploads;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.Rest;

/// <param name="FileName">As the person named it; becomes the end of the key.</param>
/// <param name="Size">Bytes.</param>
internal sealed record UploadRequest(string? FileName, string? ContentType, long? Size);

/// <summary>A permit to upload one file: send <c>fields</c> in this order and then the file, named <c>file</c>, as multipart/form-data to <c>url</c>.</summary>
internal sealed record UploadPermitBody(string Url, IReadOnlyDictionary<string, string> Fields, string Bucket, string Key, DateTimeOffset ExpiresAt);

/// <summary><c>POST /api/uploads</c>: presigned POSTs to the AWS address.</summary>
internal static partial class UploadRoutes
{
    /// <summary>Greatest upload, in bytes: the activities' own limit of 20 MB, so that what they would refuse is refused before it travels.</summary>
    public const long MaxBytes = 20 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes, UploadSigner signer, Func<Uri> awsUrl) =>
        routes.MapPost("/uploads", (UploadRequest request) =>
        {
            if (Complaint(request) is var (code, message))
                return Problems.Result(StatusCodes.Status400BadRequest, "This file cannot be uploaded", message, code);
            var key = $"uploads/{Guid.NewGuid():N}/{SafeName(request.FileName!)}";
            var post = signer.Sign(new UploadPermit { Bucket = LocalNames.UploadsBucket, Key = key, ContentType = request.ContentType!, MinBytes = 1, MaxBytes = MaxBytes });
            var url = new Uri(awsUrl(), LocalNames.UploadsBucket).ToString();
            return Results.Created($"/api/objects/{LocalNames.UploadsBucket}/{key}", new UploadPermitBody(url, new OrderedDictionary<string, string>(post.Fields), LocalNames.UploadsBucket, key, post.ExpiresAt));
        }).WithName("CreateUpload").Produces<UploadPermitBody>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);

    private static (string Code, string Message)? Complaint(UploadRequest request) => request switch
    {
        { FileName: null or "" } => ("UploadNameMissing", "Give the file's name in 'fileName'."),
        { ContentType: null } => ("UploadTypeMissing", "Give the file's media type in 'contentType', such as image/jpeg."),
        { ContentType: var type } when !type.StartsWith("image/", StringComparison.Ordinal) || !MediaType().IsMatch(type) => ("UploadTypeRefused", $"Only pictures can be uploaded, and '{type}' is not the type of one."),
        { Size: null or <= 0 } => ("UploadEmpty", "Give the file's size in bytes in 'size'; an empty file cannot be uploaded."),
        { Size: > MaxBytes and var size } => ("UploadTooLarge", $"The file has {size:N0} bytes; at most {MaxBytes:N0} are taken."),
        _ => null,
    };

    // A key is a path and an address: letters that mean nothing there, and not too long. The end is kept for its extension.
    private static string SafeName(string fileName)
    {
        var name = Unsafe().Replace(fileName.Split('/', '\\')[^1], "-").Trim('-', '.');
        return name.Length == 0 ? "picture" : name.Length > 100 ? name[^100..].TrimStart('-', '.') : name;
    }

    [GeneratedRegex(@"[^\p{L}\p{N}._-]+")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"^image/[a-z0-9.+-]{1,60}$")]
    private static partial Regex MediaType();
}
