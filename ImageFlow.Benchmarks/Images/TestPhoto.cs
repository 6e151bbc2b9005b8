using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Benchmarks.Images;

/// <summary>
/// A picture of 4000 × 3000 pixels that costs a decoder what a photograph does: clouds of noise at many scales, and a camera's grain.
/// It is the same every time.
/// </summary>
internal static class TestPhoto
{
    public const int Width = 4000;
    public const int Height = 3000;
    private const int Quality = 90;

    private static readonly (int Cell, double Strength)[] Octaves = [(900, 70), (300, 40), (90, 25), (30, 14), (10, 8), (4, 5)];

    public static byte[] Make()
    {
        byte[] rgb = new byte[Width * Height * 3];
        Parallel.For(0, Height, y =>
        {
            for (int x = 0; x < Width; x++)
            {
                double light = 128;
                double tint = 0;
                foreach ((int cell, double strength) in Octaves)
                {
                    light += strength * Noise(x, y, cell, 1);
                    tint += strength / 3 * Noise(x, y, cell, 2);
                }

                int at = ((y * Width) + x) * 3;
                double grain = 20 * (Chance(x, y, 3) - 0.5);
                rgb[at] = ToByte(light + tint + grain);
                rgb[at + 1] = ToByte(light + grain);
                rgb[at + 2] = ToByte(light - tint + grain);
            }
        });

        using VipsImage raw = VipsImage.FromRgb(rgb, Width, Height);
        using VipsImage image = new VipsOperation("copy").Set("in", raw).Set("interpretation", 22).RunToImage();
        using VipsBlob blob = Encoder.Encode(image, new(ImageFormats.Jpeg, Quality, StripMetadata: true));
        return blob.Span.ToArray();
    }

    /// <summary>Value noise between −1 and 1: chance at the corners of a grid, smooth between them.</summary>
    private static double Noise(int x, int y, int cell, int seed)
    {
        (int gx, int gy) = (x / cell, y / cell);
        double fx = Smooth((x % cell) / (double)cell);
        double fy = Smooth((y % cell) / (double)cell);
        double top = Mix(Chance(gx, gy, seed + cell), Chance(gx + 1, gy, seed + cell), fx);
        double bottom = Mix(Chance(gx, gy + 1, seed + cell), Chance(gx + 1, gy + 1, seed + cell), fx);
        return (2 * Mix(top, bottom, fy)) - 1;
    }

    private static double Smooth(double t) => t * t * (3 - (2 * t));

    private static double Mix(double a, double b, double t) => a + ((b - a) * t);

    /// <summary>A number between 0 and 1 that depends on nothing but the arguments.</summary>
    private static double Chance(int x, int y, int seed)
    {
        uint h = unchecked((uint)((x * 374761393) + (y * 668265263) + (seed * 974634257)));
        h = unchecked((h ^ (h >> 13)) * 1274126177);
        return (h ^ (h >> 16)) / (double)uint.MaxValue;
    }

    private static byte ToByte(double value) => (byte)Math.Clamp(value, 0, 255);
}
