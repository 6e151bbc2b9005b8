using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.Imaging.Lettering;
using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.ComposeImage;

internal static class ComposeImageActivity
{
    private const string Name = "ComposeImage";
    private const double MaxMargin = 0.4;

    public static ActivityDescription Description { get; } = LambdaActivity.Describe<ComposeImageInput, ComposeImageOutput>(
        Name,
        "Compose image",
        "Lays a watermark over a picture: another picture, or a text, at a place of it.",
        ImageErrorList.All,
        new LambdaSize(Memory: 1769, Timeout: 60),
        RunAsync);

    private static async Task<ComposeImageOutput> RunAsync(ComposeImageInput input, ActivityContext context, CancellationToken cancellationToken)
    {
        Check(input);
        IReadOnlyList<double> background = Colour.Parse(Name, "background", input.Background);
        Letters? letters = string.IsNullOrEmpty(input.Text) ? null : Lettered(input);
        using SourceImage source = await ObjectImages.OpenAsync(context, input.Bucket, input.Key, cancellationToken);
        string format = OutputFormats.For(input.Format, source);
        string key = input.TargetKeyPrefix + KeyTemplate.Fill(input.TargetKey, input.Key, "composed", ImageFormats.Extension(format));
        if (input.TargetBucket == input.Bucket && key == input.Key)
        {
            throw new InvalidInputError(Name, "targetKey", "is the key of the source itself");
        }

        OverlayFrame frame = new(source.Width, source.Height, input.Scale, input.Margin);
        using VipsImage overlay = letters is not null
            ? letters.Render(frame.Width, frame.MaxHeight)
            : await PictureAsync(input, frame, context, cancellationToken);
        (int x, int y) = frame.Place(input.Position, overlay.Width, overlay.Height);
        using VipsBlob blob = Make(source, overlay, (x, y), input, format, background);
        await using Stream content = blob.OpenRead();
        await context.Objects.PutAsync(input.TargetBucket, key, content, new() { ContentType = ImageFormats.ContentType(format) }, cancellationToken);
        return new()
        {
            Bucket = input.TargetBucket,
            Key = key,
            Width = source.Width,
            Height = source.Height,
            Bytes = blob.Length,
            ContentType = ImageFormats.ContentType(format),
            Overlay = new(x, y, overlay.Width, overlay.Height),
        };
    }

    private static VipsBlob Make(
        SourceImage source, VipsImage overlay, (int X, int Y) place, ComposeImageInput input, string format, IReadOnlyList<double> background)
    {
        if (source.Width > Encoder.MaxSide || source.Height > Encoder.MaxSide)
        {
            throw new ImageTooLargeError(source.File, $"has {source.Width} × {source.Height} pixels; at most {Encoder.MaxSide} on a side can be written.");
        }

        ResizePlan whole = new(source.Width, source.Height, source.Width, source.Height);
        using VipsImage picture = Resizer.Render(source, [whole], new RenderOptions(ImageFormats.Png, Attention: false, background))[0];
        using VipsImage composed = Overlays.Compose(picture, overlay, place, input.Opacity, format == ImageFormats.Jpeg ? background : null);
        return Encoder.Encode(composed, new EncodeOptions(format, input.Quality ?? Encoder.DefaultQuality(format), input.StripMetadata));
    }

    private static async Task<VipsImage> PictureAsync(ComposeImageInput input, OverlayFrame frame, ActivityContext context, CancellationToken cancellationToken)
    {
        string bucket = string.IsNullOrEmpty(input.OverlayBucket) ? input.Bucket : input.OverlayBucket;
        using SourceImage source = await ObjectImages.OpenAsync(context, bucket, input.OverlayKey!, cancellationToken);
        ResizePlan plan = ResizePlan.For(source.Width, source.Height, frame.Width, frame.MaxHeight, "inside", enlarge: true);
        return Resizer.Render(source, [plan], new RenderOptions(ImageFormats.Png, Attention: false, Background: [255, 255, 255]))[0];
    }

    private static Letters Lettered(ComposeImageInput input)
    {
        double[] colour = Colour.Parse(Name, "textColor", input.TextColor);
        double[]? outline = string.IsNullOrEmpty(input.OutlineColor) ? null : Colour.Parse(Name, "outlineColor", input.OutlineColor);
        return new Letters(TextLayout.Of(input.Text!, reason => new InvalidInputError(Name, "text", reason)), colour, outline);
    }

    private static void Check(ComposeImageInput input)
    {
        if (string.IsNullOrEmpty(input.OverlayKey) == string.IsNullOrEmpty(input.Text))
        {
            throw new InvalidInputError(Name, "overlayKey", string.IsNullOrEmpty(input.Text) ? "is required where there is no text" : "and text are both set; one of them is laid over a picture");
        }

        Range("scale", input.Scale, input.Scale is > 0 and <= 1, "more than 0 and at most 1");
        Range("opacity", input.Opacity, input.Opacity is >= 0 and <= 1, "0 to 1");
        Range("margin", input.Margin, input.Margin is >= 0 and <= MaxMargin, "0 to 0.4");
        Range("quality", input.Quality, input.Quality is null or (>= Encoder.MinQuality and <= Encoder.MaxQuality), $"{Encoder.MinQuality} to {Encoder.MaxQuality}");
    }

    private static void Range(string member, double? value, bool holds, string expected)
    {
        if (!holds)
        {
            throw new InvalidInputError(Name, member, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"is {value}; it must be {expected}"));
        }
    }
}
