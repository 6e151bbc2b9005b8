using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// The sample upload-pipeline on a server as a process: permits, direct uploads, events, sizes in parallel, records and notices, killed in the middle; a broken file leaves nothing
/// but its record and its notice.
/// </summary>
public sealed class UploadTests
{
    private const string Sample = "upload-pipeline";
    private const int Photos = 8;
    private const int Sizes = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uploads_KilledInTheMiddle_AreEachRecordedAndToldOnceWithTheSameBytes()
    {
        byte[] photo = await SampleServer.PhotoAsync("exif-orientation-examples__Landscape_1.jpg");
        await using SampleServer server = await SampleServer.StartAsync();
        await server.CreateMachineAsync(Sample);
        await server.StartByUploadAsync(Sample, "uploads/");
        List<string> keys = [];
        for (int i = 0; i < Photos; i++)
            keys.Add(await server.UploadAsync(photo));
        await SampleServer.UntilAsync(() => server.ItemsAsync("imageflow-images"), items => items.Count > 0);
        await server.KillAsync();
        await server.StartAgainAsync();
        JsonArray ended = await server.EndedAsync(Sample, Photos);

        Assert.All(ended, execution => Assert.Equal("SUCCEEDED", (string?)execution!["status"]));
        JsonArray records = await server.ItemsAsync("imageflow-images");
        Assert.Equal(keys.Select(key => "imageflow-uploads/" + key).Order(StringComparer.Ordinal), records.Select(record => (string)record!["id"]!["S"]!).Order(StringComparer.Ordinal));
        Assert.Equal(Photos * Sizes, server.CountObjects("imageflow-processed"));
        HashSet<string> contents = [];
        foreach (JsonNode? execution in ended)
        {
            JsonNode output = JsonNode.Parse((string)(await server.DescribeAsync(execution!))["output"]!)!;
            foreach (JsonNode? variant in output["variants"]!.AsArray())
                contents.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(await server.ReadObjectAsync("imageflow-processed", (string)variant!["key"]!))));
        }

        Assert.Equal(Sizes, contents.Count);
        string[] told = [.. (await server.InboxAsync("messages")).Where(message => (string?)message!["subject"] == "Image processed").Select(message => (string)JsonNode.Parse((string)message!["message"]!)!["id"]!)];
        Assert.Equal(records.Select(record => (string)record!["id"]!["S"]!).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Upload_OfABrokenFile_IsToldOverTheWebSocketRecordedAndLeavesNoPartialResult()
    {
        await using SampleServer server = await SampleServer.StartAsync();
        await server.CreateMachineAsync(Sample);
        await server.StartByUploadAsync(Sample, "uploads/");
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new UriBuilder(server.Web.BaseAddress!) { Scheme = "ws", Path = "/api/notifications/socket", Query = "topic=imageflow-notifications" }.Uri, Cancel);

        string key = await server.UploadAsync((await SampleServer.PhotoAsync("exif-orientation-examples__Landscape_1.jpg"))[..20_000]);
        JsonNode notice = await ReceiveAsync(socket);
        JsonObject failed = await server.DescribeAsync((await server.EndedAsync(Sample, 1))[0]!);

        Assert.Equal(("FAILED", "CorruptImageError"), ((string?)failed["status"], (string?)failed["error"]));
        Assert.Contains(key, notice.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("CorruptImageError", notice.ToJsonString(), StringComparison.Ordinal);
        JsonNode record = Assert.Single(await server.ItemsAsync("imageflow-images"))!;
        Assert.Equal(($"imageflow-uploads/{key}", "failed"), ((string?)record["id"]!["S"], (string?)record["status"]!["S"]));
        JsonNode shown = JsonNode.Parse(await server.Web.GetStringAsync("/api/images/" + Uri.EscapeDataString($"imageflow-uploads/{key}"), Cancel))!;
        Assert.Equal("failed", (string?)shown["status"]);
        Assert.Equal(0, server.CountObjects("imageflow-processed"));
    }

    [Theory]
    [InlineData("""{"fileName":"a.exe","contentType":"application/x-msdownload","size":10}""")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":0}""")]
    [InlineData("""{"fileName":"a.jpg","contentType":"image/jpeg","size":99999999999}""")]
    public async Task Permit_ForWhatIsNotTaken_IsRefusedBeforeTheUpload(string request)
    {
        await using SampleServer server = await SampleServer.StartAsync();

        using HttpResponseMessage answer = await server.Web.PostAsJsonAsync("/api/uploads", JsonNode.Parse(request), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["detail"]);
    }

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        WebSocketReceiveResult frame = await socket.ReceiveAsync(buffer, patience.Token);
        return JsonNode.Parse(buffer.AsSpan(0, frame.Count))!;
    }
}
