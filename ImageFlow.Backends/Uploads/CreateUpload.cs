using System.Text.RegularExpressions;

namespace ImageFlow.Backends;

/// <param name="FileName">As the person named it; becomes the end of the key.</param>
/// <param name="Size">Bytes.</param>
public sealed record UploadRequest(string? FileName, string? ContentType, long? Size);

/// <summary>A permit to upload one file: send <c>fields</c> in this order and then the file, named <c>file</c>, as multipart/form-data to <c>url</c>.</summary>
public sealed record UploadPermitBody(string Url, IReadOnlyDictionary<string, string> Fields, string Bucket, string Key, DateTimeOffset ExpiresAt);

/// <summary>A presigned POST.</summary>
/// <param name="Fields">To be sent before the file, in this order.</param>
public sealed record SignedPost(string Url, IReadOnlyList<KeyValuePair<string, string>> Fields, DateTimeOffset ExpiresAt);

/// <summary>Signs presigned POSTs: for Amazon S3, or for the embedded one with its own key.</summary>
public interface IPostSigner
{
    /// <summary>A permit for one object with just this content type and at least one byte.</summary>
    Task<SignedPost> SignAsync(string bucket, string key, string contentType, long maxBytes, CancellationToken cancellationToken);
}

/// <summary><c>POST /api/uploads</c>: validates what somebody wants to upload and signs a permit for just that.</summary>
/// <param name="locate">The object's address on this API, for <c>Location</c>; none where objects are not served by it.</param>
public sealed partial class CreateUpload(IPostSigner signer, string bucket, Func<string, string, string>? locate = null)
{
    /// <summary>Greatest upload, in bytes: the activities' own limit of 20 MB, so that what they would refuse is refused before it travels.</summary>
    public const long MaxBytes = 20 * 1024 * 1024;

    /// <summary>How long a permit holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public async Task<ApiAnswer> RunAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        if (Complaint(request) is var (code, message))
        {
            return ApiAnswer.Problem(400, "This file cannot be uploaded", message, code);
        }

        string key = $"uploads/{Guid.NewGuid():N}/{SafeName(request.FileName!)}";
        SignedPost post = await signer.SignAsync(bucket, key, request.ContentType!, MaxBytes, cancellationToken);
        return new ApiAnswer(
            201, new UploadPermitBody(post.Url, new OrderedDictionary<string, string>(post.Fields), bucket, key, post.ExpiresAt), locate?.Invoke(bucket, key));
    }

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
        string name = Unsafe().Replace(fileName.Split('/', '\\')[^1], "-").Trim('-', '.');
        return name.Length == 0 ? "picture" : name.Length > 100 ? name[^100..].TrimStart('-', '.') : name;
    }

    [GeneratedRegex(@"[^\p{L}\p{N}._-]+")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"^image/[a-z0-9.+-]{1,60}$")]
    private static partial Regex MediaType();
}
