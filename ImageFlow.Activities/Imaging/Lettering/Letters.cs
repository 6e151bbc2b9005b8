using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging.Lettering;

/// <summary>A laid out text in a colour, with or without an outline in another one.</summary>
/// <param name="Colour">Red, green, blue: 0 to 255.</param>
internal sealed record Letters(TextLayout Layout, IReadOnlyList<double> Colour, IReadOnlyList<double>? Outline)
{
    /// <summary>How thick the pen is, in the font's units: a ninth of a capital letter's height.</summary>
    private const double Pen = 1.1;

    /// <summary>How far the outline reaches beyond the pen.</summary>
    private const double OutlineReach = 0.55;

    private const int Bands = 4;

    /// <summary>Draws it as wide as asked for, or less where it would be too high; transparent around the letters.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="maxHeight">In pixels.</param>
    public VipsImage Render(int width, int maxHeight)
    {
        double reach = (Pen / 2) + (Outline is null ? 0 : OutlineReach);
        double unitsWide = Layout.Right - Layout.Left + (2 * reach);
        double unitsHigh = Layout.Top - Layout.Bottom + (2 * reach);
        double scale = Math.Min(width / unitsWide, maxHeight / unitsHigh);
        int pixelsWide = Math.Clamp((int)Math.Ceiling(unitsWide * scale), 1, width);
        int pixelsHigh = Math.Clamp((int)Math.Ceiling(unitsHigh * scale), 1, maxHeight);
        float[] distances = new float[pixelsWide * pixelsHigh];
        Array.Fill(distances, float.MaxValue);
        double farthest = (reach * scale) + 1;
        foreach (((double X, double Y) from, (double X, double Y) to) in Layout.Segments)
        {
            Mark(distances, pixelsWide, pixelsHigh, ToPixels(from), ToPixels(to), farthest);
        }

        return AsSrgb(VipsImage.FromPixels(Paint(distances, scale), pixelsWide, pixelsHigh, Bands));

        (double X, double Y) ToPixels((double X, double Y) point) => ((point.X - Layout.Left + reach) * scale, (Layout.Top - point.Y + reach) * scale);
    }

    private static VipsImage AsSrgb(VipsImage plain)
    {
        using (plain)
        {
            return new VipsOperation("copy").Set("in", plain).Set("interpretation", 22).RunToImage();
        }
    }

    /// <summary>Every pixel near the segment learns how far its centre is from it.</summary>
    private static void Mark(float[] distances, int width, int height, (double X, double Y) from, (double X, double Y) to, double farthest)
    {
        int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - farthest));
        int right = Math.Min(width - 1, (int)(Math.Max(from.X, to.X) + farthest));
        int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - farthest));
        int bottom = Math.Min(height - 1, (int)(Math.Max(from.Y, to.Y) + farthest));
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        double length = (dx * dx) + (dy * dy);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                (double px, double py) = (x + 0.5 - from.X, y + 0.5 - from.Y);
                double along = length == 0 ? 0 : Math.Clamp(((px * dx) + (py * dy)) / length, 0, 1);
                (double ox, double oy) = (px - (along * dx), py - (along * dy));
                ref float nearest = ref distances[(y * width) + x];
                nearest = Math.Min(nearest, (float)Math.Sqrt((ox * ox) + (oy * oy)));
            }
        }
    }

    /// <summary>The letters over their outline; at the edges a pixel is as opaque as the pen covers it.</summary>
    private byte[] Paint(float[] distances, double scale)
    {
        byte[] pixels = new byte[distances.Length * Bands];
        for (int i = 0; i < distances.Length; i++)
        {
            double letter = Math.Clamp((Pen / 2 * scale) - distances[i] + 0.5, 0, 1);
            double whole = Outline is null ? letter : Math.Clamp((((Pen / 2) + OutlineReach) * scale) - distances[i] + 0.5, 0, 1);
            if (whole <= 0)
            {
                continue;
            }

            for (int band = 0; band < Colour.Count; band++)
            {
                double under = Outline is null ? Colour[band] : Outline[band];
                pixels[(i * Bands) + band] = (byte)Math.Round(((Colour[band] * letter) + (under * (whole - letter))) / whole);
            }

            pixels[(i * Bands) + Bands - 1] = (byte)Math.Round(whole * byte.MaxValue);
        }

        return pixels;
    }
}
