namespace ImageFlow.Activities.Metadata;

/// <summary>
/// A 64-bit hash of what a picture looks like: the 8 × 8 lowest terms of the cosine transform of its 32 × 32 grey version, each a
/// bit that tells whether it lies above their median. Two pictures look alike when few bits differ.
/// </summary>
internal static class PerceptualHash
{
    private const int Side = 32;
    private const int Terms = 8;

    private static readonly double[,] Cosines = BuildCosines();

    /// <summary>16 hex digits.</summary>
    public static string Of(PixelSample sample) => Compute(sample).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static ulong Compute(PixelSample sample)
    {
        double[] terms = LowTerms(Grey(sample));
        double median = terms.Order().Skip((Terms * Terms / 2) - 1).Take(2).Average();
        ulong bits = 0;
        foreach (double term in terms)
        {
            bits = (bits << 1) | (term > median ? 1UL : 0);
        }

        return bits;
    }

    /// <summary>Every cell is the mean of the pixels it covers, or the nearest pixel where the sample is smaller.</summary>
    private static double[,] Grey(PixelSample sample)
    {
        double[,] grey = new double[Side, Side];
        for (int y = 0; y < Side; y++)
        {
            (int top, int bottom) = Cover(y, sample.Height);
            for (int x = 0; x < Side; x++)
            {
                (int left, int right) = Cover(x, sample.Width);
                double sum = 0;
                for (int py = top; py < bottom; py++)
                {
                    for (int px = left; px < right; px++)
                    {
                        ReadOnlySpan<byte> p = sample.Rgb(px, py);

                        // ITU-R BT.601 luma.
                        sum += (0.299 * p[0]) + (0.587 * p[1]) + (0.114 * p[2]);
                    }
                }

                grey[y, x] = sum / ((bottom - top) * (right - left));
            }
        }

        return grey;
    }

    private static (int From, int To) Cover(int cell, int length)
    {
        int from = cell * length / Side;
        return (from, Math.Max(from + 1, (cell + 1) * length / Side));
    }

    private static double[] LowTerms(double[,] grey)
    {
        double[,] rows = new double[Side, Terms];
        for (int y = 0; y < Side; y++)
        {
            for (int u = 0; u < Terms; u++)
            {
                for (int x = 0; x < Side; x++)
                {
                    rows[y, u] += grey[y, x] * Cosines[u, x];
                }
            }
        }

        double[] terms = new double[Terms * Terms];
        for (int v = 0; v < Terms; v++)
        {
            for (int u = 0; u < Terms; u++)
            {
                for (int y = 0; y < Side; y++)
                {
                    terms[(v * Terms) + u] += rows[y, u] * Cosines[v, y];
                }
            }
        }

        return terms;
    }

    private static double[,] BuildCosines()
    {
        double[,] cosines = new double[Terms, Side];
        for (int u = 0; u < Terms; u++)
        {
            for (int x = 0; x < Side; x++)
            {
                cosines[u, x] = Math.Cos(Math.PI * u * ((2 * x) + 1) / (2 * Side));
            }
        }

        return cosines;
    }
}
