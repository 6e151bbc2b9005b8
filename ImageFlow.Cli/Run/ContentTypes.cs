using ImageFlow.Activities;

namespace ImageFlow.Cli.Run;

/// <summary>The content type that a browser would send for a file of this name. Steps look at the content, not at this.</summary>
internal static class ContentTypes
{
    public static string Of(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        ".webp" => "image/webp",
        ".gif" => "image/gif",
        ".avif" => "image/avif",
        ".tif" or ".tiff" => "image/tiff",
        ".heic" => "image/heic",
        ".bmp" => "image/bmp",
        ".svg" => "image/svg+xml",
        _ => ObjectAttributes.DefaultContentType,
    };
}
