namespace ImageFlow.Activities.Imaging;

/// <summary>The names of the formats that are decoded.</summary>
internal static class ImageFormats
{
    public const string Jpeg = "jpeg";
    public const string Png = "png";
    public const string Webp = "webp";
    public const string Gif = "gif";
    public const string Avif = "avif";
    public const string Tiff = "tiff";

    public static IReadOnlyList<string> Decodable { get; } = [Jpeg, Png, Webp, Gif, Avif, Tiff];

    /// <summary>The media type of a decoded or encoded format.</summary>
    public static string ContentType(string format) => "image/" + format;

    /// <summary>The usual file extension, without a dot.</summary>
    public static string Extension(string format) => format == Jpeg ? "jpg" : format;
}
