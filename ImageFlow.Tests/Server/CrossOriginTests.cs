using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Tests.Server;

/// <summary>Pages that are served elsewhere use the server, an Elsa Studio Elsa's REST API and hub, a website ours; and only from the origins that the server was told of.</summary>
public sealed class CrossOriginTests : IAsyncLifetime
{
    private const string Studio = "https://studio.example.org";
    private const string Site = "https://photos.example.org";
    private const string Key = "a-key-of-some-length";
    private readonly string _folder = Directory.CreateTempSubdirectory("imageflow-cors-").FullName;
    private ServerApp _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ServerApp.StartAsync(new ServerOptions { Url = new("http://127.0.0.1:0"), AwsUrl = new("http://127.0.0.1:0"), DataDirectory = _folder, ApiKey = Key, StudioOrigins = [Studio], SiteOrigins = [Site] }, TestContext.Current.CancellationToken);
        _client = new HttpClient { BaseAddress = _app.WebUrl };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(Studio, "/elsa/api/workflow-definitions", HttpStatusCode.NoContent, Studio)]
    [InlineData("https://other.example.org", "/elsa/api/workflow-definitions", HttpStatusCode.Unauthorized, null)]
    [InlineData(Studio, "/api/workflows", HttpStatusCode.Unauthorized, null)]
    [InlineData(Site, "/api/images", HttpStatusCode.NoContent, Site)]
    [InlineData(Site, "/ranking/s-1", HttpStatusCode.NoContent, Site)]
    [InlineData(Site, "/elsa/api/workflow-definitions", HttpStatusCode.Unauthorized, null)]
    public async Task Preflight_BeforeASave_IsAnsweredForTheOriginsThatAreNamed(string origin, string path, HttpStatusCode expected, string? allowed)
    {
        using HttpRequestMessage request = new(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(allowed, Header(response, "Access-Control-Allow-Origin"));
        if (allowed is not null)
        {
            Assert.Contains("POST", Header(response, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
            Assert.Equal("authorization,content-type", Header(response, "Access-Control-Allow-Headers"));
        }
    }

    [Theory]
    [InlineData(Studio, Key, HttpStatusCode.OK)]
    [InlineData(Studio, "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("https://other.example.org", Key, HttpStatusCode.Forbidden)]
    public async Task Save_FromAnotherOrigin_NeedsTheOriginAndTheKey(string origin, string key, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/elsa/api/workflow-definitions") { Content = JsonContent.Create(new JsonObject { ["model"] = Flows.Waiting("from-elsewhere"), ["publish"] = false }) };
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Authorization", $"ApiKey {key}");

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        // Also what is refused can be read by the page that may ask.
        Assert.Equal(origin == Studio ? Studio : null, Header(response, "Access-Control-Allow-Origin"));
        if (expected == HttpStatusCode.OK)
            Assert.Contains("ETag", Header(response, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Site, HttpStatusCode.Created)]
    [InlineData(Studio, HttpStatusCode.Forbidden)]
    public async Task Upload_AskedForByAWebsiteElsewhere_IsPermittedToTheOriginsThatAreNamed(string origin, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/uploads") { Content = JsonContent.Create(new JsonObject { ["fileName"] = "a.png", ["contentType"] = "image/png", ["size"] = 10 }) };
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Authorization", $"ApiKey {Key}");

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.Created ? Site : null, Header(response, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData(Studio, Key, HttpStatusCode.SwitchingProtocols)]
    [InlineData(Studio, "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("https://other.example.org", Key, HttpStatusCode.Forbidden)]
    public async Task Hub_FromAnotherOrigin_TakesTheKeyFromTheAddress(string origin, string key, HttpStatusCode expected)
    {
        using System.Net.WebSockets.ClientWebSocket socket = new();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin);
        Uri hub = new UriBuilder(_client.BaseAddress!) { Scheme = "ws", Path = "/elsa/hubs/workflow-instance", Query = $"access_token={key}" }.Uri;

        Exception? refusal = await Record.ExceptionAsync(() => socket.ConnectAsync(hub, TestContext.Current.CancellationToken));

        Assert.Equal(expected, socket.HttpStatusCode);
        Assert.Equal(expected == HttpStatusCode.SwitchingProtocols, refusal is null);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
