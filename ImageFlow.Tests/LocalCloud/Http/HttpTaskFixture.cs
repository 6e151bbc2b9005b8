using System.Net;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Connections;
using ImageFlow.LocalCloud.Http;

namespace ImageFlow.Tests.LocalCloud.Http;

/// <summary>HTTP tasks over connections of a fresh data folder, without an engine.</summary>
internal sealed class HttpTaskFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CloudDatabase database;
    private readonly HttpTask task;

    /// <param name="allowed">Private hosts that may be called; by default all.</param>
    public HttpTaskFixture(string allowed = "*", TimeProvider? clock = null, Func<string, IPAddress[]>? resolve = null)
    {
        database = new CloudDatabase(folder.Path, synchronous: false);
        ConnectionStore connections = new(database);
        Api = new ConnectionApi(connections, TimeProvider.System, "us-east-1");
        HostList hosts = allowed.Length == 0 ? HostList.None : HostList.Parse([allowed])!;
        task = new HttpTask(connections, hosts, clock ?? TimeProvider.System, "us-east-1", resolve is null ? null : (name, _) => Task.FromResult(resolve(name)));
    }

    public ConnectionApi Api { get; }

    /// <summary>A connection named <c>c</c>, by default with the API key <c>X-Key: key-secret</c>.</summary>
    public string Connect(string type = "API_KEY", string parameters = """{"ApiKeyAuthParameters":{"ApiKeyName":"X-Key","ApiKeyValue":"key-secret"}}""") =>
        ((StringData)Api.Invoke("CreateConnection", ObjectData.Of(("Name", "c"), ("AuthorizationType", type), ("AuthParameters", JsonData.Parse(parameters))))!["ConnectionArn"]!).Value;

    /// <summary>A GET to the address with the connection <c>c</c>; <paramref name="members"/> over it.</summary>
    public Task<TaskResult> CallAsync(string url, string members = "{}", TaskTrace? trace = null)
    {
        ObjectDataBuilder input = ObjectData.Of(
            ("ApiEndpoint", url),
            ("Method", "GET"),
            ("Authentication", ObjectData.Of(("ConnectionArn", "arn:aws:events:us-east-1:123456789012:connection/c/0")))).ToBuilder();
        foreach ((string name, JsonData value) in (ObjectData)JsonData.Parse(members))
        {
            input.Set(name, value);
        }

        return InvokeAsync(input.Build(), trace);
    }

    public async Task<TaskResult> InvokeAsync(ObjectData input, TaskTrace? trace = null) => await task.InvokeAsync(
        new TaskInvocation
        {
            TaskId = "task-1",
            ExecutionArn = "arn:aws:states:us-east-1:123456789012:execution:flow:one",
            StateName = "Call",
            Resource = "arn:aws:states:::http:invoke",
            Input = input,
            Trace = trace,
        },
        Xunit.TestContext.Current.CancellationToken);

    public async Task<ObjectData> SucceedAsync(string url, string members = "{}") =>
        (ObjectData)Assert.IsType<TaskResult.Success>(await CallAsync(url, members)).Output;

    public async Task<TaskResult.Failure> FailAsync(string url, string members = "{}") =>
        Assert.IsType<TaskResult.Failure>(await CallAsync(url, members));

    public void Dispose()
    {
        task.Dispose();
        database.Dispose();
        folder.Dispose();
    }
}
