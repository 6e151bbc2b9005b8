using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImageFlow.Lambda;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Backends;

/// <summary>Each backend answers the same as a route of the server and as a function behind an HTTP API.</summary>
public sealed class BackendTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly BackendRig rig = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateUpload_AsFunction_SignsAPermitThatTheObjectStoreTakes()
    {
        byte[] photo = TestPicture.Gradient(64, 48);
        Function function = rig.Open("CreateUpload");

        (HttpStatusCode status, JsonNode? permit, _) = BackendRig.Call(
            function, "POST /api/uploads", new JsonObject { ["fileName"] = "my photo.jpg", ["contentType"] = "image/jpeg", ["size"] = photo.Length }, base64: true);

        Assert.Equal(HttpStatusCode.Created, status);
        using MultipartFormDataContent form = UploadForm.From(permit!.AsObject(), photo, "my photo.jpg");
        using HttpResponseMessage stored = await server.Client.PostAsync((string)permit["url"]!, form, Cancel);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync(Cancel));
        using HttpResponseMessage read = await server.Client.GetAsync($"/api/objects/{permit["bucket"]}/{permit["key"]}", Cancel);
        Assert.Equal(photo, await read.Content.ReadAsByteArrayAsync(Cancel));
        Assert.EndsWith("/my-photo.jpg", (string)permit["key"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Type", "image/png", "AccessDenied")]
    [InlineData("key", "uploads/elsewhere.jpg", "AccessDenied")]
    public async Task CreateUpload_FormOtherThanThePermit_IsRefused(string field, string value, string error)
    {
        (_, JsonNode? permit, _) = BackendRig.Call(rig.Open("CreateUpload"), "POST /api/uploads", new JsonObject { ["fileName"] = "a.jpg", ["contentType"] = "image/jpeg", ["size"] = 10 });
        permit!["fields"]!.AsObject().Single(f => f.Key == field);
        permit["fields"]![field] = value;

        using MultipartFormDataContent form = UploadForm.From(permit.AsObject(), new byte[10], "a.jpg");
        using HttpResponseMessage refused = await server.Client.PostAsync((string)permit["url"]!, form, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains($"<Code>{error}</Code>", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateUpload_MoreBytesThanThePermit_IsRefused()
    {
        (_, JsonNode? permit, _) = BackendRig.Call(rig.Open("CreateUpload"), "POST /api/uploads", new JsonObject { ["fileName"] = "a.jpg", ["contentType"] = "image/jpeg", ["size"] = 10 });

        using MultipartFormDataContent form = UploadForm.From(permit!.AsObject(), new byte[20 * 1024 * 1024 + 1], "a.jpg");
        using HttpResponseMessage refused = await server.Client.PostAsync((string)permit["url"]!, form, Cancel);

        Assert.Contains("<Code>EntityTooLarge</Code>", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CreateUpload", "POST /api/uploads", """{"fileName":"a.html","contentType":"text/html","size":1}""")]
    [InlineData("CreateUpload", "POST /api/uploads", """{"fileName":"a.png","contentType":"image/png","size":0}""")]
    [InlineData("CreateUpload", "POST /api/uploads", """{"fileName":"a.png","contentType":"image/png","size":99999999}""")]
    [InlineData("CreateUpload", "POST /api/uploads", """{}""")]
    [InlineData("Records", "POST /api/images", """{"title":"x"}""")]
    [InlineData("Records", "POST /api/images", """{"bucket":"imageflow-uploads","key":"none.jpg"}""")]
    [InlineData("Records", "POST /api/images", """{"bucket":"No Bucket","key":"none.jpg"}""")]
    [InlineData("Records", "POST /api/images", """{"bucket":"b","key":"k","delaySeconds":901}""")]
    public async Task Post_RefusedRequest_IsTheSameProblemInBothForms(string backend, string route, string body)
    {
        (HttpStatusCode status, JsonNode? problem, _) = BackendRig.Call(rig.Open(backend), route, JsonNode.Parse(body));
        using HttpResponseMessage local = await server.Client.PostAsJsonAsync(route.Split(' ')[1], JsonNode.Parse(body), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(local.StatusCode, status);
        JsonObject expected = JsonNode.Parse(await local.Content.ReadAsStringAsync(Cancel))!.AsObject();
        expected.Remove("traceId");
        Assert.True(JsonNode.DeepEquals(expected, problem), $"{expected.ToJsonString()} | {problem}");
        Assert.NotNull((string?)problem!["code"]);
    }

    [Fact]
    public async Task Records_FromMakingToDeleting_AreTheSameInBothForms()
    {
        (string bucket, string key) = await server.UploadAsync(TestPicture.Gradient(40, 30), "hills.jpg", "image/jpeg");
        Function function = rig.Open("Records");

        (HttpStatusCode created, JsonNode? item, string? location) = BackendRig.Call(
            function, "POST /api/images", new JsonObject { ["title"] = "Hills", ["bucket"] = bucket, ["key"] = key, ["delaySeconds"] = 3 });

        Assert.Equal(HttpStatusCode.Created, created);
        string id = (string)item!["id"]!;
        Assert.Equal("/api/images/" + id, location);
        AssertSame(await server.GetAsync("/api/images/" + id), BackendRig.Call(function, "GET /api/images/{id}", part: ("id", id)).Body);
        Assert.Contains($$"""{"id":"{{id}}","bucket":"{{bucket}}","key":"{{key}}","delaySeconds":3}""", await ReceiveAsync("imageflow-jobs"));

        JsonNode local = (await server.GetAsync("/api/images"))["items"]!.AsArray().Single(image => (string?)image!["id"] == id)!;
        JsonNode listed = BackendRig.Call(function, "GET /api/images", query: new JsonObject { ["max"] = "10" }).Body!["items"]!.AsArray().Single(image => (string?)image!["id"] == id)!;
        string url = (string)listed["original"]!["url"]!;
        Assert.Equal(TestPicture.Gradient(40, 30), await server.Client.GetByteArrayAsync(url, Cancel));
        listed["original"]!["url"] = (string)local["original"]!["url"]!;
        AssertSame(local, listed);

        AssertSame(
            BackendRig.Call(function, "PUT /api/images/{id}", new JsonObject { ["title"] = "Green hills" }, ("id", id)).Body, await server.GetAsync("/api/images/" + id));
        Assert.Equal("Green hills", (string?)(await server.GetAsync("/api/images/" + id))["title"]);
        Assert.Equal(HttpStatusCode.NotFound, BackendRig.Call(function, "PUT /api/images/{id}", new JsonObject { ["title"] = "x" }, ("id", "none")).Status);

        (HttpStatusCode deleted, JsonNode? nothing, _) = BackendRig.Call(function, "DELETE /api/images/{id}", part: ("id", id));
        Assert.Equal((HttpStatusCode.NoContent, (JsonNode?)null), (deleted, nothing));
        Assert.Equal(HttpStatusCode.NotFound, BackendRig.Call(function, "DELETE /api/images/{id}", part: ("id", id)).Status);
        using HttpResponseMessage gone = await server.Client.GetAsync($"/api/objects/{bucket}/{key}", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Records_WithAWebsite_NameItsAddressesForItsBucket()
    {
        (string bucket, string key) = await server.UploadAsync(TestPicture.Gradient(20, 20), "für (1).jpg", "image/jpeg");
        Function function = rig.Open("Records", ("IMAGEFLOW_SITE", "https://d111.cloudfront.net"), ("IMAGEFLOW_SITE_BUCKET", bucket));

        JsonNode item = BackendRig.Call(function, "POST /api/images", new JsonObject { ["bucket"] = bucket, ["key"] = key }).Body!;

        JsonNode listed = BackendRig.Call(function, "GET /api/images").Body!["items"]!.AsArray().Single(image => (string?)image!["id"] == (string?)item["id"])!;
        Assert.Equal("https://d111.cloudfront.net/processed/" + string.Join('/', key.Split('/').Select(Uri.EscapeDataString)), new Uri((string)listed["original"]!["url"]!).AbsoluteUri);
    }

    [Theory]
    [InlineData("GET /api/images", "max", "many", "'max' is a whole number")]
    [InlineData("GET /api/nothing", "max", "1", "does not answer 'GET /api/nothing'")]
    public void Call_ThatCannotBeRead_IsAProblemThatSaysWhy(string route, string name, string value, string sentence)
    {
        (HttpStatusCode status, JsonNode? problem, _) = BackendRig.Call(rig.Open("Records"), route, query: new JsonObject { [name] = value });

        Assert.InRange((int)status, 400, 404);
        Assert.Contains(sentence, (string?)problem!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public void Call_WithABodyThatIsNoJson_IsAProblem()
    {
        JsonObject answer = BackendRig.Invoke(rig.Open("Records"), new JsonObject { ["routeKey"] = "POST /api/images", ["body"] = "{" });

        Assert.Equal(400, (int)answer["statusCode"]!);
        Assert.Contains("no JSON", (string?)answer["body"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetRanking_BeforeAndAfterTraining_IsTheSameInBothForms()
    {
        Function function = rig.Open("GetRanking", ("IMAGEFLOW_TABLE", "ClassActivity"), ("IMAGEFLOW_MARKS", "nightly-ranking"));
        (HttpStatusCode absent, JsonNode? problem, _) = BackendRig.Call(function, "GET /ranking/{userId}", part: ("userId", "s1"));
        Assert.Equal((HttpStatusCode.NotFound, "RankingMissing"), (absent, (string?)problem!["code"]));

        await RankingSetUp.TrainAsync(server);

        (HttpStatusCode status, JsonNode? ranking, _) = BackendRig.Call(function, "GET /ranking/{userId}", part: ("userId", "s1"));
        Assert.Equal(HttpStatusCode.OK, status);
        AssertSame(await server.GetAsync("/ranking/s1"), ranking);
        Assert.Equal(["biology", "art"], ranking!["recommendations"]!.AsArray().Concat(ranking["ranking"]!.AsArray()).Select(entry => (string)entry!["itemId"]!).Where(item => item is "art" or "biology").Distinct());
    }

    [Theory]
    [InlineData("CreateUpload", "IMAGEFLOW_BUCKET")]
    [InlineData("Records", "IMAGEFLOW_QUEUE_URL")]
    [InlineData("Approve", "IMAGEFLOW_TABLE")]
    [InlineData("Socket", "IMAGEFLOW_SOCKET_API")]
    [InlineData("GetRanking", "IMAGEFLOW_RANKING")]
    public void Open_WithoutASetting_NamesIt(string backend, string setting)
    {
        FunctionSettingsException refusal = Assert.Throws<FunctionSettingsException>(() => rig.Open(backend, (setting, null)));

        Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfAnUnknownBackend_NamesThoseThereAre() =>
        Assert.Contains("CreateUpload, Records, GetRanking, Approve, Socket", Assert.Throws<FunctionSettingsException>(() => rig.Open("Nothing")).Message, StringComparison.Ordinal);

    private static void AssertSame(JsonNode? expected, JsonNode? actual) => Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected}\n{actual}");

    /// <summary>The texts of the messages that wait in a queue.</summary>
    private async Task<IReadOnlyList<string>> ReceiveAsync(string queue)
    {
        using EndToEnd.AwsHttp aws = new(server.AwsUrl);
        JsonObject answer = await aws.CallAsync("AmazonSQS.ReceiveMessage", new JsonObject { ["QueueUrl"] = new Uri(server.AwsUrl, "123456789012/" + queue).ToString(), ["MaxNumberOfMessages"] = 10 });
        return [.. answer["Messages"]!.AsArray().Select(message => (string)message!["Body"]!)];
    }
}
