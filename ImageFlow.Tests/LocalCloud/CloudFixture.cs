using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>A whole local cloud with its engine over a folder of its own; it can be stopped and opened again.</summary>
internal sealed class CloudFixture : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TimeProvider clock;

    private CloudFixture(TimeProvider clock) => this.clock = clock;

    public LocalCloudHost Host { get; private set; } = null!;

    public string DataDirectory => folder.Path;

    public static async Task<CloudFixture> OpenAsync(TimeProvider? clock = null)
    {
        CloudFixture cloud = new(clock ?? TimeProvider.System);
        await cloud.ReopenAsync();
        return cloud;
    }

    /// <summary>Stops it; <see cref="ReopenAsync"/> goes on.</summary>
    public ValueTask StopAsync() => Host.DisposeAsync();

    public async Task ReopenAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        Host = await LocalCloudHost.OpenAsync(
            new LocalCloudOptions { DataDirectory = folder.Path, TimeProvider = clock, Synchronous = false }, TestContext.Current.CancellationToken);
    }

    /// <summary>Calls an operation by its target, as its protocol would.</summary>
    public async Task<ObjectData> CallAsync(string target, string request) =>
        await Host.Services.Find(target)!((ObjectData)JsonData.Parse(request), TestContext.Current.CancellationToken);

    public Task<ServiceRefusal> RefusalAsync(string target, string request) => Assert.ThrowsAsync<ServiceRefusal>(() => CallAsync(target, request));

    /// <summary>Asks until the condition holds.</summary>
    public static async Task<T> WaitAsync<T>(Func<T> ask, Func<T, bool> holds)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            T value = ask();
            if (holds(value))
            {
                return value;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "It did not come about within 30 seconds.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The executions of a machine, once there are as many as asked for and all have ended.</summary>
    public Task<IReadOnlyList<ExecutionDescription>> EndedAsync(string machine, int count) => WaitAsync(
        () => Host.Engine.ListExecutions(machine), executions => executions.Count >= count && executions.All(execution => execution.StopDate is not null));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        folder.Dispose();
    }
}
