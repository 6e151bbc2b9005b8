using ImageFlow.Activities.Imaging.Native;
using ImageFlow.Activities.Metadata;

namespace ImageFlow.Activities.Imaging;

/// <summary>The brightness of a picture's pixels, upright, row by row.</summary>
/// <param name="Pixels">0 (black) to 255, <paramref name="Width"/> × <paramref name="Height"/> of them.</param>
public sealed record GreyImage(byte[] Pixels, int Width, int Height)
{
    /// <summary>The formats that Rekognition reads.</summary>
    public static IReadOnlyList<string> RekognitionFormats { get; } = [ImageFormats.Jpeg, ImageFormats.Png];

    /// <summary>Reads a picture from the store.</summary>
    /// <param name="allowedFormats">The formats to accept, by their lower-case names.</param>
    /// <param name="maxSide">The longer side is made this long at most, in pixels.</param>
    /// <exception cref="ActivityException">There is no such object, or it is no whole picture of an accepted format within the limits.</exception>
    public static async Task<GreyImage> ReadAsync(
        ActivityContext context, string bucket, string key, IReadOnlyList<string> allowedFormats, int maxSide, CancellationToken cancellationToken)
    {
        using SourceImage source = await ObjectImages.OpenAsync(context, bucket, key, cancellationToken, allowedFormats);
        return Of(source, maxSide);
    }

    /// <summary>Reads a picture from memory.</summary>
    /// <param name="name">What errors call it.</param>
    /// <inheritdoc cref="ReadAsync"/>
    public static GreyImage Read(ReadOnlySpan<byte> bytes, string name, ImageLimits limits, IReadOnlyList<string> allowedFormats, int maxSide)
    {
        EncodedImage encoded = EncodedImage.Copy(bytes);
        SourceImage source;
        try
        {
            source = SourceImage.Open(encoded, name, limits, allowedFormats);
        }
        catch
        {
            encoded.Dispose();
            throw;
        }

        using (source)
        {
            return Of(source, maxSide);
        }
    }

    /// <summary>The weights of ITU-R BT.601; transparent pixels count as they would look on white.</summary>
    internal static GreyImage Of(SourceImage source, int maxSide)
    {
        PixelSample sample = PixelSample.Of(source, maxSide);
        byte[] grey = new byte[sample.Width * sample.Height];
        for (int y = 0; y < sample.Height; y++)
        {
            for (int x = 0; x < sample.Width; x++)
            {
                ReadOnlySpan<byte> rgb = sample.Rgb(x, y);
                double value = (0.299 * rgb[0]) + (0.587 * rgb[1]) + (0.114 * rgb[2]);
                double alpha = sample.Alpha(x, y) / 255.0;
                grey[(y * sample.Width) + x] = (byte)Math.Round((value * alpha) + (255 * (1 - alpha)), MidpointRounding.ToEven);
            }
        }

        return new GreyImage(grey, sample.Width, sample.Height);
    }
}
