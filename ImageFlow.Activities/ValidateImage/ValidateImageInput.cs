using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.ValidateImage;

internal sealed record ValidateImageInput
{
    [Input("Bucket", "The bucket of the picture.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the picture.", Required = true)]
    public string Key { get; init; } = "";

    [Input(
        "Allowed formats",
        "The formats that are accepted. What counts is the bytes, never the file's name or content type.",
        Options = [ImageFormats.Jpeg, ImageFormats.Png, ImageFormats.Webp, ImageFormats.Gif, ImageFormats.Avif, ImageFormats.Tiff])]
    public IReadOnlyList<string> AllowedFormats { get; init; } = [ImageFormats.Jpeg, ImageFormats.Png];

    [Input("Most bytes", "The greatest accepted size of the file, in bytes.")]
    public int MaxBytes { get; init; } = ImageLimits.DefaultMaxBytes;

    [Input("Most pixels", "The greatest accepted width × height, read from the header before anything is decoded.")]
    public int MaxPixels { get; init; } = ImageLimits.DefaultMaxPixels;

    [Input("Expected bytes", "The size that the uploader declared; a file of another size counts as corrupt. Unset: not checked.")]
    public long? ExpectedBytes { get; init; }
}

internal sealed record ValidateImageOutput
{
    [Output("Always true: anything else is an error.")]
    public bool Ok { get; init; } = true;

    [Output("The bucket of the picture.")]
    public required string Bucket { get; init; }

    [Output("The key of the picture.")]
    public required string Key { get; init; }

    [Output("The real format: jpeg, png, webp, gif, avif or tiff.")]
    public required string Format { get; init; }

    [Output("The media type of the real format.")]
    public required string ContentType { get; init; }

    [Output("The width in pixels, as displayed.")]
    public required int Width { get; init; }

    [Output("The height in pixels, as displayed.")]
    public required int Height { get; init; }

    [Output("The size of the file in bytes.")]
    public required long Bytes { get; init; }
}
