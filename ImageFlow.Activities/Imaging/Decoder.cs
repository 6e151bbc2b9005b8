using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging;

/// <summary>Opens encoded pictures with the loader of their format, never with one that libvips would choose.</summary>
internal static class Decoder
{
    private const int AccessSequential = 1;
    private const int FailOnTruncated = 1;
    private const int FailOnError = 2;

    /// <summary>Reads the header now and the pixels when they are asked for, once and from top to bottom.</summary>
    /// <param name="shrink">1, 2, 4 or 8; for JPEG and WebP alone, whose decoders can make the picture smaller as they go.</param>
    /// <param name="frames">How many frames are stacked on one another; for formats that have frames.</param>
    /// <exception cref="VipsException">The header cannot be read.</exception>
    public static VipsImage Open(EncodedImage bytes, string format, int shrink, int frames)
    {
        using VipsOperation load = new(format switch
        {
            ImageFormats.Jpeg => "jpegload_buffer",
            ImageFormats.Png => "pngload_buffer",
            ImageFormats.Webp => "webpload_buffer",
            ImageFormats.Gif => "gifload_buffer",
            ImageFormats.Avif => "heifload_buffer",
            ImageFormats.Tiff => "tiffload_buffer",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no decoder for this format."),
        });
        load.Set("buffer", bytes).Set("access", AccessSequential);

        // TIFF reports a file that ends early as an error, and PNG a wrong checksum. In JPEG errors are too common in good photographs.
        load.Set("fail_on", format is ImageFormats.Tiff or ImageFormats.Png ? FailOnError : FailOnTruncated);
        if (format == ImageFormats.Jpeg)
        {
            load.Set("shrink", shrink);
        }
        else if (format != ImageFormats.Png)
        {
            load.Set("n", frames);
        }

        if (format == ImageFormats.Webp)
        {
            // Unscaled, libwebp holds the whole picture twice: 400 MB at 50 megapixels.
            load.Set("scale", 1.0 / shrink);
        }

        return load.Run().GetImage();
    }
}
