namespace ImageFlow.Activities;

/// <summary>The media type of a file that was laid into a bucket by hand, by its name's extension. Never used to trust a picture.</summary>
public static class ContentTypes
{
    public static string Guess(string key) => Path.GetExtension(key).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        ".webp" => "image/webp",
        ".avif" => "image/avif",
        ".gif" => "image/gif",
        ".tif" or ".tiff" => "image/tiff",
        ".json" => "application/json",
        ".txt" => "text/plain",
        _ => ObjectAttributes.DefaultContentType,
    };
}

/// <summary>S3's order of keys: by their UTF-8 bytes, which for text without surrogates is the order of UTF-16 units.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        int common = Math.Min(x!.Length, y!.Length);
        int at = x.AsSpan(0, common).CommonPrefixLength(y.AsSpan(0, common));
        if (at == common)
        {
            return x.Length.CompareTo(y.Length);
        }

        // Surrogates stand for code points above every other unit.
        return (char.IsSurrogate(x[at]), x[at]).CompareTo((char.IsSurrogate(y[at]), y[at]));
    }
}
