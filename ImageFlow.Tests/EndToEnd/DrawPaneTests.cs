using System.Text.Json.Nodes;
using ImageFlow.Tests.Server;
using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>The drawer around the designer: repairs, the node of a problem, the states of a node; and the keys of every page.</summary>
public class DrawPaneTests(RunningServer server, Browser browser) : IClassFixture<RunningServer>, IClassFixture<Browser>
{
    [Fact]
    public async Task Problems_WithACertainRepair_AreRepairedByAClickAndShowTheirNode()
    {
        var flow = Flows.Flowchart("repairable", [
            Flows.Activity("start", "Elsa.Start", 0), Flows.Activity("delete", "ImageFlow.DeleteObject", 260, Key("a.png")), Flows.Activity("then", "ImageFlow.DeleteObject", 1900, Key("b.png")),
        ], [("start", "Done", "delete"), ("delete", "Done", "then"), ("delete", "NoSuchError", "then")]);
        await server.PostAsync("/api/workflows", flow);
        var page = await OpenAsync("/flows/repairable");
        var frame = await PageActions.StudioFrameAsync(page.Page);
        await StudioPage.InAsync(page.Page, frame);
        await page.Page.Locator(".draw-bar h1").ClickAsync();
        await page.Page.Keyboard.PressAsync("p");
        var stray = page.Page.Locator(".problems li", new PageLocatorOptions { HasText = "NoSuchError" });

        await stray.Locator(".as-link").ClickAsync();
        await frame.Locator($".mud-input-control:has(label:text-is('Key')) input").WaitForAsync();
        await page.PhotographAsync("page-problem-shown");
        Assert.Equal("a.png", await frame.Locator(".mud-input-control:has(label:text-is('Key')) input").InputValueAsync());
        await stray.Locator(".fix").ClickAsync();

        await Assertions.Expect(stray).ToHaveCountAsync(0);
        await page.PhotographAsync("page-problem-repaired");
        var stored = (await server.GetAsync("/api/workflows/repairable"))["definition"]!;
        Assert.Equal(2, stored["root"]!["connections"]!.AsArray().Count);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Asl_OfAChosenNode_HasTheLinesOfItsStatesMarked()
    {
        var page = await OpenAsync("/flows/image-resize");
        var frame = await PageActions.StudioFrameAsync(page.Page);
        await StudioPage.InAsync(page.Page, frame);
        await page.Page.Locator(".draw-bar h1").ClickAsync();
        await page.Page.Keyboard.PressAsync("a");
        // Folded at first: a line for each state, opened by a click on it.
        var fold = page.Page.Locator(".asl-text button[aria-label*='\"Resize image\": {']");
        await Assertions.Expect(fold).ToHaveAttributeAsync("aria-expanded", "false");
        await Assertions.Expect(page.Page.Locator(".asl-text")).Not.ToContainTextAsync("imageflow-ResizeImage");
        await page.PhotographAsync("page-asl-folded");
        await fold.ClickAsync();
        await Assertions.Expect(page.Page.Locator(".asl-text")).ToContainTextAsync("imageflow-ResizeImage");

        // A click in the drawing chooses, and so does the list.
        await frame.Locator(".x6-node", new FrameLocatorOptions { HasText = "Resize image" }).First.ClickAsync(new LocatorClickOptions { Position = new Position { X = 80, Y = 20 } });
        var marked = page.Page.Locator(".asl-text .marked");
        await Assertions.Expect(marked.First).ToContainTextAsync("\"Resize image\": {");
        await page.PhotographAsync("page-asl-marked");
        await page.Page.Locator(".asl-tools select").SelectOptionAsync(new SelectOptionValue { Label = "Resize failed" });

        await Assertions.Expect(marked.First).ToContainTextAsync("\"Resize failed\": {");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Keys_OfThePages_GoToPlacesAndTellOfThemselves()
    {
        var page = await OpenAsync("/inbox");
        await page.Page.Locator("h1").WaitForAsync();

        await page.Page.Keyboard.PressAsync("?");
        await page.Page.Locator("dialog.keys kbd").First.WaitForAsync();
        await page.PhotographAsync("page-keys");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Keyboard.PressAsync("/");
        await page.Page.Locator("dialog.palette input").FillAsync("upload");
        await page.Page.Locator("dialog.palette [role=option]", new PageLocatorOptions { HasText = "Upload pipeline" }).First.WaitForAsync();
        await page.PhotographAsync("page-palette");
        await page.Page.Keyboard.PressAsync("Enter");

        await page.ReachAsync("flows");
        Assert.EndsWith("/flows/upload-pipeline", page.Page.Url, StringComparison.Ordinal);
        await page.Page.GotoAsync(new Uri(server.WebUrl, "runs").ToString());
        await page.Page.Locator("h1").WaitForAsync();
        await page.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.Page.Locator("input[type=search]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Drawer_MadeLarger_KeepsItsSizeOverAReload()
    {
        var page = await OpenAsync("/flows/image-resize");
        await page.Page.Locator(".draw-saved").WaitForAsync();
        await page.Page.Keyboard.PressAsync("a");
        var handle = page.Page.Locator(".side-pane .pane-handle");
        await handle.FocusAsync();
        for (var press = 0; press < 3; press++)
            await page.Page.Keyboard.PressAsync("ArrowUp");
        var size = await handle.GetAttributeAsync("aria-valuenow");

        await page.Page.ReloadAsync();
        await page.Page.Locator(".draw-saved").WaitForAsync();
        await page.Page.Keyboard.PressAsync("a");

        Assert.Equal("332", size);
        await Assertions.Expect(handle).ToHaveAttributeAsync("aria-valuenow", "332");
    }

    private static JsonObject Key(string key) => new() { ["bucket"] = Flows.Input("String", "Literal", "imageflow-uploads"), ["key"] = Flows.Input("String", "Literal", key) };

    private async Task<WatchedPage> OpenAsync(string path)
    {
        PageActions.RequirePage();
        var page = await browser.OpenAsync();
        await page.Page.GotoAsync(new Uri(server.WebUrl, path.TrimStart('/')).ToString());
        return page;
    }
}
