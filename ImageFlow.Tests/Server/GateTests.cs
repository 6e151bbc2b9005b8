using System.Net;
using System.Net.Http.Json;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Tests.Server;

/// <summary>Who may talk to the server.</summary>
public class GateTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Post_FromAnotherSitesPage_IsRefused()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/workflows") { Content = JsonContent.Create(new { name = "x" }) };
        request.Headers.Add("Origin", "https://example.org");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("/elsa/api/workflow-definitions/image-resize/execute", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("/api/workflows", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("/api/workflows", "same-origin", HttpStatusCode.OK)]
    public async Task Get_OfAnInterfaceFromAnotherSitesPage_IsRefused(string path, string site, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", site);

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("https://example.org", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.SwitchingProtocols)]
    public async Task WebSocket_FromAnotherSitesPage_IsRefused(string? origin, HttpStatusCode expected)
    {
        using System.Net.WebSockets.ClientWebSocket socket = new();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin ?? server.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        Uri hub = new UriBuilder(server.Client.BaseAddress!) { Scheme = "ws", Path = "/elsa/hubs/workflow-instance" }.Uri;

        Exception? refusal = await Record.ExceptionAsync(() => socket.ConnectAsync(hub, TestContext.Current.CancellationToken));

        Assert.Equal(expected, socket.HttpStatusCode);
        Assert.Equal(expected == HttpStatusCode.SwitchingProtocols, refusal is null);
    }

    [Fact]
    public async Task Get_WithAForeignHostName_IsMisdirected()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/workflows");
        request.Headers.Host = "rebound.example.org";

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithAKeyDemanded_NeedsTheKey()
    {
        var data = Directory.CreateTempSubdirectory("imageflow-key-").FullName;
        await using (var app = await ServerApp.StartAsync(
            new ServerOptions { Url = new("http://127.0.0.1:0"), AwsUrl = new("http://127.0.0.1:0"), DataDirectory = data, ApiKey = "open sesame" }, TestContext.Current.CancellationToken))
        {
            using HttpClient client = new() { BaseAddress = app.WebUrl };
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "X-Api-Key", "wrong"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "X-Api-Key", "open sesame"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "Authorization", "ApiKey open sesame"));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/health", TestContext.Current.CancellationToken)).StatusCode);
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Get_UnknownRoute_IsAProblem()
    {
        using var response = await server.Client.GetAsync("/api/nothing", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task OpenApi_Document_NamesEveryRestRoute()
    {
        var document = await server.GetAsync("/openapi/v1.json");

        var paths = document["paths"]!.AsObject().Select(p => p.Key).ToList();
        Assert.Contains("/api/uploads", paths);
        Assert.Contains("/api/executions/{id}/events", paths);
        Assert.Contains("/api/workflows/{id}/simulate", paths);
        Assert.DoesNotContain(paths, path => path.StartsWith("/elsa", StringComparison.Ordinal) || path.StartsWith("/studio", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string header, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/workflows");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
