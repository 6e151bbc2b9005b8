using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ImageFlow.Benchmarks.Images;
using ImageFlow.Benchmarks.Jsonata;
using ImageFlow.Deployment.Packages;

namespace ImageFlow.Benchmarks.Functions;

/// <summary>
/// How long a function takes until its first answer in a new process: the package as it is deployed, under a host that loads and calls it as
/// AWS Lambda's does, and S3 on this machine. What AWS adds (a machine, the download of the package) is not in it.
/// </summary>
internal static class ColdStartBenchmark
{
    private const string Activity = "ValidateImage";

    /// <param name="options">The number of rounds, default 10.</param>
    public static async Task<int> RunAsync(string[] options)
    {
        int rounds = int.Parse(options.ElementAtOrDefault(0) ?? "10", CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("imageflow-benchmark-").FullName;
        try
        {
            string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? LambdaPackage.Arm : LambdaPackage.Intel;
            LambdaPackage package = await LambdaPackage.BuildAsync(NodePeer.RepositoryRoot, architecture, folder);
            string unpacked = Path.Combine(folder, "unpacked");
            await ZipFile.ExtractToDirectoryAsync(package.File, unpacked);
            Console.WriteLine($"{Path.GetFileName(package.File)}: {package.Bytes:N0} bytes, {Activity} of one 12-megapixel photo, {rounds} new processes");

            using HttpListener s3 = new();
            string address = $"http://127.0.0.1:{FreePort()}/";
            s3.Prefixes.Add(address);
            s3.Start();
            _ = ServeAsync(s3, TestPhoto.Make());
            List<double[]> measured = [];
            for (int round = -1; round < rounds; round++)
            {
                double[] times = await MeasureAsync(unpacked, address);
                if (round >= 0)
                {
                    // The round before the first brings the files into memory.
                    measured.Add(times);
                }
            }

            Report("process start to handler ready", measured, 0);
            Report("process start to first answer", measured, 1);
            Report("second call", measured, 2);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double[]> MeasureAsync(string package, string s3)
    {
        long start = Stopwatch.GetTimestamp();
        ProcessStartInfo command = new("dotnet", [typeof(ColdStartBenchmark).Assembly.Location, FunctionHost.Command, package]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in new[] { ("IMAGEFLOW_ACTIVITY", Activity), ("AWS_ENDPOINT_URL_S3", s3), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_REGION", "us-east-1") })
        {
            command.Environment[name] = value;
        }

        using Process host = Process.Start(command)!;
        double[] times = new double[3];
        for (int i = 0; i < times.Length; i++)
        {
            string? line = await host.StandardOutput.ReadLineAsync();
            if (line is null || line != FunctionHost.Marks[i])
            {
                throw new InvalidOperationException($"The host said '{line}' instead of '{FunctionHost.Marks[i]}'.");
            }

            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        await host.WaitForExitAsync();
        return [times[0], times[1], times[2] - times[1]];
    }

    /// <summary>Answers every request for an object with the photo.</summary>
    private static async Task ServeAsync(HttpListener s3, byte[] photo)
    {
        string etag = $"\"{Convert.ToHexStringLower(MD5.HashData(photo))}\""; // S3's own form, which the SDK compares with what it read
        while (s3.IsListening)
        {
            try
            {
                HttpListenerContext context = await s3.GetContextAsync();
                context.Response.ContentType = "image/jpeg";
                context.Response.ContentLength64 = photo.Length;
                context.Response.Headers["ETag"] = etag;
                context.Response.Headers["Last-Modified"] = "Thu, 01 Jan 2026 00:00:00 GMT";
                if (context.Request.HttpMethod != "HEAD")
                {
                    await context.Response.OutputStream.WriteAsync(photo);
                }

                context.Response.Close();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return; // the benchmark is over
            }
        }
    }

    private static void Report(string what, List<double[]> measured, int column)
    {
        double[] sorted = [.. measured.Select(times => times[column]).Order()];
        Console.WriteLine($"{what,-32} median {sorted[sorted.Length / 2],7:0} ms, least {sorted[0]:0}, most {sorted[^1]:0}");
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
