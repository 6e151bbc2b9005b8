using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.ComposeImage;

internal sealed record ComposeImageInput
{
    [Input("Bucket", "The bucket of the picture.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the picture.", Required = true)]
    public string Key { get; init; } = "";

    [Input("Overlay bucket", "The bucket of the picture to lay over it. Unset: the picture's own.", Category = "Overlay")]
    public string? OverlayBucket { get; init; }

    [Input("Overlay key", "The key of the picture to lay over it, such as a logo with transparency.", Category = "Overlay")]
    public string? OverlayKey { get; init; }

    [Input("Text", "A text to lay over it instead, of several lines if need be: Latin letters with all accents, digits, punctuation.", UiHint = "multiline", Category = "Overlay")]
    public string? Text { get; init; }

    [Input(
        "Position",
        "Where in the picture.",
        Options = ["top-left", "top", "top-right", "left", "centre", "right", "bottom-left", "bottom", "bottom-right"],
        Category = "Overlay")]
    public string Position { get; init; } = "bottom-right";

    [Input("Margin", "The distance from the picture's edges, as a share of its shorter side: 0 to 0.4.", Category = "Overlay")]
    public double Margin { get; init; } = 0.02;

    [Input("Scale", "The overlay's width as a share of the picture's: more than 0, up to 1. It becomes smaller where it would be too high.", Category = "Overlay")]
    public double Scale { get; init; } = 0.25;

    [Input("Opacity", "From 0, invisible, to 1, which hides what is under it.", Category = "Overlay")]
    public double Opacity { get; init; } = 1;

    [Input("Text colour", "As #rrggbb.", Category = "Overlay")]
    public string TextColor { get; init; } = "#ffffff";

    [Input("Outline colour", "The colour, as #rrggbb, around the letters, so that they can be read on any picture. Unset: no outline.", Category = "Overlay")]
    public string? OutlineColor { get; init; }

    [Input(
        "Format",
        "The format of the result. auto keeps jpeg, png, webp and avif, and turns others into png where they have transparency, else jpeg.",
        Options = [OutputFormats.Auto, ImageFormats.Jpeg, ImageFormats.Png, ImageFormats.Webp, ImageFormats.Avif],
        Category = "Encoding")]
    public string Format { get; init; } = OutputFormats.Auto;

    [Input("Quality", "1 to 100; png ignores it. Unset: 80 for jpeg and webp, 50 for avif.", Category = "Encoding")]
    public int? Quality { get; init; }

    [Input("Strip metadata", "Leave out EXIF (place and camera), XMP and the like.", Category = "Encoding")]
    public bool StripMetadata { get; init; } = true;

    [Input("Background", "The colour, as #rrggbb, behind transparency in a jpeg.", Category = "Encoding")]
    public string Background { get; init; } = "#ffffff";

    [Input("Target bucket", "The bucket of the result.", Category = "Target")]
    public string TargetBucket { get; init; } = "imageflow-processed";

    [Input("Target key prefix", "Stands before the key of the result.", Category = "Target")]
    public string TargetKeyPrefix { get; init; } = "";

    [Input(
        "Target key",
        "The key of the result after the prefix. {path} is the source's key without its extension, {file} the same without folders, {ext} the format's extension.",
        Category = "Target")]
    public string TargetKey { get; init; } = "{path}-composed.{ext}";
}

internal sealed record ComposeImageOutput
{
    [Output("The bucket of the result.")]
    public required string Bucket { get; init; }

    [Output("The key of the result.")]
    public required string Key { get; init; }

    [Output("The width of the result in pixels.")]
    public required int Width { get; init; }

    [Output("The height of the result in pixels.")]
    public required int Height { get; init; }

    [Output("The size of the result in bytes.")]
    public required int Bytes { get; init; }

    [Output("The media type of the result.")]
    public required string ContentType { get; init; }

    [Output("Where the overlay lies, in pixels: { x, y, width, height }.")]
    public required OverlayPlace Overlay { get; init; }
}

internal sealed record OverlayPlace(int X, int Y, int Width, int Height);
