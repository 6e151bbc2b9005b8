using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <summary>An object that an execution or a record names.</summary>
/// <param name="Url">Where a browser gets it: an address on the API, or a whole one.</param>
/// <param name="Role"><c>input</c> or <c>output</c>.</param>
public sealed record FileBody(string Bucket, string Key, string Url, string ContentType, long Size, int? Width, int? Height, string? NodeId, string Role);

/// <summary>A record of the gallery: what a flow saved about a picture, with the files that are still there.</summary>
public sealed record ImageBody(string Id, string? CreatedAt, string Status, JsonObject Record, FileBody? Original, IReadOnlyList<FileBody> Variants, string? Error, string? Cause);

/// <param name="Bucket">Of the photo, which is uploaded before. Needed to make a record.</param>
/// <param name="Key">Of the photo. Needed to make a record.</param>
/// <param name="DelaySeconds">Handed to the flow, which waits so long before it works on the photo; 0 to 900.</param>
public sealed record ImageRequest(string? Title, string? Description, string? Bucket, string? Key, int? DelaySeconds);

/// <summary>The address at which a browser gets an object.</summary>
public interface IFileLinks
{
    string Url(string bucket, string key);
}
