using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Metadata;

/// <summary>A picture made small, upright and sRGB with alpha: enough for what is computed from the look of it.</summary>
internal sealed class PixelSample(byte[] rgba, int width, int height)
{
    private const int Bands = 4;

    /// <summary>The longer side of a sample, in pixels, where nothing else is asked for.</summary>
    public const int Side = 128;

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <param name="side">The longer side at most, in pixels.</param>
    public static PixelSample Of(SourceImage source, int side = Side)
    {
        ResizePlan plan = ResizePlan.For(source.Width, source.Height, side, side, "inside", enlarge: false);
        VipsImage image = Resizer.Render(source, [plan], new RenderOptions(ImageFormats.Png, Attention: false, Background: [255, 255, 255]))[0];
        using (image)
        {
            return new(ToRgba(image), image.Width, image.Height);
        }
    }

    public ReadOnlySpan<byte> Rgb(int x, int y) => rgba.AsSpan(((y * Width) + x) * Bands, 3);

    public byte Alpha(int x, int y) => rgba[(((y * Width) + x) * Bands) + 3];

    private static byte[] ToRgba(VipsImage image)
    {
        byte[] pixels = image.ToBytes();
        int bands = image.Bands;
        bool hasAlpha = image.HasAlpha;
        bool isGrey = bands - (hasAlpha ? 1 : 0) < 3;
        byte[] rgba = new byte[image.Width * image.Height * Bands];
        for (int from = 0, to = 0; to < rgba.Length; from += bands, to += Bands)
        {
            rgba[to] = pixels[from];
            rgba[to + 1] = pixels[isGrey ? from : from + 1];
            rgba[to + 2] = pixels[isGrey ? from : from + 2];
            rgba[to + 3] = hasAlpha ? pixels[from + bands - 1] : byte.MaxValue;
        }

        return rgba;
    }
}
