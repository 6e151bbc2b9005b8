using System.Diagnostics;
using System.Globalization;
using ImageFlow.Benchmarks.Images;
using ImageFlow.Benchmarks.Jsonata;

namespace ImageFlow.Benchmarks;

/// <summary>
/// How long a person waits for <c>run</c> of image-resize on one 12-megapixel photo: the whole process from start to end, from a warm
/// build, with a new data folder each time. Under 1.5 s is wanted.
/// </summary>
internal static class RunBenchmark
{
    private const double Target = 1.5;

    private static readonly string Project = Path.Combine(NodePeer.RepositoryRoot, "ImageFlow.Cli");

    /// <param name="options">The number of rounds, default 5.</param>
    public static int Run(string[] options)
    {
        int rounds = int.Parse(options.ElementAtOrDefault(0) ?? "5", CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("imageflow-benchmark-").FullName;
        try
        {
            string photo = Path.Combine(folder, "photo.jpg");
            File.WriteAllBytes(photo, TestPhoto.Make());
            string program = Path.Combine(Project, "bin", "Debug", "net10.0", OperatingSystem.IsWindows() ? "imageflow.exe" : "imageflow");
            bool reached = true;
            List<double> direct = [];
            List<double> throughSdk = [];
            for (int round = -1; round < rounds; round++)
            {
                double first = Seconds(program, [], photo, folder);
                double second = Seconds("dotnet", ["run", "--no-build", "--project", Project, "--"], photo, folder);
                if (round >= 0)
                {
                    // The round before the first brings the files into memory.
                    direct.Add(first);
                    throughSdk.Add(second);
                }
            }

            reached &= Report("imageflow run", direct);
            reached &= Report("dotnet run --no-build", throughSdk);
            return reached ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Seconds(string program, IEnumerable<string> arguments, string photo, string folder)
    {
        string data = Path.Combine(folder, "data");
        string flow = Path.Combine(NodePeer.RepositoryRoot, "stepfunctions", "image-resize", "workflow.json");
        ProcessStartInfo start = new(program, [.. arguments, "run", flow, "--image", photo, "--data", data, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = watch.Elapsed.TotalSeconds;
        Directory.Delete(data, recursive: true);
        return process.ExitCode == 0 ? seconds : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}{error.Result}");
    }

    private static bool Report(string title, List<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        double median = sorted[sorted.Length / 2];
        Console.WriteLine(
            $"{title,-22} median {median:F2} s, least {sorted[0]:F2} s of {sorted.Length} (target under {Target:F1} s) {(median < Target ? "reached" : "MISSED")}");
        return median < Target;
    }
}
