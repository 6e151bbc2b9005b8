using System.Text.Json.Nodes;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// A server as a process over a data folder of its own, driven from outside alone: over HTTP with AWS's protocols and the REST API. It can be killed and started again at the
/// same addresses.
/// </summary>
internal sealed class SampleServer : IAsyncDisposable
{
    public const string Account = "us-east-1:123456789012";

    private const string Role = "arn:aws:iam::123456789012:role/r";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string[] _more;
    private ServerProcess? _process;

    private SampleServer(string[] more) => _more = more;

    public string Data { get; } = Directory.CreateTempSubdirectory("imageflow-sample-").FullName;

    public AwsHttp Aws { get; } = new(new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}"));

    public HttpClient Web { get; } = new() { BaseAddress = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}"), Timeout = TimeSpan.FromMinutes(5) };

    public int ProcessId => _process!.Id;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="more">Options beside the addresses and the data folder.</param>
    public static async Task<SampleServer> StartAsync(params string[] more)
    {
        SampleServer server = new(more);
        await server.StartAgainAsync();
        return server;
    }

    public static string Machine(string sample) => $"arn:aws:states:{Account}:stateMachine:{sample}";

    public static Task<byte[]> PhotoAsync(string file) => File.ReadAllBytesAsync(Path.Combine(SharedData.Require("images"), file), Cancel);

    /// <summary>Asks until it holds.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        for (DateTime deadline = DateTime.UtcNow + Patience; DateTime.UtcNow < deadline; await Task.Delay(100, Cancel))
        {
            T value = await ask();
            if (holds(value))
                return value;
        }

        throw new TimeoutException($"It did not come about within {Patience.TotalMinutes} minutes.");
    }

    /// <summary>SIGKILL: nothing is said, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    public async Task StartAgainAsync()
    {
        _process = ServerProcess.Start(["--url", Web.BaseAddress!.ToString(), "--aws-url", Aws.Endpoint.ToString(), "--data", Data, .. _more]);
        await _process.WaitUntilHealthyAsync(Web.BaseAddress!);
    }

    /// <summary>A state machine from a sample's export.</summary>
    public async Task CreateMachineAsync(string sample, string type = "STANDARD")
    {
        string definition = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "stepfunctions", sample, "state-machine.asl.json"), Cancel);
        await Aws.CallAsync("AWSStepFunctions.CreateStateMachine", new JsonObject { ["name"] = sample, ["type"] = type, ["roleArn"] = Role, ["definition"] = definition });
    }

    /// <summary>A rule that starts a sample's machine with what its template takes of an event.</summary>
    /// <param name="paths">The names of the template and where they stand in the event.</param>
    public async Task PutRuleAsync(string sample, string pattern, (string Name, string Path)[] paths, string bus = "default")
    {
        await Aws.CallAsync("AWSEvents.PutRule", new JsonObject { ["Name"] = sample, ["EventBusName"] = bus, ["EventPattern"] = pattern });
        await Aws.CallAsync("AWSEvents.PutTargets", new JsonObject
        {
            ["Rule"] = sample,
            ["EventBusName"] = bus,
            ["Targets"] = new JsonArray(new JsonObject
            {
                ["Id"] = "flow",
                ["Arn"] = Machine(sample),
                ["RoleArn"] = Role,
                ["InputTransformer"] = new JsonObject
                {
                    ["InputPathsMap"] = new JsonObject(paths.Select(path => KeyValuePair.Create(path.Name, (JsonNode?)path.Path))),
                    ["InputTemplate"] = "{" + string.Join(',', paths.Select(path => $"\"{path.Name}\":<{path.Name}>")) + "}",
                },
            }),
        });
    }

    /// <summary>The machine starts for each object that is uploaded below a prefix.</summary>
    public Task StartByUploadAsync(string sample, string prefix) => PutRuleAsync(
        sample,
        $$$$"""{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["imageflow-uploads"]},"object":{"key":[{"prefix":"{{{{prefix}}}}"}]}}}""",
        [("bucket", "$.detail.bucket.name"), ("key", "$.detail.object.key"), ("size", "$.detail.object.size")]);

    public async Task<JsonArray> ExecutionsAsync(string sample) =>
        (await Aws.CallAsync("AWSStepFunctions.ListExecutions", new JsonObject { ["stateMachineArn"] = Machine(sample), ["maxResults"] = 1000 }))["executions"]!.AsArray();

    /// <summary>All executions of a machine, once there are so many and all have ended; never more.</summary>
    public Task<JsonArray> EndedAsync(string sample, int count) => UntilAsync(() => ExecutionsAsync(sample), executions =>
    {
        Assert.True(executions.Count <= count, $"{executions.Count} executions of {sample} where {count} were wanted.");
        return executions.Count == count && executions.All(execution => (string?)execution!["status"] != "RUNNING");
    });

    public Task<JsonObject> DescribeAsync(JsonNode execution) => Aws.CallAsync("AWSStepFunctions.DescribeExecution", new JsonObject { ["executionArn"] = (string)execution["executionArn"]! });

    /// <summary>All items of a table.</summary>
    public async Task<JsonArray> ItemsAsync(string table)
    {
        JsonArray items = [];
        JsonObject request = new() { ["TableName"] = table };
        while (true)
        {
            JsonObject page = await Aws.CallAsync("DynamoDB_20120810.Scan", request);
            foreach (JsonNode? item in page["Items"]!.AsArray())
                items.Add(item!.DeepClone());
            if (page["LastEvaluatedKey"] is not { } key)
                return items;
            request["ExclusiveStartKey"] = key.DeepClone();
        }
    }

    /// <param name="kind"><c>messages</c>, <c>mails</c> …</param>
    public async Task<JsonArray> InboxAsync(string kind) => JsonNode.Parse(await Web.GetStringAsync($"/api/inbox/{kind}?max=500", Cancel))!["items"]!.AsArray();

    public async Task<byte[]> ReadObjectAsync(string bucket, string key)
    {
        using HttpResponseMessage stored = await Aws.GetObjectAsync(bucket, key);
        Assert.True(stored.IsSuccessStatusCode, $"{bucket}/{key}: {(int)stored.StatusCode}");
        return await stored.Content.ReadAsByteArrayAsync(Cancel);
    }

    /// <summary>How many objects a bucket has below a prefix, as the files of the data folder say it.</summary>
    public int CountObjects(string bucket, string prefix = "")
    {
        string folder = Path.Combine(Data, "objects", bucket, prefix);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Count() : 0;
    }

    /// <summary>Asks for a permit and uploads with it, as a page does.</summary>
    /// <returns>The object's key.</returns>
    public async Task<string> UploadAsync(byte[] content)
    {
        using StringContent question = new($$"""{"fileName":"photo.jpg","contentType":"image/jpeg","size":{{content.Length}}}""", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage permitted = await Web.PostAsync("/api/uploads", question, Cancel);
        JsonObject permit = (JsonObject)JsonNode.Parse(await permitted.Content.ReadAsStringAsync(Cancel))!;
        using MultipartFormDataContent form = UploadForm.From(permit, content, "photo.jpg");
        using HttpResponseMessage stored = await Web.PostAsync((string)permit["url"]!, form, Cancel);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync(Cancel));
        return (string)permit["key"]!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } running)
            await running.DisposeAsync();
        Aws.Dispose();
        Web.Dispose();
        Directory.Delete(Data, recursive: true);
    }
}
