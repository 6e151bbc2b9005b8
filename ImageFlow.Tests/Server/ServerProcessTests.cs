using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ImageFlow.Tests.Server;

public sealed class ServerProcessTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("imageflow-process-").FullName;

    [Theory]
    [InlineData("--url", "--aws-url")]
    [InlineData("--aws-url", "--url")]
    public async Task Start_PortInUse_IsOneSentenceAndExitCode2(string busyOption, string freeOption)
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using var server = ServerProcess.Start(busyOption, $"http://127.0.0.1:{port}", freeOption, $"http://127.0.0.1:{ServerProcess.FreePort()}", "--data", _data);

        Assert.Equal(2, await server.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal($"http://127.0.0.1:{port} is in use by another program: stop that program, or choose another address with {busyOption}.", server.Output.Trim());
    }

    [Fact]
    public async Task Start_UnknownOption_IsASentenceAndExitCode2()
    {
        await using var server = ServerProcess.Start("--prot", "80");

        Assert.Equal(2, await server.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("There is no option '--prot'.", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigterm_WhileAnEventStreamIsOpen_EndsWithin5SecondsAndExitCode0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        Uri url = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
        await using var server = ServerProcess.Start("--url", url.ToString(), "--aws-url", "http://127.0.0.1:0", "--data", _data);
        await server.WaitUntilHealthyAsync(url);
        using HttpClient client = new() { BaseAddress = url };
        var id = await StartWaitingFlowAsync(client);
        using var stream = await client.GetAsync($"/api/executions/{Uri.EscapeDataString(id)}/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        var watch = Stopwatch.StartNew();
        server.Terminate();

        Assert.Equal(0, await server.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Health_OfARunningServer_Is0AndOfNone1()
    {
        Uri url = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
        await using (var server = ServerProcess.Start("--url", url.ToString(), "--aws-url", "http://127.0.0.1:0", "--data", _data))
        {
            await server.WaitUntilHealthyAsync(url);
            await using var probe = ServerProcess.Start("--health", "--url", url.ToString());
            Assert.Equal(0, await probe.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        }

        await using var late = ServerProcess.Start("--health", "--url", url.ToString());
        Assert.Equal(1, await late.WaitForExitAsync(TimeSpan.FromSeconds(60)));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static async Task<string> StartWaitingFlowAsync(HttpClient client) => await ServerRequests.StartAsync(client, Flows.Waiting("waits", "00:05:00"));
}
