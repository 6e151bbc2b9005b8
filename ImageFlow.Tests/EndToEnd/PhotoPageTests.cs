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

        await page.Page.WaitForURLAsync("**/runs/**");
        await page.PhotographAsync("page-run-live");
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
    public async Task Draw_FlowOnOurPage_HoldsStudioAndFollowsItsRunButton()
    {
        var page = await browser.OpenAsync();
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "web", "index.html")), "The server was built without its web page (-p:SkipWeb=true).");
        await server.UploadAsync(TestPicture.Gradient(640, 480), "photo.jpg", "image/jpeg");
        await page.Page.GotoAsync(new Uri(server.WebUrl, "flows/image-resize").ToString());
        var studio = page.Page.FrameLocator("iframe");
        await studio.Locator(".x6-node").First.WaitForAsync();
        await page.PhotographAsync("page-draw");

        await studio.Locator("button.mud-success-text").ClickAsync();

        await page.Page.WaitForURLAsync("**/runs/**");
        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();
        await page.PhotographAsync("page-draw-ran");
        Assert.Empty(page.Errors);
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
