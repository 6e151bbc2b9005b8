using ImageFlow.Activities;
using ImageFlow.Engine.Sqlite;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Mocks;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Rest;
using ImageFlow.Server.Trials;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Server.Hosting;

/// <summary>Everything behind the routes: the local cloud of one data folder with its engine, and the flows' store.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly SqliteConnection _workflows;
    private readonly TelemetryExport? _telemetry;

    private Backend(LocalCloudHost cloud, SqliteConnection workflows, FlowStore flows, TrialStore trials, TimeProvider time, TelemetryExport? telemetry)
    {
        _telemetry = telemetry;
        _workflows = workflows;
        Cloud = cloud;
        Flows = flows;
        Samples = new FlowSamples(Flows);
        Compilation = new FlowCompilation(ActivityManifest.ToJson(), Flows, machine => cloud.Unserved(machine));
        FlowRuns runs = new(Flows);
        History = new ExecutionHistory(cloud.Engine, runs, trials);
        Files = new ProducedFiles(cloud);
        Runner = new FlowRunner(Compilation, Flows, runs, Samples, trials, cloud, time);
        StepTests = new StepTest(Runner, History);
        Workflows = new WorkflowBodies(Flows, Samples, History);
        Cases = new CaseStore(Flows, time);
    }

    public LocalCloudHost Cloud { get; }

    public FlowStore Flows { get; }

    public FlowSamples Samples { get; }

    public FlowCompilation Compilation { get; }

    public ExecutionHistory History { get; }

    public ProducedFiles Files { get; }

    public FlowRunner Runner { get; }

    public StepTest StepTests { get; }

    public WorkflowBodies Workflows { get; }

    public CaseStore Cases { get; }

    /// <summary>Opens the data folder; executions that a stop interrupted go on.</summary>
    public static async Task<Backend> OpenAsync(ServerOptions options, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.DataDirectory);
        var cases = options.Mock is { } file ? await MockCases.LoadAsync(file, cancellation) : null;
        var workflows = SqliteDatabase.Open(Path.Combine(options.DataDirectory, "workflows.db"));
        LocalCloudHost? cloud = null;
        var telemetry = options.Telemetry is { } receiver ? TelemetryExport.Open(receiver) : null;
        try
        {
            FlowStore flows = new(workflows, TimeProvider.System);
            // Before the engine, whose executions go on at once: with what they were tried with.
            TrialStore trials = new(flows);
            cloud = await LocalCloudHost.OpenAsync(
                new LocalCloudOptions
                {
                    DataDirectory = options.DataDirectory, Retention = options.Retention, PrivateHttpHosts = options.PrivateHttpHosts,
                    MockCases = cases, TimeSkip = options.TimeSkip, Faults = options.Faults, SetupOf = trials.Find,
                    FlushTraces = telemetry is null ? null : telemetry.Flush,
                },
                cancellation);
            trials.Use(cloud.Engine);
            Backend backend = new(cloud, workflows, flows, trials, TimeProvider.System, telemetry);
            backend.Samples.Seed(FlowSamples.DefaultFolder);
            return backend;
        }
        catch
        {
            if (cloud is not null)
                await cloud.DisposeAsync();
            telemetry?.Dispose();
            workflows.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        _telemetry?.Dispose();
        _workflows.Dispose();
    }
}
