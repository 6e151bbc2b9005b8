using System.Buffers.Binary;
using System.Text;

namespace ImageFlow.Activities.Imaging;

/// <summary>Tells a file's real format by its first bytes; names also those that are refused, so that an error can say what came.</summary>
internal static class FormatSniffer
{
    /// <summary>How much of the beginning is looked at.</summary>
    private const int Window = 1024;

    private static readonly (byte[] Magic, string Format)[] Magics =
    [
        ([0xFF, 0xD8, 0xFF], ImageFormats.Jpeg),
        ([0x89, .. "PNG\r\n\x1a\n"u8], ImageFormats.Png),
        ([.. "GIF87a"u8], ImageFormats.Gif),
        ([.. "GIF89a"u8], ImageFormats.Gif),
        ([.. "II*\0"u8], ImageFormats.Tiff),
        ([.. "MM\0*"u8], ImageFormats.Tiff),
        ([.. "II+\0"u8], ImageFormats.Tiff),
        ([.. "MM\0+"u8], ImageFormats.Tiff),
        ([.. "BM"u8], "bmp"),
        ([0, 0, 1, 0], "ico"),
        ([0, 0, 0, 0x0C, .. "jP  "u8], "jp2"),
        ([0xFF, 0x4F, 0xFF, 0x51], "jp2"),
        ([0, 0, 0, 0x0C, .. "JXL "u8], "jxl"),
        ([0xFF, 0x0A], "jxl"),
        ([.. "8BPS"u8], "psd"),
        ([.. "%PDF"u8], "pdf"),
        ([.. "PK\x03\x04"u8], "zip"),
        ([0x1F, 0x8B], "gzip"),
        ([0x7F, .. "ELF"u8], "elf"),
        ([.. "MZ"u8], "exe"),
    ];

    private static readonly string[] AvifBrands = ["avif", "avis"];
    private static readonly string[] HeicBrands = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"];

    /// <summary>The format's lower-case name, or <see langword="null"/> where it is none of those known here.</summary>
    public static string? Sniff(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8))
        {
            return bytes.Slice(8, 4).SequenceEqual("WEBP"u8) ? ImageFormats.Webp : "riff";
        }

        if (bytes.Length >= 12 && bytes.Slice(4, 4).SequenceEqual("ftyp"u8))
        {
            return SniffBrands(bytes);
        }

        foreach ((byte[] magic, string format) in Magics)
        {
            if (bytes.StartsWith(magic))
            {
                return format;
            }
        }

        return SniffMarkup(bytes[..Math.Min(bytes.Length, Window)]);
    }

    /// <summary>ISO base media: the major brand, then the compatible ones (ISO/IEC 23008-12, 10.2; AV1 Image File Format, 6).</summary>
    private static string SniffBrands(ReadOnlySpan<byte> bytes)
    {
        int boxEnd = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), (uint)Math.Min(bytes.Length, Window));
        string major = Encoding.Latin1.GetString(bytes.Slice(8, 4));
        List<string> brands = [major];
        for (int at = 16; at + 4 <= boxEnd; at += 4)
        {
            brands.Add(Encoding.Latin1.GetString(bytes.Slice(at, 4)));
        }

        // 'mif1' says only "a picture file": any AVIF may have it for its major brand.
        return brands.Intersect(AvifBrands).Any() ? ImageFormats.Avif
            : brands.Intersect(HeicBrands).Any() ? "heic"
            : "mp4";
    }

    private static string? SniffMarkup(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<char> text = Encoding.Latin1.GetString(start).AsSpan().TrimStart("\u00EF\u00BB\u00BF \t\r\n");
        if (text.Length == 0 || text[0] != '<')
        {
            return null;
        }

        return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "svg"
            : text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) ? "html"
            : "xml";
    }
}
