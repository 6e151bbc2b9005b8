using System.Globalization;
using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Benchmarks.Images;

/// <summary>
/// Is our resizing as cheap as the best there is? CPU time per picture of a 12-megapixel JPEG, ours and the peers' in turn in several
/// rounds; then a soak that shows whether memory stays flat.
/// </summary>
internal static class ImageComparison
{
    private const int Repeats = 5;
    private const int Quality = 80;

    private static readonly int[] OneWidth = [256];
    private static readonly int[] FiveWidths = [1600, 1200, 800, 400, 200];

    /// <param name="options"><c>compare</c>, <c>soak</c>, or nothing for both; then the number of rounds, default 7.</param>
    public static async Task<int> RunAsync(string[] options)
    {
        string what = options.ElementAtOrDefault(0) ?? "all";
        int rounds = int.Parse(options.ElementAtOrDefault(1) ?? "7", CultureInfo.InvariantCulture);
        byte[] photo = TestPhoto.Make();
        Console.WriteLine($"{TestPhoto.Width} × {TestPhoto.Height} JPEG, {photo.Length / 1e6:F2} MB; libvips {VipsRuntime.Version}; {Environment.ProcessorCount} processors");
        bool passed = true;
        if (what is "all" or "compare")
        {
            passed &= Compare(photo, rounds);
        }

        if (what is "all" or "soak")
        {
            passed &= await Soak.RunAsync(photo);
        }

        return passed ? 0 : 1;
    }

    private static bool Compare(byte[] photo, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("imageflow-benchmark-").FullName;
        string path = Path.Combine(folder, "photo.jpg");
        string tiny = Path.Combine(folder, "tiny.jpg");
        File.WriteAllBytes(path, photo);
        File.WriteAllBytes(tiny, Resize(photo, [8])[0]);
        try
        {
            Peers.Install();
            Samples samples = new();
            for (int i = 0; i < 3; i++)
            {
                _ = (Resize(photo, OneWidth), Resize(photo, FiveWidths));
            }

            for (int round = 0; round < rounds; round++)
            {
                samples.Add("one, ours", Cpu(photo, OneWidth));
                samples.Add("one, djpeg 1/8", Peers.Djpeg(path, tiny, 2 * Repeats));
                samples.Add("one, sharp", Peers.Sharp(path, "clone", Repeats, OneWidth));
                samples.Add("five, ours", Cpu(photo, FiveWidths));
                samples.Add("five, sharp (clone)", Peers.Sharp(path, "clone", Repeats, FiveWidths));
                samples.Add("five, sharp (once)", Peers.Sharp(path, "once", Repeats, FiveWidths));
                samples.Add("five, Pillow (copy)", Peers.Pillow(path, "copy", 2, FiveWidths));
                samples.Add("five, Pillow (draft)", Peers.Pillow(path, "draft", 2, FiveWidths));
            }

            samples.Print();
            return samples.Check("12 MP to 256 px, ours : djpeg -scale 1/8", "one, ours", "one, djpeg 1/8", 1.25)
                & samples.Check("12 MP to 256 px, ours : sharp", "one, ours", "one, sharp", 1.0)
                & samples.Check("five sizes, ours : sharp", "five, ours", "five, sharp (clone)", 0.8)
                & samples.Check("five sizes, ours : Pillow", "five, ours", "five, Pillow (copy)", 0.45);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Cpu(byte[] photo, int[] widths)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < Repeats; i++)
        {
            _ = Resize(photo, widths);
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Repeats;
    }

    /// <summary>What ResizeImage does between reading the object and storing the results.</summary>
    private static byte[][] Resize(byte[] photo, int[] widths)
    {
        using SourceImage source = SourceImage.Open(EncodedImage.Copy(photo), "photo.jpg", new());
        ResizePlan[] plans = [.. widths.Select(w => ResizePlan.For(source.Width, source.Height, w, null, "inside", enlarge: false))];
        using RenderedImages rendered = RenderedImages.Make(
            source, plans, new(ImageFormats.Jpeg, Attention: false, [255, 255, 255]), new(ImageFormats.Jpeg, Quality, StripMetadata: true));
        return [.. widths.Select((_, i) => rendered[i].Span.ToArray())];
    }
}
