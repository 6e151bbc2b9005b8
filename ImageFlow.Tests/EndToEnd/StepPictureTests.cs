using System.Text.Json.Nodes;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.Server;
using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>What a step of a run tells of its pictures: the faces in them, what was stripped; and the pictures to choose from in the Simulate panel.</summary>
public sealed class StepPictureTests(RunningServer server, Browser browser) : IClassFixture<RunningServer>, IClassFixture<Browser>
{
    [Fact]
    public async Task Simulate_WithASamplePhotoOfAPhone_ShowsWhatWasStripped()
    {
        var page = await OpenAsync("/flows/image-resize");
        await page.Page.Locator(".draw-saved").WaitForAsync();
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Simulate" }).ClickAsync();
        var samples = page.Page.GetByRole(AriaRole.List, new PageGetByRoleOptions { Name = "Sample pictures" }).GetByRole(AriaRole.Button);
        await Assertions.Expect(samples).ToHaveCountAsync(4);
        var phone = samples.Filter(new LocatorFilterOptions { HasText = "Phone" });
        await Assertions.Expect(phone).ToBeEnabledAsync();
        await phone.ClickAsync();
        await Assertions.Expect(phone).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(samples.Last).ToBeEnabledAsync();
        await page.PhotographAsync("page-simulate-samples");
        await page.Page.Locator(".simulate").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Start" }).ClickAsync();

        await page.ReachAsync("runs");
        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();

        // Also of a run that was over before its page was there.
        var result = page.Page.Locator(".result-card[data-tone=done]");
        await Assertions.Expect(result.Locator("li")).ToHaveCountAsync(3);
        await result.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Close" }).ClickAsync();
        await page.Page.Locator(".run-node", new PageLocatorOptions { HasText = "Resize image" }).First.ClickAsync();
        var detail = page.Page.Locator(".step-pictures");
        await detail.Locator("summary").ClickAsync();
        await detail.Locator("tr", new LocatorLocatorOptions { HasText = "Place (GPS)" }).Locator(".stripped").WaitForAsync();
        await page.PhotographAsync("page-step-pictures");
        // Each picture that the step made has a table of its own.
        var size = detail.Locator("tr:has(th:text-is('Size in pixels')) td").Last;
        await Assertions.Expect(size).ToContainTextAsync("256");
        await detail.GetByLabel("Metadata of").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Assertions.Expect(size).ToContainTextAsync("1024");
        await detail.Locator("li button").Last.ClickAsync();
        var box = page.Page.Locator("dialog.lightbox");
        await box.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Metadata" }).ClickAsync();

        var rows = box.Locator("tbody tr[data-change=stripped] th");
        await rows.First.WaitForAsync();
        await page.PhotographAsync("page-metadata");
        Assert.Equal(["EXIF orientation", "EXIF", "Place (GPS)", "Camera", "Taken at"], (await rows.AllTextContentsAsync()).Where(name => name != "ICC profile")); // which the browser puts into what it paints, or not
        await Assertions.Expect(box.Locator("tr:has(th:text-is('File'))")).ToContainTextAsync("% smaller");
        Assert.Empty(page.Errors);

        // The next time the picture is at hand.
        await page.Page.GotoAsync(new Uri(server.WebUrl, "flows/image-resize").ToString());
        await page.Page.Locator(".draw-saved").WaitForAsync();
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Simulate" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.List, new PageGetByRoleOptions { Name = "Used last" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(page.Page.Locator(".photo-drop > p").First).ToContainTextAsync("phone.jpg");
    }

    [Fact]
    public async Task Step_ThatFoundFaces_ShowsTheirBoxesOnThePicture()
    {
        var (bucket, key) = await server.UploadAsync(TestPicture.Gradient(400, 300), "faces.jpg", "image/jpeg");
        await server.PostAsync("/api/workflows", Flows.Flowchart("face-boxes", [
            Flows.Activity("start", "Elsa.Start", 0),
            Flows.Activity("faces", "ImageFlow.DetectFaces", 260, new JsonObject { ["bucket"] = Flows.Input("String", "Literal", bucket), ["key"] = Flows.Input("String", "Literal", key) }),
        ], [("start", "Done", "faces")]));
        var answer = new JsonObject { ["FaceDetails"] = new JsonArray(new JsonObject
        {
            ["BoundingBox"] = new JsonObject { ["Left"] = 0.25, ["Top"] = 0.1, ["Width"] = 0.5, ["Height"] = 0.8 }, ["Confidence"] = 99.4,
        }) };
        var started = await server.PostAsync("/api/workflows/face-boxes/simulate", new JsonObject
        {
            ["input"] = new JsonObject { ["bucket"] = bucket, ["key"] = key },
            ["trial"] = new JsonObject { ["skipWaits"] = false, ["mocks"] = new JsonObject { ["faces"] = new JsonArray(new JsonObject { ["Return"] = answer }) } },
        });
        Assert.Equal("SUCCEEDED", (string?)(await server.WaitForEndAsync((string)started["id"]!))["status"]);
        var page = await OpenAsync($"/runs/{Uri.EscapeDataString((string)started["id"]!)}");

        await page.Page.Locator(".run-node", new PageLocatorOptions { HasText = "faces" }).Or(page.Page.Locator(".run-node", new PageLocatorOptions { HasText = "Detect faces" })).First.ClickAsync();
        var face = page.Page.Locator(".step-pictures .face-box");
        await Assertions.Expect(face).ToHaveCountAsync(1);
        await Assertions.Expect(face).ToContainTextAsync("99 %");
        await page.PhotographAsync("page-faces-step");
        await page.Page.Locator(".step-pictures li button").First.ClickAsync();
        var large = page.Page.Locator("dialog.lightbox .face-box");
        await large.WaitForAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelector('dialog.lightbox .framed img').naturalWidth > 0");
        await page.PhotographAsync("page-faces");

        // The box lies on the picture where the answer says, whatever its size on the page.
        var shares = await page.Page.EvaluateAsync<double[]>(
            "() => { const at = (s) => document.querySelector(`dialog.lightbox ${s}`).getBoundingClientRect(), i = at('.framed img'), b = at('.face-box'); return [(b.left - i.left) / i.width, (b.top - i.top) / i.height, b.width / i.width, b.height / i.height]; }");
        Assert.Equal([0.25, 0.1, 0.5, 0.8], shares.Select(share => Math.Round(share, 2)));
        Assert.Empty(page.Errors);
    }

    private async Task<WatchedPage> OpenAsync(string path)
    {
        PageActions.RequirePage();
        var page = await browser.OpenAsync();
        await page.Page.GotoAsync(new Uri(server.WebUrl, path.TrimStart('/')).ToString());
        return page;
    }
}
