using System.Text.Json.Nodes;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.Server;
using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>The main job on our own page: drop a photo on a flow, watch it run, see what it made.</summary>
public class PhotoPageTests(RunningServer server, Browser browser) : IClassFixture<RunningServer>, IClassFixture<Browser>
{
    [Fact]
    public async Task Drop_PhotoOnAFlow_ShowsTheRunLiveAndThePicturesThatItMade()
    {
        var page = await browser.OpenAsync();
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "web", "index.html")), "The server was built without its web page (-p:SkipWeb=true).");
        await page.Page.GotoAsync(server.WebUrl.ToString());
        var card = page.Page.Locator(".flow-card", new PageLocatorOptions { HasText = "Upload pipeline" });
        await card.WaitForAsync();
        await page.PhotographAsync("page-flows");

        await DropAsync(page.Page, card, "photo.jpg", TestPicture.Gradient(1600, 1200));

        await page.ReachAsync("runs");
        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();
        var pictures = page.Page.Locator(".sheet-picture img");
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('.sheet-picture img').length === 4 && [...document.querySelectorAll('.sheet-picture img')].every(i => i.complete && i.naturalWidth > 0)");
        await page.PhotographAsync("page-run-done");

        Assert.Equal(4, await pictures.CountAsync());
        Assert.Empty(page.Errors);
        Assert.Equal(new[] { server.WebUrl.Authority, server.AwsUrl.Authority }.Order(), page.Hosts.Order());
        var images = await server.GetAsync("/api/images");
        Assert.Equal(3, images["items"]![0]!["variants"]!.AsArray().Count);
    }

    [Fact]
    public async Task Drop_HalfAFileOnAFlow_EndsInACardThatSaysWhyAndLeadsToTheStep()
    {
        PageActions.RequirePage();
        var page = await browser.OpenAsync();
        await page.Page.GotoAsync(server.WebUrl.ToString());
        var flow = page.Page.Locator(".flow-card", new PageLocatorOptions { HasText = "Upload pipeline" });
        await flow.WaitForAsync();
        var photo = TestPicture.Gradient(1600, 1200);

        await DropAsync(page.Page, flow, "half.jpg", photo[..(photo.Length / 2)]);

        await page.ReachAsync("runs");
        var card = page.Page.Locator(".result-card");
        await Assertions.Expect(card.Locator("header")).ToContainTextAsync("CorruptImageError");
        await card.GetByText("Why", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(card.Locator(".result-why")).ToContainTextAsync("Validate image was called with this:");
        await Assertions.Expect(card.Locator(".payload").First).ToContainTextAsync("half.jpg");
        await page.PhotographAsync("page-result-why");
        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Go to the step" }).ClickAsync();

        await Assertions.Expect(page.Page.Locator(".step-detail")).ToContainTextAsync("CorruptImageError");
        await Assertions.Expect(card).ToHaveCountAsync(0);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Drop_PhotoOnThePageByTheNameLocalhost_WorksAsByTheAddress()
    {
        PageActions.RequirePage();
        var page = await browser.OpenAsync();
        await page.Page.GotoAsync(new UriBuilder(server.WebUrl) { Host = "localhost" }.Uri.ToString());
        var card = page.Page.Locator(".flow-card", new PageLocatorOptions { HasText = "Image resize" });
        await card.WaitForAsync();

        await DropAsync(page.Page, card, "photo.jpg", TestPicture.Gradient(400, 300));

        await page.ReachAsync("runs");
        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('.sheet-picture img').length >= 2 && [...document.querySelectorAll('.sheet-picture img')].every(i => i.complete && i.naturalWidth > 0)");
        await page.Page.GotoAsync(new UriBuilder(server.WebUrl) { Host = "localhost", Path = "/flows/image-resize" }.Uri.ToString());
        await StudioPage.InAsync(page.Page, await PageActions.StudioFrameAsync(page.Page));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Drop_PhotoOnAFlowThatWaits_ShowsTheStepsAsTheyHappen()
    {
        var page = await browser.OpenAsync();
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "web", "index.html")), "The server was built without its web page (-p:SkipWeb=true).");
        await server.PostAsync("/api/workflows", await SlowResizeAsync());
        await page.Page.GotoAsync(server.WebUrl.ToString());
        var card = page.Page.Locator(".flow-card", new PageLocatorOptions { HasText = "Slow resize" });
        await card.WaitForAsync();

        await DropAsync(page.Page, card, "photo.jpg", TestPicture.Gradient(800, 600));

        await page.ReachAsync("runs");
        await page.Page.Locator("header .status[data-tone=running]").First.WaitForAsync();
        await page.Page.Locator(".run-section .step[data-tone=waiting], .run-section .step[data-tone=running]").First.WaitForAsync();
        Assert.Equal(0, await page.Page.Locator("header .status[data-tone=done]").CountAsync());
        await page.PhotographAsync("page-run-live");
        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('.sheet-picture img').length === 4");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Draw_FlowOnOurPage_HoldsStudioAndFollowsItsRunButton()
    {
        var page = await browser.OpenAsync();
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "web", "index.html")), "The server was built without its web page (-p:SkipWeb=true).");
        await server.UploadAsync(TestPicture.Gradient(640, 480), "photo.jpg", "image/jpeg");
        await page.Page.GotoAsync(new Uri(server.WebUrl, "flows/image-resize").ToString());
        var studio = page.Page.FrameLocator("iframe");
        await StudioPage.InAsync(page.Page, await PageActions.StudioFrameAsync(page.Page));
        await page.PhotographAsync("page-draw");

        await studio.Locator("button.mud-success-text").ClickAsync();

        await page.ReachAsync("runs");
        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();
        await page.PhotographAsync("page-draw-ran");
        Assert.Empty(page.Errors);
    }

    // The sample with a wait before its work, long enough to be watched.
    private async Task<JsonObject> SlowResizeAsync()
    {
        var flow = (await server.GetAsync("/api/workflows/image-resize"))["definition"]!.DeepClone().AsObject();
        flow.Remove("id");
        flow["definitionId"] = "slow-resize";
        flow["name"] = "Slow resize";
        var root = flow["root"]!;
        var first = root["connections"]![0]!;
        var wait = Flows.Activity("wait", "Elsa.Delay", -200, new JsonObject { ["timeSpan"] = Flows.Input("TimeSpan", "Literal", "00:00:05") });
        root["activities"]!.AsArray().Add(wait);
        root["connections"]!.AsArray().Add(new JsonObject { ["source"] = new JsonObject { ["activity"] = "wait", ["port"] = "Done" }, ["target"] = first["target"]!.DeepClone() });
        first["target"] = new JsonObject { ["activity"] = "wait", ["port"] = "In" };
        return flow;
    }

    private static async Task DropAsync(IPage page, ILocator target, string name, byte[] content)
    {
        var data = await page.EvaluateHandleAsync(
            "([name, base64]) => { const t = new DataTransfer(); const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0)); t.items.add(new File([bytes], name, { type: 'image/jpeg' })); return t; }",
            new[] { name, Convert.ToBase64String(content) });
        foreach (var step in new[] { "dragenter", "dragover", "drop" })
            await target.DispatchEventAsync(step, new { dataTransfer = data });
    }
}
