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
public sealed class UploadLoadTests : IDisposable
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:upload-pipeline";
    private const double MaxMegabytes = 600;

    private static readonly int Uploads = int.Parse(Environment.GetEnvironmentVariable("IMAGEFLOW_TEST_UPLOADS") ?? "40", CultureInfo.InvariantCulture);

    private readonly string _data = Directory.CreateTempSubdirectory("imageflow-load-").FullName;
    private readonly AwsHttp _aws = new(new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}"));
    private readonly HttpClient _web = new() { BaseAddress = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}"), Timeout = TimeSpan.FromMinutes(5) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uploads_FromManyClientsAtOnce_AllFinishOnceAndMemoryStaysBounded()
    {
        byte[] photo = TestPicture.Gradient(1600, 1200, ImageFormats.Jpeg);
        await using ServerProcess server = ServerProcess.Start("--url", _web.BaseAddress!.ToString(), "--aws-url", _aws.Endpoint.ToString(), "--data", _data);
        await server.WaitUntilHealthyAsync(_web.BaseAddress!);
        await SetUpAsync();

        string[] keys = new string[Uploads];
        await Parallel.ForAsync(0, Uploads, new ParallelOptions { MaxDegreeOfParallelism = Uploads >= 500 ? 32 : 8, CancellationToken = Cancel }, async (i, _) => keys[i] = await UploadAsync(photo));
        List<JsonNode> executions = await EndedAsync();

        Assert.All(executions, execution => Assert.Equal("SUCCEEDED", (string?)execution["status"]));
        Assert.Equal(Uploads, executions.Select(execution => (string)execution["name"]!).Distinct().Count());
        Assert.Equal(keys.Select(key => $"imageflow-uploads/{key}").Order(StringComparer.Ordinal), (await RecordsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(Uploads * 3, Directory.EnumerateFiles(Path.Combine(_data, "objects", "imageflow-processed"), "*.jpg", SearchOption.AllDirectories).Count());
        if (OperatingSystem.IsLinux())
        {
            string line = File.ReadLines($"/proc/{server.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            Assert.InRange(double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, 0, MaxMegabytes);
        }
    }

    public void Dispose()
    {
        _aws.Dispose();
        _web.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task SetUpAsync()
    {
        string definition = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "stepfunctions", "upload-pipeline", "state-machine.asl.json"), Cancel);
        await _aws.CallAsync("AWSStepFunctions.CreateStateMachine", new JsonObject { ["name"] = "upload-pipeline", ["roleArn"] = "arn:aws:iam::123456789012:role/r", ["definition"] = definition });
        await _aws.CallAsync("AWSEvents.PutRule", new JsonObject
        {
            ["Name"] = "uploads",
            ["EventPattern"] = """{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["imageflow-uploads"]},"object":{"key":[{"prefix":"uploads/"}]}}}""",
        });
        await _aws.CallAsync("AWSEvents.PutTargets", new JsonObject
        {
            ["Rule"] = "uploads",
            ["Targets"] = new JsonArray(new JsonObject
            {
                ["Id"] = "flow",
                ["Arn"] = Machine,
                ["InputTransformer"] = new JsonObject
                {
                    ["InputPathsMap"] = new JsonObject { ["bucket"] = "$.detail.bucket.name", ["key"] = "$.detail.object.key", ["size"] = "$.detail.object.size" },
                    ["InputTemplate"] = """{"bucket":<bucket>,"key":<key>,"size":<size>}""",
                },
            }),
        });
    }

    private async Task<string> UploadAsync(byte[] photo)
    {
        using StringContent question = new($$"""{"fileName":"photo.jpg","contentType":"image/jpeg","size":{{photo.Length}}}""", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage permitted = await _web.PostAsync("/api/uploads", question, Cancel);
        JsonObject permit = (JsonObject)JsonNode.Parse(await permitted.Content.ReadAsStringAsync(Cancel))!;
        using MultipartFormDataContent form = UploadForm.From(permit, photo, "photo.jpg");
        using HttpResponseMessage stored = await _web.PostAsync((string)permit["url"]!, form, Cancel);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync(Cancel));
        return (string)permit["key"]!;
    }

    private async Task<List<JsonNode>> EndedAsync()
    {
        for (DateTime deadline = DateTime.UtcNow.AddMinutes(10); DateTime.UtcNow < deadline; await Task.Delay(250, Cancel))
        {
            JsonArray page = (await _aws.CallAsync("AWSStepFunctions.ListExecutions", new JsonObject { ["stateMachineArn"] = Machine, ["maxResults"] = 1000 }))["executions"]!.AsArray();
            Assert.True(page.Count <= Uploads, $"{page.Count} executions for {Uploads} uploads.");
            if (page.Count == Uploads && page.All(execution => (string?)execution!["status"] != "RUNNING"))
            {
                return [.. page.Select(execution => execution!)];
            }
        }

        throw new TimeoutException("The executions did not end within ten minutes.");
    }

    private async Task<List<string>> RecordsAsync()
    {
        List<string> ids = [];
        JsonObject request = new() { ["TableName"] = "imageflow-images" };
        while (true)
        {
            JsonObject page = await _aws.CallAsync("DynamoDB_20120810.Scan", request);
            ids.AddRange(page["Items"]!.AsArray().Where(item => (string?)item!["status"]!["S"] == "processed").Select(item => (string)item!["id"]!["S"]!));
            if (page["LastEvaluatedKey"] is not { } key)
            {
                return ids;
            }

            request["ExclusiveStartKey"] = key.DeepClone();
        }
    }
}
