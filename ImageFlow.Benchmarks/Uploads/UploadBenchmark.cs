using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageFlow.Activities;
using ImageFlow.Benchmarks.Images;
using ImageFlow.Benchmarks.Jsonata;

namespace ImageFlow.Benchmarks.Uploads;

/// <summary>
/// How much of the machine's image work is left when 500 photos come over HTTP from 32 clients at once and go through <c>upload-pipeline</c>: permit, presigned
/// POST, event, rule, durable execution, five image steps, record, message. Compared with the same five steps on the same photos alone, in turn in several rounds.
/// </summary>
internal static class UploadBenchmark
{
    private const double Target = 0.8;
    private const double MaxMegabytes = 600;

    /// <param name="options">The number of uploads, default 500; of clients, default 32; of rounds, default 3.</param>
    public static async Task<int> RunAsync(string[] options)
    {
        int uploads = Option(options, 0, 500);
        int clients = Option(options, 1, 32);
        int rounds = Option(options, 2, 3);
        byte[] photo = TestPhoto.Make();
        Console.WriteLine($"{uploads} uploads of a JPEG of {TestPhoto.Width} × {TestPhoto.Height}, {photo.Length / 1e6:F2} MB, from {clients} clients; {Environment.ProcessorCount} processors; {rounds} rounds");
        List<(double Bare, double Whole, double Memory)> results = [];
        for (int round = 0; round < rounds; round++)
        {
            double bare = await InFolderAsync(folder => BareAsync(folder, photo, uploads));
            (double whole, double memory) = await InFolderAsync(folder => WholeAsync(folder, photo, uploads, clients));
            results.Add((bare, whole, memory));
            Console.WriteLine($"round {round + 1}: bare {bare,6:F2} photos/s   whole {whole,6:F2} photos/s   {whole / bare,5:P0}   peak memory {memory,4:F0} MB");
        }

        double share = Median(results.Select(r => r.Whole / r.Bare));
        double peak = results.Max(r => r.Memory);
        Console.WriteLine($"median   bare {Median(results.Select(r => r.Bare)),6:F2} photos/s   whole {Median(results.Select(r => r.Whole)),6:F2} photos/s   {share,5:P0} (target at least {Target:P0}) {(share >= Target ? "reached" : "MISSED")}");
        Console.WriteLine($"greatest peak memory of the server {peak:F0} MB (target below {MaxMegabytes:F0}) {(peak < MaxMegabytes ? "reached" : "MISSED")}");
        return share >= Target && peak < MaxMegabytes ? 0 : 1;
    }

    /// <summary>The five image steps of the flow, with the objects' reading and writing, on all processors.</summary>
    private static async Task<double> BareAsync(string folder, byte[] photo, int count)
    {
        FileObjectStore objects = new(folder);
        for (int i = 0; i < count; i++)
        {
            await objects.PutAsync("imageflow-uploads", $"{i}.jpg", photo, new() { ContentType = "image/jpeg" });
        }

        ImageFlow.Activities.ActivityContext context = new() { Objects = objects };
        Stopwatch watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (i, token) =>
        {
            foreach ((string activity, string input) in UploadFlow.Steps($"{i}.jpg"))
            {
                if ((await ActivityInvoker.InvokeAsync(activity, Encoding.UTF8.GetBytes(input), context, token)).Error is { } error)
                {
                    throw new InvalidOperationException($"{activity}: {error.ErrorMessage}");
                }
            }
        });
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<(double Rate, double Megabytes)> WholeAsync(string folder, byte[] photo, int count, int clients)
    {
        string program = Path.Combine(NodePeer.RepositoryRoot, "ImageFlow.Server", "bin", "Release", "net10.0", "ImageFlow.Server.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException("Build the server first: dotnet build -c Release ImageFlow.Server", program);
        }

        (Uri web, Uri aws) = (FreeAddress(), FreeAddress());
        ProcessStartInfo info = new("dotnet", [program, "--url", web.ToString(), "--aws-url", aws.ToString(), "--data", folder]) { RedirectStandardOutput = true };
        using Process server = Process.Start(info)!;
        try
        {
            using HttpClient client = new() { Timeout = TimeSpan.FromMinutes(5) };
            UploadFlow flow = new(client, web, aws);
            await flow.WaitUntilHealthyAsync();
            await flow.SetUpAsync();

            // The first ones find everything cold.
            await flow.UploadAsync(photo, 4, 4);
            await flow.WaitForAsync(4);
            Stopwatch watch = Stopwatch.StartNew();
            await flow.UploadAsync(photo, count, clients);
            await flow.WaitForAsync(count + 4);
            double rate = count / watch.Elapsed.TotalSeconds;
            await flow.CheckAsync(count + 4);
            return (rate, PeakMegabytes(server));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    /// <summary>The greatest resident size that the process has had; on Linux the kernel keeps it.</summary>
    private static double PeakMegabytes(Process process)
    {
        if (!OperatingSystem.IsLinux())
        {
            process.Refresh();
            return process.PeakWorkingSet64 / 1048576.0;
        }

        string line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static async Task<T> InFolderAsync<T>(Func<string, Task<T>> run)
    {
        string folder = Directory.CreateTempSubdirectory("imageflow-uploads-").FullName;
        try
        {
            return await run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Uri FreeAddress()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static int Option(string[] options, int at, int standard) => at < options.Length ? int.Parse(options[at], CultureInfo.InvariantCulture) : standard;
}
