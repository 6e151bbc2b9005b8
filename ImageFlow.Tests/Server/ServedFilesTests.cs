using System.Net.Http.Headers;

namespace ImageFlow.Tests.Server;

/// <summary>How the files of the page and of Elsa Studio travel: compressed, and kept by the browser where their names change with their content.</summary>
public class ServedFilesTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Studio_FilesOfItsFramework_TravelCompressedAndAreKept(string encoding)
    {
        var folder = ImageFlow.Server.StudioHost.StudioFiles.FindFolder();
        Assert.SkipUnless(Directory.Exists(folder), "Elsa Studio was not fetched (built with -p:SkipStudio=true).");
        var file = Directory.GetFiles(Path.Combine(folder, "_framework"), "dotnet.native.*.wasm").Single();

        using var response = await AskAsync($"/studio/_framework/{Path.GetFileName(file)}", encoding);

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Equal("application/wasm", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, (int)new FileInfo(file).Length / 2);
    }

    [Fact]
    public async Task Page_ItsScripts_TravelCompressedAndAreKept()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "web", "assets");
        Assert.SkipUnless(Directory.Exists(folder), "The server was built without its web page (-p:SkipWeb=true).");
        var file = new DirectoryInfo(folder).GetFiles("*.js").MaxBy(candidate => candidate.Length)!;

        using var response = await AskAsync($"/assets/{file.Name}", "br");
        using var plain = await AskAsync("/api/workflows", "br");

        Assert.Equal(["br"], response.Content.Headers.ContentEncoding);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, (int)file.Length / 2);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string encoding)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
