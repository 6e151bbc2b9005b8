using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.Faces;

/// <summary>A face in a picture, in pixels of it.</summary>
/// <param name="Votes">How many windows agreed.</param>
public readonly record struct FaceBox(int X, int Y, int Width, int Height, int Votes);

/// <summary>
/// Finds frontal faces with a cascade of LBP stumps over an image pyramid, in the way of OpenCV's <c>detectMultiScale</c>. Profiles are missed, and so are some faces of groups;
/// whether eyes are open or glasses worn it cannot tell.
/// </summary>
public sealed class FaceDetector
{
    private const double ScaleFactor = 1.1;

    /// <summary>Fewer windows that agree are chance.</summary>
    private const int MinNeighbours = 4;

    /// <summary>In pixels; smaller windows find more that is no face. A greater part of the picture as bound would miss the small faces of groups.</summary>
    private const int MinFace = 40;

    /// <summary>The longer side of the pictures that faces are looked for in, in pixels; larger ones are made smaller first.</summary>
    public const int MaxSide = 1000;

    private readonly Cascade cascade;

    internal FaceDetector(Cascade cascade) => this.cascade = cascade;

    /// <summary>The biggest faces first.</summary>
    public IReadOnlyList<FaceBox> Detect(GreyImage image)
    {
        List<FaceBox> found = [];
        for (double factor = 1; ; factor *= ScaleFactor)
        {
            int window = Round(cascade.Size * factor);
            int width = Round(image.Width / factor);
            int height = Round(image.Height / factor);
            if (width < cascade.Size || height < cascade.Size)
            {
                break;
            }

            if (window >= MinFace)
            {
                Scan(Scale(image, width, height), factor, window, found);
            }
        }

        return [.. FaceGroups.Join(found, MinNeighbours).OrderByDescending(face => face.Width * face.Height)];
    }

    private void Scan(GreyImage image, double factor, int window, List<FaceBox> found)
    {
        int[] sums = Integral(image);
        int stride = image.Width + 1;
        Feature[] features = [.. cascade.Features.Select(feature => new Feature(feature, stride))];
        int step = factor > 2 ? 1 : 2;
        for (int y = 0; y <= image.Height - cascade.Size; y += step)
        {
            for (int x = 0; x <= image.Width - cascade.Size; x += step)
            {
                int passed = Passed(sums, (y * stride) + x, features);
                if (passed == cascade.Stages.Count)
                {
                    found.Add(new FaceBox(Round(x * factor), Round(y * factor), window, window, 1));
                }
                else if (passed == 0)
                {
                    // Where not even the first stage passes, the neighbour hardly will.
                    x += step;
                }
            }
        }
    }

    private int Passed(int[] sums, int at, Feature[] features)
    {
        for (int i = 0; i < cascade.Stages.Count; i++)
        {
            Cascade.Stage stage = cascade.Stages[i];
            double sum = 0;
            foreach (Cascade.Stump stump in stage.Stumps)
            {
                int code = features[stump.Feature].Code(sums, at);
                sum += (stump.Subset[code >> 5] & (1 << (code & 31))) != 0 ? stump.Inside : stump.Outside;
            }

            if (sum < stage.Threshold)
            {
                return i;
            }
        }

        return cascade.Stages.Count;
    }

    private static int[] Integral(GreyImage image)
    {
        int stride = image.Width + 1;
        int[] sums = new int[stride * (image.Height + 1)];
        for (int y = 0; y < image.Height; y++)
        {
            int row = 0;
            for (int x = 0; x < image.Width; x++)
            {
                row += image.Pixels[(y * image.Width) + x];
                sums[((y + 1) * stride) + x + 1] = sums[(y * stride) + x + 1] + row;
            }
        }

        return sums;
    }

    /// <summary>Bilinear, pixel centres on pixel centres.</summary>
    public static GreyImage Scale(GreyImage image, int width, int height)
    {
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        byte[] pixels = new byte[width * height];
        double across = (double)image.Width / width;
        double down = (double)image.Height / height;
        for (int y = 0; y < height; y++)
        {
            double fromY = Math.Clamp(((y + 0.5) * down) - 0.5, 0, image.Height - 1);
            int top = (int)fromY;
            int bottom = Math.Min(top + 1, image.Height - 1);
            for (int x = 0; x < width; x++)
            {
                double fromX = Math.Clamp(((x + 0.5) * across) - 0.5, 0, image.Width - 1);
                int left = (int)fromX;
                int right = Math.Min(left + 1, image.Width - 1);
                double upper = Mix(image.Pixels[(top * image.Width) + left], image.Pixels[(top * image.Width) + right], fromX - left);
                double lower = Mix(image.Pixels[(bottom * image.Width) + left], image.Pixels[(bottom * image.Width) + right], fromX - left);
                pixels[(y * width) + x] = (byte)Round(Mix(upper, lower, fromY - top));
            }
        }

        return new GreyImage(pixels, width, height);
    }

    private static double Mix(double a, double b, double share) => a + ((b - a) * share);

    /// <summary>Half to even, as OpenCV rounds.</summary>
    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);

    /// <summary>The sixteen corners of a feature's cells, as distances within the integral image.</summary>
    private readonly struct Feature
    {
        private readonly int[] corners;

        public Feature((int X, int Y, int Width, int Height) cell, int stride)
        {
            corners = new int[16];
            for (int i = 0; i < corners.Length; i++)
            {
                corners[i] = ((cell.Y + (i / 4 * cell.Height)) * stride) + cell.X + (i % 4 * cell.Width);
            }
        }

        /// <summary>Which of the cells around are at least as bright as the middle one, clockwise from the upper left, the first in the highest bit.</summary>
        public int Code(int[] sums, int at)
        {
            int middle = Cell(sums, at, 5);
            return (Cell(sums, at, 0) >= middle ? 128 : 0) | (Cell(sums, at, 1) >= middle ? 64 : 0) | (Cell(sums, at, 2) >= middle ? 32 : 0) | (Cell(sums, at, 6) >= middle ? 16 : 0)
                | (Cell(sums, at, 10) >= middle ? 8 : 0) | (Cell(sums, at, 9) >= middle ? 4 : 0) | (Cell(sums, at, 8) >= middle ? 2 : 0) | (Cell(sums, at, 4) >= middle ? 1 : 0);
        }

        private int Cell(int[] sums, int at, int corner) =>
            sums[at + corners[corner]] - sums[at + corners[corner + 1]] - sums[at + corners[corner + 4]] + sums[at + corners[corner + 5]];
    }
}
