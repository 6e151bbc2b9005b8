using ImageFlow.Activities;
using ImageFlow.Engine.Sqlite;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Mocks;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Rest;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Server.Hosting;

/// <summary>Everything behind the routes: the local cloud of one data folder with its engine, and the flows' store.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly SqliteConnection _workflows;

    private Backend(LocalCloudHost cloud, SqliteConnection workflows, TimeProvider time)
    {
        _workflows = workflows;
        Cloud = cloud;
        Flows = new FlowStore(workflows, time);
        Samples = new FlowSamples(Flows);
        Compilation = new FlowCompilation(ActivityManifest.ToJson());
        FlowRuns runs = new(Flows);
        History = new ExecutionHistory(cloud.Engine, runs);
        Files = new ProducedFiles(cloud);
        Runner = new FlowRunner(Compilation, runs, Samples, cloud, time);
        Workflows = new WorkflowBodies(Flows, Samples, History);
    }

    public LocalCloudHost Cloud { get; }

    public FlowStore Flows { get; }

    public FlowSamples Samples { get; }

    public FlowCompilation Compilation { get; }

    public ExecutionHistory History { get; }

    public ProducedFiles Files { get; }

    public FlowRunner Runner { get; }

    public WorkflowBodies Workflows { get; }

    /// <summary>Opens the data folder; executions that a stop interrupted go on.</summary>
    public static async Task<Backend> OpenAsync(ServerOptions options, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.DataDirectory);
        var cases = options.Mock is { } file ? await MockCases.LoadAsync(file, cancellation) : null;
        var cloud = await LocalCloudHost.OpenAsync(
            new LocalCloudOptions
            {
                DataDirectory = options.DataDirectory, Retention = options.Retention, PrivateHttpHosts = options.PrivateHttpHosts,
                MockCases = cases, TimeSkip = options.TimeSkip, Faults = options.Faults,
            },
            cancellation);
        try
        {
            Backend backend = new(cloud, SqliteDatabase.Open(Path.Combine(options.DataDirectory, "workflows.db")), TimeProvider.System);
            backend.Samples.Seed(FlowSamples.DefaultFolder);
            return backend;
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        _workflows.Dispose();
    }
}
