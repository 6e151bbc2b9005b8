using System.Text;

namespace ImageFlow.Activities.Metadata;

/// <summary>The BlurHash of a picture: the first terms of its cosine transform in linear light, as text (blurha.sh, "Algorithm").</summary>
internal static class BlurHash
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

    public static string Encode(PixelSample sample, int componentsX = 4, int componentsY = 3)
    {
        double[][] factors = new double[componentsX * componentsY][];
        for (int y = 0; y < componentsY; y++)
        {
            for (int x = 0; x < componentsX; x++)
            {
                factors[(y * componentsX) + x] = Factor(sample, x, y);
            }
        }

        StringBuilder hash = new();
        Append(hash, componentsX - 1 + ((componentsY - 1) * 9), 1);
        double greatest = factors.Skip(1).SelectMany(f => f).Select(Math.Abs).DefaultIfEmpty(0).Max();
        int quantised = Math.Clamp((int)Math.Floor((greatest * 166) - 0.5), 0, 82);
        Append(hash, quantised, 1);
        Append(hash, Average(factors[0]), 4);
        double scale = (quantised + 1) / 166.0;
        foreach (double[] factor in factors.Skip(1))
        {
            Append(hash, Detail(factor, scale), 2);
        }

        return hash.ToString();
    }

    private static double[] Factor(PixelSample sample, int componentX, int componentY)
    {
        double normal = componentX == 0 && componentY == 0 ? 1 : 2;
        double[] sum = new double[3];
        for (int y = 0; y < sample.Height; y++)
        {
            double rowBasis = Math.Cos(Math.PI * componentY * y / sample.Height);
            for (int x = 0; x < sample.Width; x++)
            {
                double basis = normal * Math.Cos(Math.PI * componentX * x / sample.Width) * rowBasis;
                ReadOnlySpan<byte> pixel = sample.Rgb(x, y);
                for (int band = 0; band < 3; band++)
                {
                    sum[band] += basis * Linear[pixel[band]];
                }
            }
        }

        double pixels = sample.Width * sample.Height;
        return [sum[0] / pixels, sum[1] / pixels, sum[2] / pixels];
    }

    private static double[] Linear { get; } = [.. Enumerable.Range(0, 256).Select(ToLinear)];

    private static double ToLinear(int value)
    {
        double v = value / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
    }

    private static int ToSrgb(double linear)
    {
        double v = Math.Clamp(linear, 0, 1);
        return (int)((v <= 0.0031308 ? v * 12.92 : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055) * 255 + 0.5);
    }

    private static int Average(double[] factor) => (ToSrgb(factor[0]) << 16) | (ToSrgb(factor[1]) << 8) | ToSrgb(factor[2]);

    private static int Detail(double[] factor, double scale) =>
        (Quantise(factor[0] / scale) * 19 * 19) + (Quantise(factor[1] / scale) * 19) + Quantise(factor[2] / scale);

    private static int Quantise(double value) =>
        Math.Clamp((int)Math.Floor((Math.Sign(value) * Math.Sqrt(Math.Abs(value)) * 9) + 9.5), 0, 18);

    private static void Append(StringBuilder hash, int value, int length)
    {
        int divisor = (int)Math.Pow(83, length - 1);
        for (int i = 0; i < length; i++)
        {
            hash.Append(Digits[value / divisor % 83]);
            divisor /= 83;
        }
    }
}
