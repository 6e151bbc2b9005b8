using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging;

/// <summary>
/// A picture whose header has been read and found within the limits; its pixels are decoded only on request. Whatever is wrong with
/// it becomes one of the declared errors, which name the file.
/// </summary>
internal sealed class SourceImage : IDisposable
{
    private readonly EncodedImage bytes;
    private readonly VipsImage header;
    private readonly ImageLimits limits;

    private SourceImage(EncodedImage bytes, VipsImage header, string file, string format, ImageLimits limits)
    {
        this.bytes = bytes;
        this.header = header;
        this.limits = limits;
        File = file;
        Format = format;
    }

    /// <summary>The name that errors give it: the object's key.</summary>
    public string File { get; }

    /// <summary>The real format, one of <see cref="ImageFormats.Decodable"/>.</summary>
    public string Format { get; }

    public ReadOnlySpan<byte> Bytes => bytes.Span;

    public int StoredWidth => header.Width;

    public int StoredHeight => header.Height;

    public int Orientation => header.Orientation;

    /// <summary>Orientations 5 to 8 lie on their side (EXIF 2.32, tag 0112).</summary>
    public bool IsTurned => Orientation >= 5;

    /// <summary>As displayed: after the orientation is applied.</summary>
    public int Width => IsTurned ? StoredHeight : StoredWidth;

    public int Height => IsTurned ? StoredWidth : StoredHeight;

    public int Pages => header.Pages;

    public bool HasAlpha => header.HasAlpha;

    public string ColorSpace => header.InterpretationName;

    public byte[]? ExifData => header.GetBlob("exif-data");

    public byte[]? ColorProfile => header.GetBlob("icc-profile-data");

    public byte[]? Xmp => header.GetBlob("xmp-data");

    public byte[]? Iptc => header.GetBlob("iptc-data");

    /// <summary>Reads the header; takes over <paramref name="bytes"/> where it succeeds.</summary>
    /// <param name="allowedFormats">Formats to accept; <see langword="null"/> for every one that can be decoded.</param>
    public static SourceImage Open(EncodedImage bytes, string file, ImageLimits limits, IReadOnlyList<string>? allowedFormats = null)
    {
        string format = CheckFormat(bytes, file, allowedFormats ?? ImageFormats.Decodable);
        VipsImage? header = null;
        try
        {
            header = Decoder.Open(bytes, format, shrink: 1, frames: 1);
            CheckSize(header, file, limits);
            return new(bytes, header, file, format, limits);
        }
        catch (VipsException e)
        {
            throw new CorruptImageError(file, $"is damaged: its {format} header cannot be read.", e);
        }
        catch
        {
            header?.Dispose();
            throw;
        }
    }

    /// <summary>Starts to decode the first frame, to be read once from top to bottom.</summary>
    /// <param name="shrink">1, 2, 4 or 8: how much smaller the decoder may make it; only those of JPEG and WebP can.</param>
    public VipsImage Decode(int shrink = 1) => Decoder.Open(bytes, Format, shrink, frames: 1);

    /// <summary>Decodes all of the frames that the limits let in, and keeps nothing.</summary>
    /// <exception cref="CorruptImageError">The file ends too early or its data are damaged.</exception>
    public void CheckPixels()
    {
        int frames = Math.Clamp(limits.MaxFrames, 1, Pages);
        Guard(() =>
        {
            // At an eighth the decoders still read every coded bit, which is where damage shows. A tiny picture has no eighth.
            int shrink = Math.Min(StoredWidth, StoredHeight) < 64 ? 1 : 8;
            using VipsImage image = Decoder.Open(bytes, Format, shrink, frames);
            CheckSize(image, File, limits);
            using VipsOperation average = new("avg");
            average.Set("in", image).Run();
            return true;
        });
    }

    /// <summary>Runs what reads this picture's pixels, and says which file it was where that fails.</summary>
    public T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (VipsException e)
        {
            throw new CorruptImageError(File, $"is cut off or damaged: its {Format} data cannot be decoded to the end.", e);
        }
    }

    public void Dispose()
    {
        header.Dispose();
        bytes.Dispose();
    }

    private static string CheckFormat(EncodedImage bytes, string file, IReadOnlyList<string> allowed)
    {
        if (bytes.Length == 0)
        {
            throw new InvalidImageFormatError(file, "is empty.");
        }

        string? format = FormatSniffer.Sniff(bytes.Span);
        string accepted = string.Join(", ", allowed);
        if (format is null)
        {
            throw new InvalidImageFormatError(file, $"is not a picture of a known format; accepted are {accepted}.");
        }

        return allowed.Contains(format) && ImageFormats.Decodable.Contains(format)
            ? format
            : throw new InvalidImageFormatError(file, $"is {format} by its content; accepted are {accepted}.", format);
    }

    private static void CheckSize(VipsImage image, string file, ImageLimits limits)
    {
        long pixels = (long)image.Width * image.Height;
        if (pixels > limits.MaxPixels)
        {
            throw new ImageTooLargeError(file, $"has {image.Width} × {image.Height} = {pixels} pixels; at most {limits.MaxPixels} are accepted.");
        }
    }
}
