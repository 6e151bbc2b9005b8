using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace ImageFlow.Activities.Faces;

/// <summary>A cascade of boosted LBP stumps, as OpenCV writes it (<c>opencv_storage/cascade</c>, featureType LBP).</summary>
internal sealed class Cascade
{
    /// <summary>Subtracted from the stages' thresholds, as OpenCV does, so that sums that are equal but for rounding pass.</summary>
    private const double ThresholdTolerance = 1e-5;

    /// <summary>A code of 8 bits chooses a bit of 8 words.</summary>
    private const int SubsetWords = 8;

    private Cascade(int size, IReadOnlyList<Stage> stages, IReadOnlyList<(int X, int Y, int Width, int Height)> features) => (Size, Stages, Features) = (size, stages, features);

    /// <summary>The side of the window, in pixels.</summary>
    public int Size { get; }

    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>The upper left one of each feature's 3 × 3 cells.</summary>
    public IReadOnlyList<(int X, int Y, int Width, int Height)> Features { get; }

    /// <exception cref="InvalidDataException">The file is no such cascade.</exception>
    public static Cascade Load(string path)
    {
        try
        {
            XElement root = XDocument.Load(path).Root?.Element("cascade") ?? throw new InvalidDataException("It has no element 'cascade'.");
            if (Text(root, "featureType") != "LBP")
            {
                throw new InvalidDataException("Its features are not LBP.");
            }

            return new Cascade(
                int.Parse(Text(root, "width"), CultureInfo.InvariantCulture),
                [.. Items(root, "stages").Select(ReadStage)],
                [.. Items(root, "features").Select(feature => Numbers(Text(feature, "rect"))).Select(n => ((int)n[0], (int)n[1], (int)n[2], (int)n[3]))]);
        }
        catch (Exception e) when (e is XmlException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"The file '{path}' is no cascade of OpenCV: {e.Message}", e);
        }
    }

    private static Stage ReadStage(XElement stage) => new(
        double.Parse(Text(stage, "stageThreshold"), CultureInfo.InvariantCulture) - ThresholdTolerance,
        [.. Items(stage, "weakClassifiers").Select(ReadStump)]);

    private static Stump ReadStump(XElement weak)
    {
        // Left, right, feature, and the subset.
        double[] node = Numbers(Text(weak, "internalNodes"));
        double[] leaves = Numbers(Text(weak, "leafValues"));
        return new Stump((int)node[2], [.. node[3..(3 + SubsetWords)].Select(word => (int)word)], (float)leaves[0], (float)leaves[1]);
    }

    private static IEnumerable<XElement> Items(XElement parent, string name) => (parent.Element(name) ?? throw new InvalidDataException($"It has no element '{name}'.")).Elements("_");

    private static string Text(XElement parent, string name) => (parent.Element(name) ?? throw new InvalidDataException($"It has no element '{name}'.")).Value.Trim();

    private static double[] Numbers(string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    internal sealed record Stage(double Threshold, Stump[] Stumps);

    internal sealed record Stump(int Feature, int[] Subset, float Inside, float Outside);
}
