using System.Text.Json.Nodes;
using ImageFlow.Deployment;
using ImageFlow.Deployment.Packages;
using ImageFlow.Deployment.Stacks;
using ImageFlow.Tests.LocalCloud;

namespace ImageFlow.Tests.Deployment;

/// <summary>The page of a website: which files it needs, and how it comes into the bucket.</summary>
public sealed class WebsiteTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Collect_OfTheGallery_TakesWhatItNamesAndNothingElse()
    {
        Write("gallery.html", """<script src="/assets/gallery-1.js"></script><link href="/icon.svg"><link href="/assets/gone-9.css">""");
        Write("index.html", "another page");
        Write("icon.svg", "<svg/>");
        Write("gallery-config.json", "{}");
        Write("assets/gallery-1.js", """import{a}from"./shared-2.js";const l=()=>import("./late-3.js")""");
        Write("assets/shared-2.js", "");
        Write("assets/late-3.js", """const css=["assets/late-4.css"]""");
        Write("assets/late-4.css", "");
        Write("assets/other-5.js", "");

        IReadOnlyList<string> files = WebsitePackage.Collect(folder.File("dist"), folder.File("website"));

        Assert.Equal(["assets/gallery-1.js", "assets/late-3.js", "assets/late-4.css", "assets/shared-2.js", "icon.svg", "index.html"], files.Order(StringComparer.Ordinal));
        Assert.Equal(files.Count, Directory.EnumerateFiles(folder.File("website"), "*", SearchOption.AllDirectories).Count());
        Assert.Contains("gallery-1.js", File.ReadAllText(Path.Combine(folder.File("website"), "index.html")), StringComparison.Ordinal);
        Assert.Equal(files, WebsitePackage.Collect(folder.File("dist"), folder.File("website")));
    }

    [Fact]
    public async Task BuildAsync_WhereThereIsNoSource_SaysWhereItLooked() =>
        Assert.Contains("build.mjs", (await Assert.ThrowsAsync<DeploymentException>(() => WebsitePackage.BuildAsync(folder.Path, folder.Path, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task RunAsync_WithAPage_PutsItIntoTheBucketWithTheAddressOfItsApi()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using MotoServer moto = await MotoServer.StartAsync();
        await moto.Aws.RunTextAsync(cancel, "s3", "mb", "s3://site");
        WebsiteUpload upload = new(moto.Aws, output.WriteLine);
        Dictionary<string, string> outputs = new() { ["WebsiteBucket"] = "site", ["HttpApiUrl"] = "https://a1.execute-api.us-east-1.amazonaws.com" };
        Write("../website/index.html", "the page");
        Write("../website/assets/gallery-1.js", "first");

        await upload.RunAsync(folder.Path, outputs, cancel);
        File.Move(folder.File("website/assets/gallery-1.js"), folder.File("website/assets/gallery-2.js"));
        await upload.RunAsync(folder.Path, outputs, cancel);

        JsonArray objects = (await moto.Aws.RunAsync(cancel, "s3api", "list-objects-v2", "--bucket", "site"))!["Contents"]!.AsArray();
        Assert.Equal(["assets/gallery-2.js", "gallery-config.json", "index.html"], objects.Select(entry => (string)entry!["Key"]!));
        await moto.Aws.RunAsync(cancel, "s3api", "get-object", "--bucket", "site", "--key", "gallery-config.json", folder.File("config"));
        Assert.Equal("""{"api":"https://a1.execute-api.us-east-1.amazonaws.com","startFlow":""}""", File.ReadAllText(folder.File("config")));
        JsonNode page = (await moto.Aws.RunAsync(cancel, "s3api", "head-object", "--bucket", "site", "--key", "index.html"))!;
        Assert.Equal("no-cache", (string?)page["CacheControl"]);
    }

    [Fact]
    public async Task RunAsync_WithoutAPage_SaysHowToBuildIt()
    {
        List<string> told = [];

        await new WebsiteUpload(new AwsCommand(null, null), told.Add).RunAsync(folder.Path, new Dictionary<string, string> { ["WebsiteBucket"] = "site" }, TestContext.Current.CancellationToken);

        Assert.Contains("imageflow package -o", Assert.Single(told), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private void Write(string name, string text)
    {
        string file = Path.Combine(folder.File("dist"), name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
