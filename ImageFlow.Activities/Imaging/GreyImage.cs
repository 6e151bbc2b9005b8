using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging;

/// <summary>The brightness of a picture's pixels, upright, row by row.</summary>
/// <param name="Pixels">0 (black) to 255, <paramref name="Width"/> × <paramref name="Height"/> of them.</param>
public sealed record GreyImage(byte[] Pixels, int Width, int Height)
{
    /// <summary>Reads a picture from the store.</summary>
    /// <param name="maxSide">The longer side is made this long at most, in pixels.</param>
    /// <exception cref="ActivityException">There is no such object, or it is no whole picture of a known format within the limits.</exception>
    public static async Task<GreyImage> ReadAsync(IObjectStore objects, string bucket, string key, int maxSide, CancellationToken cancellationToken)
    {
        ImageLimits limits = new();
        await using StoredObject stored = await objects.GetAsync(bucket, key, cancellationToken);
        if (stored.Info.Size > limits.MaxBytes)
        {
            throw new ImageTooLargeError(key, $"has {stored.Info.Size} bytes; at most {limits.MaxBytes} are accepted.");
        }

        EncodedImage bytes = await EncodedImage.ReadAsync(stored.Content, (int)stored.Info.Size, cancellationToken);
        SourceImage source;
        try
        {
            source = SourceImage.Open(bytes, key, limits);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }

        using (source)
        {
            ResizePlan plan = ResizePlan.For(source.Width, source.Height, maxSide, maxSide, "inside", enlarge: false);
            using VipsImage image = Resizer.Render(source, [plan], new RenderOptions(ImageFormats.Png, Attention: false, Background: [255, 255, 255]))[0];
            return new GreyImage(Brightness(image), image.Width, image.Height);
        }
    }

    /// <summary>The weights of ITU-R BT.601; transparent pixels count as they would look on white.</summary>
    private static byte[] Brightness(VipsImage image)
    {
        byte[] pixels = image.ToBytes();
        int bands = image.Bands;
        bool isGrey = bands - (image.HasAlpha ? 1 : 0) < 3;
        byte[] grey = new byte[image.Width * image.Height];
        bool hasAlpha = image.HasAlpha;
        for (int from = 0, to = 0; to < grey.Length; from += bands, to++)
        {
            double value = isGrey ? pixels[from] : (0.299 * pixels[from]) + (0.587 * pixels[from + 1]) + (0.114 * pixels[from + 2]);
            double alpha = hasAlpha ? pixels[from + bands - 1] / 255.0 : 1;
            grey[to] = (byte)Math.Round((value * alpha) + (255 * (1 - alpha)), MidpointRounding.ToEven);
        }

        return grey;
    }
}
