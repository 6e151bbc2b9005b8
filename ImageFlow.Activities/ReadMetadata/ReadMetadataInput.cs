namespace ImageFlow.Activities.ReadMetadata;

internal sealed record ReadMetadataInput
{
    [Input("Bucket", "The bucket of the picture.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the picture.", Required = true)]
    public string Key { get; init; } = "";
}

internal sealed record ReadMetadataOutput
{
    [Output("The bucket of the picture.")]
    public required string Bucket { get; init; }

    [Output("The key of the picture.")]
    public required string Key { get; init; }

    [Output("The real format: jpeg, png, webp, gif, avif or tiff.")]
    public required string Format { get; init; }

    [Output("The media type of the real format.")]
    public required string ContentType { get; init; }

    [Output("The size of the file in bytes.")]
    public required long Bytes { get; init; }

    [Output("The width in pixels, as displayed: after the orientation is applied.")]
    public required int Width { get; init; }

    [Output("The height in pixels, as displayed: after the orientation is applied.")]
    public required int Height { get; init; }

    [Output("The width in pixels, as stored.")]
    public required int StoredWidth { get; init; }

    [Output("The height in pixels, as stored.")]
    public required int StoredHeight { get; init; }

    [Output("The EXIF orientation, 1 to 8; 1 where the file states none.")]
    public required int Orientation { get; init; }

    [Output("The number of frames or pages.")]
    public required int Pages { get; init; }

    [Output("Whether the picture has an alpha channel.")]
    public required bool HasAlpha { get; init; }

    [Output("The colour space as stored, such as srgb, b-w or cmyk.")]
    public required string ColorSpace { get; init; }

    [Output("Whether an ICC colour profile is embedded.")]
    public required bool HasColorProfile { get; init; }

    [Output("The name that the ICC profile gives itself, or null.", Nullable = true)]
    public required string? ColorProfile { get; init; }

    [Output("Whether the EXIF data tell where the picture was taken.")]
    public required bool HasGps { get; init; }

    [Output("What the EXIF data tell: cameraMake, cameraModel, lens, software, takenAt, exposureTime, fNumber, iso, focalLength; null where absent.")]
    public required ExifSummary Exif { get; init; }

    [Output("The most frequent colour as #rrggbb.")]
    public required string DominantColor { get; init; }

    [Output("The BlurHash of the picture: a blurred placeholder in some 30 characters.")]
    public required string BlurHash { get; init; }

    [Output("The SHA-256 of the file in lower-case hex.")]
    public required string Sha256 { get; init; }

    [Output("A 64-bit perceptual hash in hex: the fewer bits differ, the more alike two pictures look.")]
    public required string PHash { get; init; }
}
