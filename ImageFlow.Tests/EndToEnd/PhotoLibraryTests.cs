using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// The sample photo-library on a server as a process: records by REST, work by queue and topic, a slow consumer that is killed in the middle, and a photo that ends in the
/// dead-letter queue.
/// </summary>
public sealed class PhotoLibraryTests : IDisposable
{
    private const string Account = "us-east-1:123456789012";
    private const string Machine = $"arn:aws:states:{Account}:stateMachine:photo-library";

    private readonly string _data = Directory.CreateTempSubdirectory("imageflow-library-").FullName;
    private readonly AwsHttp _aws = new(new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}"));
    private readonly HttpClient _web = new() { BaseAddress = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}") };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Library_KilledWhileASlowPhotoIsWorkedOn_FinishesAllAndLeavesTheBrokenOneToTheDeadLetters()
    {
        byte[] photo = await File.ReadAllBytesAsync(Path.Combine(SharedData.Require("images"), "exif-orientation-examples__Landscape_1.jpg"), Cancel);
        string good, slow, broken;
        await using (ServerProcess first = await StartAsync())
        {
            await SetUpAsync();
            await _aws.PutObjectAsync("imageflow-uploads", "l/good.jpg", photo);
            await _aws.PutObjectAsync("imageflow-uploads", "l/slow.jpg", photo);
            await _aws.PutObjectAsync("imageflow-uploads", "l/broken.jpg", "no picture"u8.ToArray());
            slow = await CreateAsync("l/slow.jpg", 2);
            good = await CreateAsync("l/good.jpg");
            broken = await CreateAsync("l/broken.jpg");
            await UntilAsync(good, "processed");
            await first.KillAsync();
        }

        await using ServerProcess second = await StartAsync();
        JsonObject processed = await UntilAsync(slow, "processed");
        JsonObject failed = await UntilAsync(broken, "failed");
        Assert.Equal((1800, 1200, 2), ((int)processed["width"]!, (int)processed["height"]!, processed["variants"]!.AsArray().Count));
        Assert.NotNull(failed["error"]);
        JsonArray messages = JsonNode.Parse(await _web.GetStringAsync("/api/inbox/messages", Cancel))!["items"]!.AsArray();
        Assert.Contains(messages, message => (string?)message!["subject"] == "Photo failed" && ((string)message["message"]!).Contains(broken, StringComparison.Ordinal));

        using HttpResponseMessage changed = await _web.PutAsJsonAsync("/api/images/" + good, new JsonObject { ["title"] = "Hills" }, Cancel);
        Assert.Equal("Hills", (string?)JsonNode.Parse(await changed.Content.ReadAsStringAsync(Cancel))!["title"]);
        using HttpResponseMessage absent = await _web.PutAsJsonAsync("/api/images/none", new JsonObject { ["title"] = "x" }, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        string variant = (string)(await ReadAsync(good))["variants"]![0]!["key"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await _web.DeleteAsync("/api/images/" + good, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _web.GetAsync("/api/images/" + good, Cancel)).StatusCode);
        foreach ((string bucket, string key) in new[] { ("imageflow-uploads", "l/good.jpg"), ("imageflow-processed", variant) })
        {
            using HttpResponseMessage stored = await _aws.GetObjectAsync(bucket, key);
            Assert.Equal(HttpStatusCode.NotFound, stored.StatusCode);
        }
    }

    [Theory]
    [InlineData("""{"title":"x"}""", "ImagePlaceMissing")]
    [InlineData("""{"bucket":"imageflow-uploads","key":"none.jpg"}""", "ImageNotUploaded")]
    [InlineData("""{"bucket":"imageflow-uploads","key":"none.jpg","delaySeconds":901}""", "ImageDelay")]
    public async Task Create_WrongRequest_IsAProblemWithItsCode(string request, string code)
    {
        await using ServerProcess server = await StartAsync();

        using HttpResponseMessage answer = await _web.PostAsJsonAsync("/api/images", JsonNode.Parse(request), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["code"]);
    }

    public void Dispose()
    {
        _aws.Dispose();
        _web.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<ServerProcess> StartAsync()
    {
        ServerProcess server = ServerProcess.Start("--url", _web.BaseAddress!.ToString(), "--aws-url", _aws.Endpoint.ToString(), "--data", _data);
        await server.WaitUntilHealthyAsync(_web.BaseAddress!);
        return server;
    }

    private async Task SetUpAsync()
    {
        string definition = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "stepfunctions", "photo-library", "state-machine.asl.json"), Cancel);
        await _aws.CallAsync("AWSStepFunctions.CreateStateMachine", new JsonObject
        {
            ["name"] = "photo-library", ["type"] = "EXPRESS", ["roleArn"] = "arn:aws:iam::123456789012:role/r", ["definition"] = definition,
        });
        string queue = (string)(await _aws.CallAsync("AmazonSQS.GetQueueUrl", new JsonObject { ["QueueName"] = "imageflow-jobs" }))["QueueUrl"]!;
        await _aws.CallAsync("AmazonSQS.CreateQueue", new JsonObject { ["QueueName"] = "imageflow-jobs-letters" });
        await _aws.CallAsync("AmazonSQS.SetQueueAttributes", new JsonObject
        {
            ["QueueUrl"] = queue,
            ["Attributes"] = new JsonObject
            {
                ["VisibilityTimeout"] = "5",
                ["RedrivePolicy"] = new JsonObject { ["deadLetterTargetArn"] = $"arn:aws:sqs:{Account}:imageflow-jobs-letters", ["maxReceiveCount"] = 2 }.ToJsonString(),
            },
        });
        foreach (string name in new[] { "imageflow-jobs", "imageflow-jobs-letters" })
        {
            await _aws.RestAsync("pipes", HttpMethod.Post, "/v1/pipes/" + name, new JsonObject
            {
                ["Source"] = $"arn:aws:sqs:{Account}:{name}",
                ["Target"] = Machine,
                ["RoleArn"] = "arn:aws:iam::123456789012:role/r",
                ["SourceParameters"] = new JsonObject { ["SqsQueueParameters"] = new JsonObject { ["BatchSize"] = 1 } },
                ["TargetParameters"] = new JsonObject { ["StepFunctionStateMachineParameters"] = new JsonObject { ["InvocationType"] = "REQUEST_RESPONSE" } },
            });
        }
    }

    private async Task<string> CreateAsync(string key, int? delay = null)
    {
        using HttpResponseMessage answer = await _web.PostAsJsonAsync("/api/images", new JsonObject { ["bucket"] = "imageflow-uploads", ["key"] = key, ["delaySeconds"] = delay }, Cancel);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        JsonNode made = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal("queued", (string?)made["status"]);
        return (string)made["id"]!;
    }

    private async Task<JsonObject> ReadAsync(string id) => (JsonObject)JsonNode.Parse(await _web.GetStringAsync("/api/images/" + id, Cancel))!;

    private async Task<JsonObject> UntilAsync(string id, string status)
    {
        for (DateTime deadline = DateTime.UtcNow.AddSeconds(90); DateTime.UtcNow < deadline; await Task.Delay(100, Cancel))
        {
            JsonObject record = await ReadAsync(id);
            if ((string?)record["status"] == status)
            {
                return record;
            }
        }

        throw new TimeoutException($"The record {id} did not become '{status}'.");
    }
}
