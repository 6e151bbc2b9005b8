using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging;

/// <summary>Lays one picture over another.</summary>
internal static class Overlays
{
    private const int BlendOver = 2;
    private const int SpaceSrgb = 22;
    private const int ColorBands = 3;

    /// <param name="picture">Upright, 8 bits; its size stays.</param>
    /// <param name="opacity">0 to 1; the overlay's own transparency counts besides.</param>
    /// <param name="background">Red, green, blue behind the picture's transparency; <see langword="null"/> keeps the transparency.</param>
    /// <returns>The promise of the pixels: dispose the inputs after it has been written.</returns>
    public static VipsImage Compose(VipsImage picture, VipsImage overlay, (int X, int Y) place, double opacity, IReadOnlyList<double>? background)
    {
        bool isOpaque = !picture.HasAlpha;
        using VipsImage lower = Srgb(picture);
        using VipsImage coloured = Srgb(overlay);
        using VipsImage upper = Faded(coloured, opacity);
        VipsImage composed = new VipsOperation("composite2")
            .Set("base", lower).Set("overlay", upper).Set("mode", BlendOver).Set("x", place.X).Set("y", place.Y).Set("compositing-space", SpaceSrgb)
            .RunToImage();
        using (composed)
        {
            using VipsImage eight = new VipsOperation("cast").Set("in", composed).Set("format", 0).RunToImage();
            return isOpaque ? new VipsOperation("extract_band").Set("in", eight).Set("band", 0).Set("n", ColorBands).RunToImage()
                : background is null ? new VipsOperation("copy").Set("in", eight).RunToImage()
                : new VipsOperation("flatten").Set("in", eight).Set("background", [.. background]).RunToImage();
        }
    }

    private static VipsImage Srgb(VipsImage image) => new VipsOperation("colourspace").Set("in", image).Set("space", SpaceSrgb).RunToImage();

    /// <summary>With an alpha band, which is made weaker.</summary>
    private static VipsImage Faded(VipsImage image, double opacity)
    {
        using VipsImage withAlpha = image.HasAlpha
            ? new VipsOperation("copy").Set("in", image).RunToImage()
            : new VipsOperation("bandjoin_const").Set("in", image).Set("c", [byte.MaxValue]).RunToImage();
        return new VipsOperation("linear").Set("in", withAlpha).Set("a", [1.0, 1.0, 1.0, opacity]).Set("b", [0.0, 0.0, 0.0, 0.0]).Set("uchar", true).RunToImage();
    }
}
