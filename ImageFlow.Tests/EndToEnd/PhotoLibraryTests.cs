using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// The sample photo-library on a server as a process: records by REST, work by queue and topic, a slow consumer that is killed in the middle, and a photo that ends in the
/// dead-letter queue.
/// </summary>
public sealed class PhotoLibraryTests
{
    private const string Sample = "photo-library";

    /// <summary>Where the library's page is served.</summary>
    private const string Site = "https://photos.example.org";

    private static readonly string[] Queues = ["imageflow-jobs", "imageflow-jobs-letters"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Library_KilledWhileASlowPhotoIsWorkedOn_FinishesAllAndLeavesTheBrokenOneToTheDeadLetters()
    {
        byte[] photo = await SampleServer.PhotoAsync("exif-orientation-examples__Landscape_1.jpg");
        await using SampleServer server = await StartAsync();
        await SetUpAsync(server.Aws);
        await server.CreateMachineAsync(Sample, "EXPRESS");
        await AddPipesAsync(server.Aws);
        await server.Aws.PutObjectAsync("imageflow-uploads", "l/good.jpg", photo);
        await server.Aws.PutObjectAsync("imageflow-uploads", "l/slow.jpg", photo);
        await server.Aws.PutObjectAsync("imageflow-uploads", "l/broken.jpg", "no picture"u8.ToArray());
        string slow = await CreateAsync(server, "l/slow.jpg", 2);
        string good = await CreateAsync(server, "l/good.jpg");
        string broken = await CreateAsync(server, "l/broken.jpg");
        await UntilAsync(server, good, "processed");
        await server.KillAsync();

        await server.StartAgainAsync();
        JsonObject processed = await UntilAsync(server, slow, "processed");
        JsonObject failed = await UntilAsync(server, broken, "failed");
        Assert.Equal((1800, 1200, 2), ((int)processed["width"]!, (int)processed["height"]!, processed["variants"]!.AsArray().Count));
        Assert.NotNull(failed["error"]);
        await UntilWorkedOffAsync(server.Aws);
        JsonArray messages = await server.InboxAsync("messages");
        Assert.Contains(messages, message => (string?)message!["subject"] == "Photo failed" && ((string)message["message"]!).Contains(broken, StringComparison.Ordinal));

        using HttpResponseMessage changed = await server.Web.PutAsJsonAsync("/api/images/" + good, new JsonObject { ["title"] = "Hills" }, Cancel);
        Assert.Equal(Site, Assert.Single(changed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("Hills", (string?)JsonNode.Parse(await changed.Content.ReadAsStringAsync(Cancel))!["title"]);
        using HttpResponseMessage absent = await server.Web.PutAsJsonAsync("/api/images/none", new JsonObject { ["title"] = "x" }, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        string variant = (string)(await ReadAsync(server, good))["variants"]![0]!["key"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await server.Web.DeleteAsync("/api/images/" + good, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Web.GetAsync("/api/images/" + good, Cancel)).StatusCode);
        foreach ((string bucket, string key) in new[] { ("imageflow-uploads", "l/good.jpg"), ("imageflow-processed", variant) })
        {
            using HttpResponseMessage stored = await server.Aws.GetObjectAsync(bucket, key);
            Assert.Equal(HttpStatusCode.NotFound, stored.StatusCode);
        }
    }

    [Theory]
    [InlineData("""{"title":"x"}""", "ImagePlaceMissing")]
    [InlineData("""{"bucket":"imageflow-uploads","key":"none.jpg"}""", "ImageNotUploaded")]
    [InlineData("""{"bucket":"imageflow-uploads","key":"none.jpg","delaySeconds":901}""", "ImageDelay")]
    public async Task Create_WrongRequest_IsAProblemWithItsCode(string request, string code)
    {
        await using SampleServer server = await StartAsync();

        using HttpResponseMessage answer = await server.Web.PostAsJsonAsync("/api/images", JsonNode.Parse(request), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["code"]);
    }

    /// <summary>A server that is called by the library's page, which is served elsewhere.</summary>
    private static async Task<SampleServer> StartAsync()
    {
        SampleServer server = await SampleServer.StartAsync("--site-origin", Site);
        server.Web.DefaultRequestHeaders.Add("Origin", Site);
        server.Web.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        return server;
    }

    /// <summary>The queue of the work with its dead letters.</summary>
    private static async Task SetUpAsync(AwsHttp aws)
    {
        string queue = (string)(await aws.CallAsync("AmazonSQS.GetQueueUrl", new JsonObject { ["QueueName"] = "imageflow-jobs" }))["QueueUrl"]!;
        await aws.CallAsync("AmazonSQS.CreateQueue", new JsonObject { ["QueueName"] = "imageflow-jobs-letters" });
        await aws.CallAsync("AmazonSQS.SetQueueAttributes", new JsonObject
        {
            ["QueueUrl"] = queue,
            ["Attributes"] = new JsonObject
            {
                ["VisibilityTimeout"] = "5",
                ["RedrivePolicy"] = new JsonObject { ["deadLetterTargetArn"] = $"arn:aws:sqs:{SampleServer.Account}:imageflow-jobs-letters", ["maxReceiveCount"] = 2 }.ToJsonString(),
            },
        });
    }

    /// <summary>
    /// Until no message is left in the queues or being worked on. A record says "failed" before the notification of it is sent, and what the kill interrupted is delivered once more:
    /// only after that nothing changes by itself.
    /// </summary>
    private static async Task UntilWorkedOffAsync(AwsHttp aws)
    {
        string[] counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"];
        foreach (string name in Queues)
        {
            string url = (string)(await aws.CallAsync("AmazonSQS.GetQueueUrl", new JsonObject { ["QueueName"] = name }))["QueueUrl"]!;
            await SampleServer.UntilAsync(
                () => aws.CallAsync("AmazonSQS.GetQueueAttributes", new JsonObject { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray("All") }),
                answer => counts.All(count => (string?)answer["Attributes"]![count] == "0"));
        }
    }

    private static async Task AddPipesAsync(AwsHttp aws)
    {
        foreach (string name in Queues)
        {
            await aws.RestAsync("pipes", HttpMethod.Post, "/v1/pipes/" + name, new JsonObject
            {
                ["Source"] = $"arn:aws:sqs:{SampleServer.Account}:{name}",
                ["Target"] = SampleServer.Machine(Sample),
                ["RoleArn"] = "arn:aws:iam::123456789012:role/r",
                ["SourceParameters"] = new JsonObject { ["SqsQueueParameters"] = new JsonObject { ["BatchSize"] = 1 } },
                ["TargetParameters"] = new JsonObject { ["StepFunctionStateMachineParameters"] = new JsonObject { ["InvocationType"] = "REQUEST_RESPONSE" } },
            });
        }
    }

    private static async Task<string> CreateAsync(SampleServer server, string key, int? delay = null)
    {
        using HttpResponseMessage answer = await server.Web.PostAsJsonAsync("/api/images", new JsonObject { ["bucket"] = "imageflow-uploads", ["key"] = key, ["delaySeconds"] = delay }, Cancel);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        JsonNode made = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal("queued", (string?)made["status"]);
        return (string)made["id"]!;
    }

    private static async Task<JsonObject> ReadAsync(SampleServer server, string id) => (JsonObject)JsonNode.Parse(await server.Web.GetStringAsync("/api/images/" + id, Cancel))!;

    private static Task<JsonObject> UntilAsync(SampleServer server, string id, string status) => SampleServer.UntilAsync(() => ReadAsync(server, id), record => (string?)record["status"] == status);
}
