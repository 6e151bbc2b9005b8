using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging;

/// <summary>How results are encoded.</summary>
/// <param name="Format">jpeg, png, webp or avif.</param>
/// <param name="Quality">1 to 100; png ignores it.</param>
internal sealed record EncodeOptions(string Format, int Quality, bool StripMetadata);

/// <summary>Encodes finished pixels.</summary>
internal static class Encoder
{
    public const int MinQuality = 1;
    public const int MaxQuality = 100;

    /// <summary>What every output format can hold; WebP's bound is the narrowest.</summary>
    public const int MaxSide = 16383;

    private const int KeepNone = 0;
    private const int HeifCompressionAv1 = 4;

    /// <summary>libvips takes an unknown quality for its default, so that this is where it is checked.</summary>
    public static int DefaultQuality(string format) => format == ImageFormats.Avif ? 50 : 80;

    public static VipsBlob Encode(VipsImage image, EncodeOptions encoding)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(encoding.Quality, MinQuality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(encoding.Quality, MaxQuality);
        using VipsOperation save = encoding.Format switch
        {
            ImageFormats.Jpeg => new VipsOperation("jpegsave_buffer").Set("Q", encoding.Quality).Set("optimize_coding", true),
            ImageFormats.Png => new VipsOperation("pngsave_buffer"),
            ImageFormats.Webp => new VipsOperation("webpsave_buffer").Set("Q", encoding.Quality),
            ImageFormats.Avif => new VipsOperation("heifsave_buffer").Set("Q", encoding.Quality).Set("compression", HeifCompressionAv1),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding.Format, "There is no encoder for this format."),
        };
        save.Set("in", image);
        if (encoding.StripMetadata)
        {
            save.Set("keep", KeepNone);
        }

        return save.Run().GetBlob();
    }
}
