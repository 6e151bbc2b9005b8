using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Buses;
using ImageFlow.LocalCloud.Connections;
using ImageFlow.LocalCloud.Http;
using ImageFlow.LocalCloud.Objects;
using ImageFlow.LocalCloud.Real;
using ImageFlow.LocalCloud.Tables;
using ImageFlow.LocalCloud.Tasks;
using ImageFlow.LocalCloud.Topics;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>The embedded services without an engine.</summary>
internal sealed class RouterFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CloudDatabase database;
    private readonly TaskRouter router;
    private int tasks;

    public RouterFixture(Uri? lambdaEndpoint = null, RealSettings? real = null)
    {
        database = new CloudDatabase(folder.Path, synchronous: false);
        Tables = new TableStore(database);
        Tables.Create(new TableDefinition("images", new KeyAttribute("id")));
        Topics = new TopicStore(database);
        Buses = new BusStore(database);
        Produced = new ProducedObjects(database);
        Objects = new FileObjectStore(folder.File("objects"));
        ConnectionStore connections = new(database);
        Embedded = new EmbeddedCloud(database, new ConnectionApi(connections, TimeProvider.System, "us-east-1"), Objects, new LocalCloudOptions { DataDirectory = folder.Path });
        HttpTask http = new(connections, HostList.None, TimeProvider.System, "us-east-1");
        router = new TaskRouter(database, Objects, Produced, Embedded, http, TimeProvider.System, lambdaEndpoint, real ?? RealSettings.None);
    }

    public EmbeddedCloud Embedded { get; }

    public TableStore Tables { get; }

    public TopicStore Topics { get; }

    public BusStore Buses { get; }

    public ProducedObjects Produced { get; }

    public IObjectStore Objects { get; }

    public async Task<TaskResult> InvokeAsync(string resource, string input, string? taskId = null) => await router.InvokeAsync(
        new TaskInvocation
        {
            TaskId = taskId ?? $"task-{++tasks}",
            ExecutionArn = "arn:aws:states:us-east-1:123456789012:execution:flow:one",
            StateName = "State",
            Resource = resource,
            Input = JsonData.Parse(input),
        },
        TestContext.Current.CancellationToken);

    public async Task<ObjectData> SucceedAsync(string resource, string input, string? taskId = null) =>
        (ObjectData)Assert.IsType<TaskResult.Success>(await InvokeAsync(resource, input, taskId)).Output;

    public async Task<TaskResult.Failure> FailAsync(string resource, string input) =>
        Assert.IsType<TaskResult.Failure>(await InvokeAsync(resource, input));

    public void Dispose()
    {
        router.Dispose();
        database.Dispose();
        folder.Dispose();
    }
}
