using System.Globalization;
using System.Text.Json.Nodes;
using ImageFlow.Activities.Imaging;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.EndToEnd;

namespace ImageFlow.Tests.Server;

/// <summary>
/// Many uploads at once through the sample upload-pipeline, on a server as a process: all finish, none twice, and the process stays small. 40 from 8 clients;
/// <c>IMAGEFLOW_TEST_UPLOADS=500</c> sends so many from 32. The throughput is measured by <c>ImageFlow.Benchmarks -- uploads</c>.
/// </summary>
public sealed class UploadLoadTests
{
    private const string Sample = "upload-pipeline";
    private const double MaxMegabytes = 600;

    private static readonly int Uploads = int.Parse(Environment.GetEnvironmentVariable("IMAGEFLOW_TEST_UPLOADS") ?? "40", CultureInfo.InvariantCulture);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uploads_FromManyClientsAtOnce_AllFinishOnceAndMemoryStaysBounded()
    {
        byte[] photo = TestPicture.Gradient(1600, 1200, ImageFormats.Jpeg);
        await using SampleServer server = await SampleServer.StartAsync();
        await server.CreateMachineAsync(Sample);
        await server.StartByUploadAsync(Sample, "uploads/");

        string[] keys = new string[Uploads];
        await Parallel.ForAsync(0, Uploads, new ParallelOptions { MaxDegreeOfParallelism = Uploads >= 500 ? 32 : 8, CancellationToken = Cancel }, async (i, _) => keys[i] = await server.UploadAsync(photo));
        JsonArray executions = await server.EndedAsync(Sample, Uploads);

        Assert.All(executions, execution => Assert.Equal("SUCCEEDED", (string?)execution!["status"]));
        Assert.Equal(Uploads, executions.Select(execution => (string)execution!["name"]!).Distinct().Count());
        Assert.Equal(keys.Select(key => $"imageflow-uploads/{key}").Order(StringComparer.Ordinal), (await server.ItemsAsync("imageflow-images")).Where(item => (string?)item!["status"]!["S"] == "processed").Select(item => (string)item!["id"]!["S"]!).Order(StringComparer.Ordinal));
        Assert.Equal(Uploads * 3, server.CountObjects("imageflow-processed"));
        if (OperatingSystem.IsLinux())
        {
            string line = File.ReadLines($"/proc/{server.ProcessId}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            Assert.InRange(double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, 0, MaxMegabytes);
        }
    }
}
