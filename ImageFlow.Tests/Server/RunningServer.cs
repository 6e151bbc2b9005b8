using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Tests.Server;

/// <summary>The whole server in this process, on free ports over a fresh data folder. Shared by the tests of a class.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private ServerApp? _app;

    public string DataDirectory { get; } = Directory.CreateTempSubdirectory("imageflow-server-").FullName;

    public HttpClient Client { get; private set; } = null!;

    public ServerApp App => _app!;

    public Uri WebUrl => _app!.WebUrl;

    public Uri AwsUrl => _app!.AwsUrl;

    public async ValueTask InitializeAsync()
    {
        _app = await ServerApp.StartAsync(new ServerOptions { Url = new Uri("http://127.0.0.1:0"), AwsUrl = new Uri("http://127.0.0.1:0"), DataDirectory = DataDirectory });
        Client = new HttpClient { BaseAddress = _app.WebUrl };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }

    public async Task<JsonObject> GetAsync(string path) => (await Client.GetFromJsonAsync<JsonObject>(path, TestContext.Current.CancellationToken))!;

    /// <summary>Sends JSON and gives the answer, which must be a success.</summary>
    public async Task<JsonObject> PostAsync(string path, JsonNode? body = null)
    {
        using var response = await Client.PostAsJsonAsync(path, body ?? new JsonObject(), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"POST {path} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? [] : (JsonObject)JsonNode.Parse(text)!;
    }

    /// <summary>Uploads a file as the page does: a permit, then a form POST to the AWS address.</summary>
    public async Task<(string Bucket, string Key)> UploadAsync(byte[] content, string fileName = "photo.png", string contentType = "image/png")
    {
        var permit = await PostAsync("/api/uploads", new JsonObject { ["fileName"] = fileName, ["contentType"] = contentType, ["size"] = content.Length });
        using var form = UploadForm.From(permit, content, fileName);
        using var response = await Client.PostAsync((string)permit["url"]!, form, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"The upload answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return ((string)permit["bucket"]!, (string)permit["key"]!);
    }

    /// <summary>Asks until the execution has ended.</summary>
    public async Task<JsonObject> WaitForEndAsync(string executionId)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < deadline; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            var execution = await GetAsync($"/api/executions/{Uri.EscapeDataString(executionId)}");
            if (execution["stopDate"] is not null)
                return execution;
        }

        throw new TimeoutException($"The execution {executionId} did not end within a minute.");
    }
}
