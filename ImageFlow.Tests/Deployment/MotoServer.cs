using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ImageFlow.Deployment.Stacks;

namespace ImageFlow.Tests.Deployment;

/// <summary>moto, an emulator of AWS in Python, as a process of its own.</summary>
internal sealed class MotoServer : IAsyncDisposable
{
    private readonly Process process;

    private MotoServer(Process process, int port)
    {
        this.process = process;
        Endpoint = $"http://localhost:{port}";
    }

    /// <summary>With <c>localhost</c>: moto reads the name of a bucket from any other host name.</summary>
    public string Endpoint { get; }

    public static IReadOnlyList<(string Name, string Value)> Credentials => [("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_EC2_METADATA_DISABLED", "true")];

    public AwsCommand Aws => new(Endpoint, "us-east-1") { Settings = Credentials };

    /// <summary>Starts it and waits until it answers; skips where it is not installed.</summary>
    /// <param name="port">Where it answers; default a free one.</param>
    /// <param name="servicesPort">Where its interpreter of state machines calls services; default itself.</param>
    public static async Task<MotoServer> StartAsync(int? port = null, int? servicesPort = null)
    {
        string server = ExternalPrograms.Require("moto_server");
        ExternalPrograms.Require("aws");
        int own = port ?? FreePort();
        ProcessStartInfo start = new(server, ["-H", "127.0.0.1", "-p", $"{own}"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["MOTO_PORT"] = $"{servicesPort ?? own}";
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        MotoServer moto = new(process, own);
        using HttpClient client = new();
        for (int i = 0; ; i++)
        {
            try
            {
                await client.GetAsync(moto.Endpoint + "/moto-api/", TestContext.Current.CancellationToken);
                return moto;
            }
            catch (HttpRequestException) when (i < 300)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
