using System.Buffers.Binary;
using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Tests.Activities;

/// <summary>Small pictures that tests make themselves.</summary>
internal static class TestPicture
{
    /// <summary>A picture whose pixel at (x, y) has the given red, green and blue.</summary>
    public static byte[] Make(int width, int height, Func<int, int, (byte R, byte G, byte B)> pixel, string format = ImageFormats.Png, int quality = 95)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = pixel(i % width, i / width);
        }

        using VipsImage image = VipsImage.FromRgb(rgb, width, height);
        using VipsImage srgb = new VipsOperation("copy").Set("in", image).Set("interpretation", 22).RunToImage();
        using VipsBlob blob = Encoder.Encode(srgb, new(format, quality, StripMetadata: true));
        return blob.Span.ToArray();
    }

    /// <summary>A colourful picture without sharp edges.</summary>
    public static byte[] Gradient(int width, int height, string format = ImageFormats.Jpeg) => Make(
        width, height, (x, y) => ((byte)(255 * x / width), (byte)(255 * y / height), (byte)(((x * 7) + (y * 3)) % 200)), format);

    public static byte[] Solid(int width, int height, byte r, byte g, byte b, string format = ImageFormats.Png) =>
        Make(width, height, (_, _) => (r, g, b), format);

    /// <summary>The pixels of an encoded picture, decoded whole, and its bands.</summary>
    public static (byte[] Pixels, int Width, int Height, int Bands) Decode(byte[] encoded)
    {
        using SourceImage source = SourceImage.Open(EncodedImage.Copy(encoded), "test", new());
        using VipsImage image = source.Decode();
        return (image.ToBytes(), image.Width, image.Height, image.Bands);
    }

    /// <summary>Puts a block of EXIF into a JPEG, right after its first marker.</summary>
    public static byte[] WithExif(byte[] jpeg, byte[] tiff)
    {
        byte[] head = [0xFF, 0xE1, 0, 0, .. "Exif\0\0"u8];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(tiff.Length + 8));
        return [.. jpeg[..2], .. head, .. tiff, .. jpeg[2..]];
    }

    /// <summary>EXIF that tells the orientation, the camera's make and a position.</summary>
    public static byte[] Exif(int orientation)
    {
        byte[] tiff = new byte[128];
        "MM\0*"u8.CopyTo(tiff);
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(8), 3);
        Entry(tiff.AsSpan(10), 0x010F, 2, 8, 100);
        Entry(tiff.AsSpan(22), 0x0112, 3, 1, (uint)orientation << 16);
        Entry(tiff.AsSpan(34), 0x8825, 4, 1, 52);
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(52), 2);
        Entry(tiff.AsSpan(54), 0x0002, 5, 1, 110);
        Entry(tiff.AsSpan(66), 0x0004, 5, 1, 118);
        "CamCorp\0"u8.CopyTo(tiff.AsSpan(100));
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(114), 1);
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(122), 1);
        return tiff;
    }

    private static void Entry(Span<byte> at, ushort tag, ushort type, uint count, uint value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(at, tag);
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], type);
        BinaryPrimitives.WriteUInt32BigEndian(at[4..], count);
        BinaryPrimitives.WriteUInt32BigEndian(at[8..], value);
    }
}
