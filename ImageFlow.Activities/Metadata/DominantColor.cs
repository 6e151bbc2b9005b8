namespace ImageFlow.Activities.Metadata;

/// <summary>The most frequent colour of a picture: the mean of the fullest cell of a coarse colour histogram.</summary>
internal static class DominantColor
{
    /// <summary>16 steps per channel: coarse enough to gather shades, fine enough to keep colours apart.</summary>
    private const int BitsPerChannel = 4;

    /// <summary>More transparent pixels than this do not count.</summary>
    private const byte LeastAlpha = 128;

    /// <summary>As <c>#rrggbb</c>; black for a picture that is transparent throughout.</summary>
    public static string Of(PixelSample sample)
    {
        const int Shift = 8 - BitsPerChannel;
        (int Count, int Red, int Green, int Blue)[] cells = new (int, int, int, int)[1 << (3 * BitsPerChannel)];
        for (int y = 0; y < sample.Height; y++)
        {
            for (int x = 0; x < sample.Width; x++)
            {
                if (sample.Alpha(x, y) < LeastAlpha)
                {
                    continue;
                }

                ReadOnlySpan<byte> p = sample.Rgb(x, y);
                ref (int Count, int Red, int Green, int Blue) cell =
                    ref cells[(((p[0] >> Shift) << BitsPerChannel) | (p[1] >> Shift)) << BitsPerChannel | (p[2] >> Shift)];
                cell = (cell.Count + 1, cell.Red + p[0], cell.Green + p[1], cell.Blue + p[2]);
            }
        }

        (int count, int red, int green, int blue) = cells.MaxBy(c => c.Count);
        return count == 0 ? "#000000" : $"#{red / count:x2}{green / count:x2}{blue / count:x2}";
    }
}
