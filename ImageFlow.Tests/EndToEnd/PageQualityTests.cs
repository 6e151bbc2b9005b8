using System.Net;
using System.Text.Json.Nodes;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.Server;
using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>What holds on every page: no serious finding of axe, light and dark; both languages; nothing of a workflow ever runs as script; nothing lost between two tabs.</summary>
public class PageQualityTests(RunningServer server, Browser browser) : IClassFixture<RunningServer>, IClassFixture<Browser>
{
    private const string Hostile = "\"><img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

    [Fact]
    public async Task EveryPage_LightAndDark_HasNoSeriousFindingOfAxe()
    {
        var page = await OpenAsync("/");
        var axe = Path.Combine(SharedData.RepositoryRoot, "ImageFlow.Server", "web", "node_modules", "axe-core", "axe.min.js");
        Assert.SkipUnless(File.Exists(axe), "axe-core is not installed: npm ci in ImageFlow.Server/web brings it.");
        await server.UploadAsync(TestPicture.Gradient(320, 200), "photo.png");
        var run = await ServerRequests.SimulateAsync(server.Client, "image-resize", await NewestAsync());
        var again = await ServerRequests.SimulateAsync(server.Client, "image-resize", await NewestAsync());
        await server.WaitForEndAsync(run);
        await server.WaitForEndAsync(again);
        var script = await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken);
        List<string> found = [];
        foreach (var path in new[] { "/", "/runs", "/inbox", "/gallery", "/gallery.html", "/flows/image-resize/versions", $"/runs/{Uri.EscapeDataString(run)}", $"/compare?a={Uri.EscapeDataString(run)}&b={Uri.EscapeDataString(again)}", "/flows/image-resize" })
        {
            await page.Page.GotoAsync(new Uri(server.WebUrl, path.TrimStart('/')).ToString());
            await page.Page.Locator("h1").First.WaitForAsync();
            await page.Page.WaitForTimeoutAsync(500);
            await page.Page.EvaluateAsync(script);
            found.AddRange(await FindingsAsync(page.Page, path));
        }

        Assert.Empty(found);
    }

    [Fact]
    public async Task EveryPanel_LightAndDark_HasNoSeriousFindingOfAxe()
    {
        var page = await OpenAsync("/");
        var axe = Path.Combine(SharedData.RepositoryRoot, "ImageFlow.Server", "web", "node_modules", "axe-core", "axe.min.js");
        Assert.SkipUnless(File.Exists(axe), "axe-core is not installed: npm ci in ImageFlow.Server/web brings it.");
        await server.UploadAsync(TestPicture.Gradient(320, 200), "photo.png");
        var run = await ServerRequests.SimulateAsync(server.Client, "image-resize", await NewestAsync());
        await server.WaitForEndAsync(run);
        var script = await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken);
        List<string> found = [];

        await page.Page.GotoAsync(new Uri(server.WebUrl, $"runs/{Uri.EscapeDataString(run)}").ToString());
        await page.Page.EvaluateAsync(script);
        await page.Page.Locator(".run-node", new PageLocatorOptions { HasText = "Resize image" }).First.ClickAsync();
        var pictures = page.Page.Locator(".step-pictures");
        await pictures.Locator("summary").ClickAsync();
        found.AddRange(await FindingsAsync(page.Page, "step"));
        await pictures.Locator("li button").Last.ClickAsync();
        await page.Page.Locator("dialog.lightbox").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Metadata" }).ClickAsync();
        found.AddRange(await FindingsAsync(page.Page, "lightbox"));

        await page.Page.GotoAsync(new Uri(server.WebUrl, "flows/image-resize").ToString());
        await page.Page.Locator(".draw-saved").WaitForAsync();
        await page.Page.EvaluateAsync(script);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Simulate" }).ClickAsync();
        await page.Page.Locator(".simulate").WaitForAsync();
        found.AddRange(await FindingsAsync(page.Page, "simulate"));
        var panes = page.Page.Locator(".draw-bar button[aria-pressed]");
        string[] contents = [".side-pane.below", ".side-pane.below .asl-text", ".side-pane.below tbody tr", ".side-pane.below .facts"]; // problems, ASL, map, forecast
        await Assertions.Expect(panes).ToHaveCountAsync(contents.Length);
        for (var i = 0; i < contents.Length; i++)
        {
            await panes.Nth(i).ClickAsync();
            await page.Page.Locator(contents[i]).First.WaitForAsync();
            found.AddRange(await FindingsAsync(page.Page, contents[i]));
        }

        Assert.Empty(found);
    }

    [Fact]
    public async Task HostileNames_InFlowNodeInputAndFile_NeverRun()
    {
        var flow = Flows.Flowchart("hostile", [
            Flows.Activity("start", "Elsa.Start", 0),
            Flows.Activity("fault", "Elsa.Fault", 240, new JsonObject { ["code"] = Flows.Input("String", "Literal", Hostile), ["message"] = Flows.Input("String", "Literal", Hostile) }),
        ], [("start", "Done", "fault")]);
        flow["name"] = Hostile;
        flow["description"] = Hostile;
        flow["root"]!["activities"]![1]!["metadata"]!["displayText"] = Hostile;
        await server.PostAsync("/api/workflows", flow);
        var id = await ServerRequests.SimulateAsync(server.Client, "hostile", new JsonObject { ["text"] = Hostile });
        await server.WaitForEndAsync(id);
        var page = await OpenAsync("/");

        foreach (var path in new[] { "/", "/runs", "/inbox", $"/runs/{Uri.EscapeDataString(id)}", $"/compare?a={Uri.EscapeDataString(id)}&b={Uri.EscapeDataString(id)}", "/flows/hostile/versions", "/gallery", "/flows/hostile" })
        {
            await page.Page.GotoAsync(new Uri(server.WebUrl, path.TrimStart('/')).ToString());
            await page.Page.Locator("h1").First.WaitForAsync();
            await page.Page.WaitForTimeoutAsync(700);
            foreach (var frame in page.Page.Frames)
                Assert.False(await frame.EvaluateAsync<bool>("() => 'hacked' in window"), path);
        }

        await StudioPage.InAsync(page.Page, await PageActions.StudioFrameAsync(page.Page));
        Assert.All(page.Page.Frames, frame => Assert.False(frame.EvaluateAsync<bool>("() => 'hacked' in window").GetAwaiter().GetResult()));
        await PageActions.DropAsync(page.Page, page.Page.Locator("body"), (Hostile + ".png", "image/png", [1, 2, 3]));
        Assert.False(await page.Page.EvaluateAsync<bool>("() => 'hacked' in window"));
    }

    [Fact]
    public async Task OurPages_HaveAStrictContentSecurityPolicyAndKeepOutOtherScripts()
    {
        var page = await OpenAsync("/");
        using var response = await server.Client.GetAsync("/", TestContext.Current.CancellationToken);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);

        var ran = await page.Page.EvaluateAsync<bool>("() => { const s = document.createElement('script'); s.textContent = 'window.inlined = 1'; document.head.append(s); return 'inlined' in window; }");
        var evaluated = await page.Page.EvaluateAsync<string>("() => new Promise(done => { window.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective)); fetch('http://example.invalid/').catch(() => undefined); setTimeout(() => done('none'), 3000); })");

        Assert.False(ran);
        Assert.Equal("connect-src", evaluated);
    }

    [Theory]
    [InlineData("vi-VN", "Luồng", "vi")]
    [InlineData("en-US", "Flows", "en")]
    public async Task Language_OfTheBrowser_IsThePages(string locale, string heading, string language)
    {
        PageActions.RequirePage();
        var page = await browser.OpenAsync(locale);

        await page.Page.GotoAsync(server.WebUrl.ToString());

        await Assertions.Expect(page.Page.Locator("h1")).ToHaveTextAsync(heading);
        Assert.Equal(language, await page.Page.EvaluateAsync<string>("() => document.documentElement.lang"));
        await page.PhotographAsync($"page-flows-{language}");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task TwoTabs_OnOneFlow_TheSecondSaveIsRefusedAndComparedAndKept()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("two-tabs", [
            Flows.Activity("start", "Elsa.Start", 0), Flows.Activity("delete", "ImageFlow.DeleteObject", 260),
        ], [("start", "Done", "delete")]));
        var page = await OpenAsync("/flows/two-tabs");
        var studio = await StudioPage.InAsync(page.Page, await PageActions.StudioFrameAsync(page.Page));
        var other = (await server.GetAsync("/elsa/api/workflow-definitions/by-definition-id/two-tabs?versionOptions=Latest")).DeepClone().AsObject();
        other["description"] = "theirs";
        await server.PostAsync("/elsa/api/workflow-definitions", new JsonObject { ["model"] = other.DeepClone(), ["publish"] = false });

        await studio.TypeInputAsync("delete", "Key", "mine.png");

        var dialog = page.Page.Locator("dialog.conflict");
        await dialog.WaitForAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("mine.png");
        await page.PhotographAsync("page-conflict");
        Assert.Equal("theirs", (string?)(await StoredAsync())["description"]);

        // Saved a third time while the person compares: not overwritten either, but shown.
        other["description"] = "theirs again";
        await server.PostAsync("/elsa/api/workflow-definitions", new JsonObject { ["model"] = other.DeepClone(), ["publish"] = false });
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Keep mine" }).ClickAsync();
        await page.Page.Locator(".toast[data-tone=failed]", new PageLocatorOptions { HasText = "once more" }).WaitForAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("theirs again");
        Assert.Equal("theirs again", (string?)(await StoredAsync())["description"]);
        await page.Page.RunAndWaitForDownloadAsync(() => dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Keep mine" }).ClickAsync());
        await page.Page.Locator(".toast[data-tone=done]").WaitForAsync();
        Assert.Contains("mine.png", (await StoredAsync()).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal([$"{(int)HttpStatusCode.Conflict} POST", $"{(int)HttpStatusCode.Conflict} POST"], page.Errors.Where(e => e.StartsWith('4') || e.StartsWith('5')).Select(e => e[..8]));
    }

    [Fact]
    public async Task FirstLoad_OfOurPage_IsUnder300KilobytesOfCompressedScript()
    {
        PageActions.RequirePage();
        var page = await browser.OpenAsync();
        List<string> scripts = [];
        page.Page.Response += (_, response) =>
        {
            if (response.Request.ResourceType != "script")
                return;
            lock (scripts)
                scripts.Add(response.Url);
        };
        await page.Page.GotoAsync(server.WebUrl.ToString());
        await page.Page.Locator(".flow-card").First.WaitForAsync();

        // What the page fetches beforehand for later may still be coming.
        string[] first;
        lock (scripts)
            first = [.. scripts];
        long bytes = 0;
        foreach (var script in first)
        {
            using MemoryStream packed = new();
            await using (System.IO.Compression.GZipStream zip = new(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
                await zip.WriteAsync(await server.Client.GetByteArrayAsync(script, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            bytes += packed.Length;
        }

        Assert.InRange(bytes, 10_000, 300_000);
    }

    [Fact]
    public async Task Saves_SentWhileOneIsOnItsWay_AreNoConflictAndTheLastOneStays()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("quick-saves", [Flows.Activity("start", "Elsa.Start", 0), Flows.Activity("delete", "ImageFlow.DeleteObject", 260)], [("start", "Done", "delete")]));
        var page = await OpenAsync("/studio/editor/quick-saves");
        await StudioPage.InAsync(page.Page, page.Page.MainFrame);

        var statuses = await page.Page.EvaluateAsync<int[]>(
            """
            async () => {
              const api = '/elsa/api/workflow-definitions';
              const model = await (await fetch(`${api}/by-definition-id/quick-saves?versionOptions=Latest`)).json();
              const save = async (description) => (await fetch(api, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ model: { ...model, description }, publish: false }) })).status;
              return Promise.all(['one', 'two', 'three'].map(save));
            }
            """);

        Assert.Equal([200, 200, 200], statuses);
        Assert.Equal("three", (string?)(await server.GetAsync("/api/workflows/quick-saves"))["description"]);
        Assert.Empty(page.Errors);
    }

    /// <summary>What axe finds that is serious, light and dark. Its script is in the page.</summary>
    private static async Task<IEnumerable<string>> FindingsAsync(IPage page, string place)
    {
        List<string> found = [];
        foreach (var theme in new[] { "light", "dark" })
        {
            // Without the change of colours in between, which is measured as if it were the colour.
            await page.EvaluateAsync("theme => { document.documentElement.style.setProperty('--quick', '0ms'); document.documentElement.dataset.theme = theme; return new Promise(done => setTimeout(done, 100)); }", theme);
            var result = await page.EvaluateAsync<string[]>(
                "async () => (await axe.run(document, { resultTypes: ['violations'], iframes: false })).violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`)");
            found.AddRange(result.Select(finding => $"{place} {theme} {finding}"));
        }

        return found;
    }

    private async Task<JsonObject> StoredAsync() => await server.GetAsync("/elsa/api/workflow-definitions/by-definition-id/two-tabs?versionOptions=Latest");

    private async Task<JsonObject> NewestAsync()
    {
        var (bucket, key) = await server.UploadAsync(TestPicture.Gradient(160, 120), "photo.png");
        return new JsonObject { ["bucket"] = bucket, ["key"] = key, ["size"] = 1 };
    }

    private async Task<WatchedPage> OpenAsync(string path)
    {
        PageActions.RequirePage();
        var page = await browser.OpenAsync();
        await page.Page.GotoAsync(new Uri(server.WebUrl, path.TrimStart('/')).ToString());
        return page;
    }
}
