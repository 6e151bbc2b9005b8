using ImageFlow.Activities.Faces;
using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.ResizeImage;

internal sealed record ResizeImageInput
{
    [Input("Bucket", "The bucket of the picture.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the picture.", Required = true)]
    public string Key { get; init; } = "";

    [Input("Width", "The width to fit, in pixels. Unset: as the height demands.", Category = "Size")]
    public int? Width { get; init; }

    [Input("Height", "The height to fit, in pixels. Unset: as the width demands.", Category = "Size")]
    public int? Height { get; init; }

    [Input("Sizes", "Several sizes, all made from one decode: a list of { name, width, height }. Replaces width and height.", Category = "Size")]
    public IReadOnlyList<NamedSize> Sizes { get; init; } = [];

    [Input(
        "Fit",
        "inside: as large as fits, nothing cut. cover: fills the size, the rest is cut. contain: fits, the rest is background.",
        Options = [Fits.Inside, Fits.Cover, Fits.Contain],
        Category = "Size")]
    public string Fit { get; init; } = Fits.Inside;

    [Input(
        "Crop",
        "What cover keeps: the centre, the part that draws attention, or the faces. Where no frontal face is found, face is attention.",
        Options = [Crops.Centre, Crops.Attention, Crops.Face],
        Category = "Size")]
    public string Crop { get; init; } = Crops.Centre;

    [Input("Faces", "For crop face: the faces to keep, as DetectFaces gives them. Unset: a cascade looks for frontal faces.", Category = "Size")]
    public IReadOnlyList<FaceRegion> Faces { get; init; } = [];

    [Input("Enlarge", "Make a picture larger that is smaller than the size. Otherwise it keeps its size.", Category = "Size")]
    public bool Enlarge { get; init; }

    [Input(
        "Format",
        "The format of the results. auto keeps jpeg, png, webp and avif, and turns others into png where they have transparency, else jpeg.",
        Options = [OutputFormats.Auto, ImageFormats.Jpeg, ImageFormats.Png, ImageFormats.Webp, ImageFormats.Avif],
        Category = "Encoding")]
    public string Format { get; init; } = OutputFormats.Auto;

    [Input("Quality", "1 to 100; png ignores it. Unset: 80 for jpeg and webp, 50 for avif.", Category = "Encoding")]
    public int? Quality { get; init; }

    [Input("Strip metadata", "Leave out EXIF (place and camera), XMP and the like. A colour profile stays where the colours need it.", Category = "Encoding")]
    public bool StripMetadata { get; init; } = true;

    [Input("Background", "The colour, as #rrggbb, behind transparency in a jpeg and around a picture that contain fits.", Category = "Encoding")]
    public string Background { get; init; } = "#ffffff";

    [Input("Target bucket", "The bucket of the results.", Category = "Target")]
    public string TargetBucket { get; init; } = "imageflow-processed";

    [Input("Target key prefix", "Stands before the key of every result.", Category = "Target")]
    public string TargetKeyPrefix { get; init; } = "";

    [Input(
        "Target key",
        "The key of a result after the prefix. {path} is the source's key without its extension, {file} the same without folders, {name} the size's name, {ext} the format's extension. The same input gives the same keys, so that a repeated run overwrites its own results.",
        Category = "Target")]
    public string TargetKey { get; init; } = "{path}-{name}.{ext}";

    [Input("On error", "fail: a failure is an error of the flow. result: it is a result with ok = false, error and cause.", Options = [OnErrors.Fail, OnErrors.Result])]
    public string OnError { get; init; } = OnErrors.Fail;
}

internal sealed record NamedSize
{
    /// <summary>Stands for {name} in the key. Default: 300x200, w300 or h200, as the size says.</summary>
    public string? Name { get; init; }

    /// <summary>In pixels; at least one of the two is set.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }
}

internal static class Fits
{
    public const string Inside = "inside";
    public const string Cover = "cover";
    public const string Contain = "contain";
}

internal static class Crops
{
    public const string Centre = "centre";
    public const string Attention = "attention";
    public const string Face = "face";
}

internal static class OnErrors
{
    public const string Fail = "fail";
    public const string Result = "result";
}
