using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.Server;
using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// The ten things that a person does with the page, each by a script in a real browser, each with a picture. No request of Elsa Studio or of our page may
/// go unanswered or fail.
/// </summary>
public class TenTasksTests(RunningServer server, Browser browser) : IClassFixture<RunningServer>, IClassFixture<Browser>
{
    [Fact]
    public async Task Task01_DrawTheResizeFlowFromNothing_RunsAndMakesAPicture()
    {
        var page = await OpenAsync("/");
        var (bucket, key) = await server.UploadAsync(TestPicture.Gradient(320, 200), "photo.png");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "New flow" }).ClickAsync();
        await page.ReachAsync("flows");
        var id = page.Page.Url[(page.Page.Url.LastIndexOf('/') + 1)..];
        var studio = await StudioPage.EmptyAsync(page.Page, await PageActions.StudioFrameAsync(page.Page));

        var start = await studio.DragFromPaletteAsync("Flow", "Start", 60, 160);
        var resize = await studio.DragFromPaletteAsync("Images", "Resize image", 300, 120);
        await studio.ConnectAsync(start, "Done", resize);
        await studio.SetInputAsync(resize, "Bucket", bucket);
        await studio.SetInputAsync(resize, "Key", key);
        await studio.SetInputAsync(resize, "Width", "100");
        await Assertions.Expect((await PageActions.StudioFrameAsync(page.Page)).Locator(".x6-node.crowded")).ToHaveCountAsync(0);
        await page.PhotographAsync("task-01-drawn");
        var started = await server.PostAsync($"/api/workflows/{id}/simulate", new JsonObject { ["input"] = new JsonObject() });

        var execution = await server.WaitForEndAsync((string)started["id"]!);
        Assert.True((string?)execution["status"] == "SUCCEEDED", execution.ToJsonString());
        Assert.NotEmpty(execution["files"]!.AsArray());
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task02_ImportAStateMachineByDrop_OpensAsADrawing()
    {
        var page = await OpenAsync("/");
        var machine = """{"Comment": "dropped", "StartAt": "Look", "States": {"Look": {"Type": "Pass", "Next": "Rest"}, "Rest": {"Type": "Wait", "Seconds": 1, "Next": "Done"}, "Done": {"Type": "Succeed"}}}""";

        await PageActions.DropAsync(page.Page, page.Page.Locator(".flows-page"), ("three-states.asl.json", "application/json", Encoding.UTF8.GetBytes(machine)));

        await page.ReachAsync("flows");
        var studio = await PageActions.StudioFrameAsync(page.Page);
        await StudioPage.InAsync(page.Page, studio);
        await studio.Locator(".x6-node").Nth(2).WaitForAsync();
        await page.PhotographAsync("task-02-imported");
        Assert.Equal("three-states", await page.Page.Locator(".draw-bar h1").InnerTextAsync());
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task03_FindAndFixThreeProblems_LeavesNone()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("three-problems", [
            Flows.Activity("start", "Elsa.Start", 0), Flows.Activity("one", "ImageFlow.DeleteObject", 220), Flows.Activity("two", "ImageFlow.DeleteObject", 480, new JsonObject { ["bucket"] = Flows.Input("String", "Literal", "imageflow-uploads") }),
        ], [("start", "Done", "one"), ("one", "Done", "two")]));
        var page = await OpenAsync("/flows/three-problems");
        var problems = page.Page.Locator(".problems li[data-tone=failed]");
        var studio = await StudioPage.InAsync(page.Page, await PageActions.StudioFrameAsync(page.Page));
        await page.Page.Locator(".draw-bar h1").ClickAsync();
        await page.Page.Keyboard.PressAsync("p");
        await problems.Nth(2).WaitForAsync();
        Assert.Equal(3, await problems.CountAsync());
        await page.PhotographAsync("task-03-problems");

        await studio.SetInputAsync("one", "Bucket", "imageflow-uploads");
        await studio.SetInputAsync("one", "Key", "a.png");
        await studio.SetInputAsync("two", "Key", "b.png");

        await Assertions.Expect(problems).ToHaveCountAsync(0);
        await page.PhotographAsync("task-03-fixed");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task04_SimulateOnAPhotograph_ShowsThePictureOnItsNode()
    {
        var page = await OpenAsync("/flows/image-resize");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Simulate" }).ClickAsync();

        await PageActions.DropAsync(page.Page, page.Page.Locator(".photo-drop"), ("harbour.jpg", PageActions.Upload, TestPicture.Gradient(1200, 800)));
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start", Exact = true }).ClickAsync();

        await page.ReachAsync("runs");
        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();
        await page.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.run-node .picture-strip img')].filter(i => i.complete && i.naturalWidth > 0).length >= 2");
        await page.Page.Locator(".run-node", new PageLocatorOptions { Has = page.Page.Locator(".picture-strip") }).ClickAsync();
        await page.Page.Locator(".step-detail").WaitForAsync();
        await page.PhotographAsync("task-04-pictures");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task05_ScrubToTheFailureAndRedrive_GoesOnFromThere()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("needs-a-file", [
            Flows.Activity("start", "Elsa.Start", 0),
            Flows.Activity("check", "ImageFlow.ValidateImage", 260, new JsonObject { ["bucket"] = Flows.Input("String", "Literal", "imageflow-uploads"), ["key"] = Flows.Input("String", "Literal", "late.png") }),
        ], [("start", "Done", "check")]));
        var id = await ServerRequests.SimulateAsync(server.Client, "needs-a-file");
        var failed = await server.WaitForEndAsync(id);
        Assert.Equal("ObjectNotFoundError", (string?)failed["error"]);
        var page = await OpenAsync($"/runs/{Uri.EscapeDataString(id)}");
        await page.Page.Locator(".note[data-tone=failed]").First.WaitForAsync();
        var node = page.Page.Locator(".run-node", new PageLocatorOptions { HasText = "check" });

        await PageActions.ScrubAsync(page.Page, 3);
        await Assertions.Expect(node).Not.ToHaveAttributeAsync("data-tone", "failed");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Go to the step" }).ClickAsync();
        for (var press = 0; press < 20 && await node.GetAttributeAsync("data-tone") != "failed"; press++)
            await page.Page.Locator(".scrubber button").Nth(1).ClickAsync();
        await page.PhotographAsync("task-05-failure");
        var folder = Path.Combine(server.DataDirectory, "objects", "imageflow-uploads");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "late.png"), TestPicture.Gradient(64, 48), TestContext.Current.CancellationToken);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Redrive" }).ClickAsync();

        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();
        await page.PhotographAsync("task-05-redriven");
        Assert.Equal(1, (int)(await server.WaitForEndAsync(id))["redriveCount"]!);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task06_WriteAJsonataAndAJavaScriptExpression_ShowsTheirValuesInTheRun()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("two-languages", [
            Flows.Activity("start", "Elsa.Start", 0), Flows.Activity("delete", "ImageFlow.DeleteObject", 260),
        ], [("start", "Done", "delete")]));
        var page = await OpenAsync("/studio/editor/two-languages");
        var studio = await StudioPage.InAsync(page.Page, page.Page.MainFrame);

        await studio.WriteExpressionAsync("delete", "Bucket", "JSONata", "'imageflow-' & 'uploads'");
        await studio.WriteExpressionAsync("delete", "Key", "JavaScript", "'left' + '-over.png'");
        await page.PhotographAsync("task-06-written");
        var id = await ServerRequests.SimulateAsync(server.Client, "two-languages");
        Assert.Equal("SUCCEEDED", (string?)(await server.WaitForEndAsync(id))["status"]);
        await page.Page.GotoAsync(new Uri(server.WebUrl, $"runs/{Uri.EscapeDataString(id)}").ToString());
        await page.Page.Locator(".run-node", new PageLocatorOptions { HasText = "delete" }).ClickAsync();

        var detail = page.Page.Locator(".step-detail");
        await Assertions.Expect(detail).ToContainTextAsync("imageflow-uploads");
        await Assertions.Expect(detail).ToContainTextAsync("left-over.png");
        await page.PhotographAsync("task-06-values");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task07_CompareTwoRuns_ShowsWhereTheyPart()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("compared", "00:00:00"));
        var good = await ServerRequests.SimulateAsync(server.Client, "compared");
        var other = await ServerRequests.SimulateAsync(server.Client, "compared", new JsonObject { ["note"] = "other" });
        await server.WaitForEndAsync(good);
        await server.WaitForEndAsync(other);
        var page = await OpenAsync($"/runs/{Uri.EscapeDataString(good)}");
        await page.Page.Locator("header .status[data-tone=done]").First.WaitForAsync();

        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "More" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "Compare with" }).ClickAsync();
        await page.ReachAsync("compare");
        await page.Page.Locator(".compare-heads option").Nth(1).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.Page.Locator(".compare-heads select").SelectOptionAsync(new SelectOptionValue { Index = 1 });

        await page.Page.Locator(".plain-table tbody tr").First.WaitForAsync();
        await Assertions.Expect(page.Page.Locator(".page")).ToContainTextAsync("Input: differs");
        await page.PhotographAsync("task-07-compared");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task08_ExportTheDeployableFolder_IsAnArchiveOfTheMachineAndTheFlow()
    {
        var page = await OpenAsync("/flows/upload-pipeline");
        await page.Page.Locator(".draw-saved").WaitForAsync();
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Export" }).ClickAsync();
        await page.PhotographAsync("task-08-menu");

        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "Deployable folder" }).ClickAsync());

        await using var content = await download.CreateReadStreamAsync();
        using MemoryStream whole = new();
        await content.CopyToAsync(whole, TestContext.Current.CancellationToken);
        using ZipArchive archive = new(whole);
        Assert.EndsWith(".zip", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "workflow.json", "state-machine.asl.json", "template.yaml" }, archive.Entries.Select(e => e.FullName).ToHashSet());
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task09_ApproveAWaitingStep_LetsTheRunGoOn()
    {
        using var asked = await server.Client.GetAsync("/api/approvals", TestContext.Current.CancellationToken);
        Assert.SkipUnless(asked.IsSuccessStatusCode, "This server does not offer /api/approvals.");
        await server.PostAsync("/api/workflows", Flows.Flowchart("asks-a-person", [
            Flows.Activity("start", "Elsa.Start", 0), Flows.Activity("approve", "ImageFlow.WaitForApproval", 260, new JsonObject { ["title"] = Flows.Input("String", "Literal", "Publish the harbour?") }),
        ], [("start", "Done", "approve")]));
        var id = await ServerRequests.SimulateAsync(server.Client, "asks-a-person");
        var page = await OpenAsync("/inbox");

        await page.Page.Locator(".approval", new PageLocatorOptions { HasText = "Publish the harbour?" }).WaitForAsync();
        await Assertions.Expect(page.Page.Locator(".queue", new PageLocatorOptions { HasText = "imageflow-approvals" })).ToBeVisibleAsync();
        await page.PhotographAsync("task-09-waiting");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Approve" }).First.ClickAsync();

        Assert.Equal("SUCCEEDED", (string?)(await server.WaitForEndAsync(id))["status"]);
        await Assertions.Expect(page.Page.Locator(".approval")).ToHaveCountAsync(0);
        await page.PhotographAsync("task-09-approved");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Task10_UploadFiveFilesOfWhichOneIsBroken_ShowsFourPicturesAndWhyOneIsNot()
    {
        var page = await OpenAsync("/gallery");
        var files = Enumerable.Range(1, 4).Select(n => ($"harbour-{n}.png", "image/png", TestPicture.Gradient(300 + n, 200))).Append(("broken.png", "image/png", TestPicture.Gradient(300, 200)[..200])).ToArray();

        await PageActions.DropAsync(page.Page, page.Page.Locator(".gallery-page"), files);

        await Assertions.Expect(page.Page.Locator(".uploads li[data-phase=done]")).ToHaveCountAsync(4, new LocatorAssertionsToHaveCountOptions { Timeout = 60_000 });
        var broken = page.Page.Locator(".uploads li[data-phase=failed]");
        await Assertions.Expect(broken).ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 60_000 });
        await Assertions.Expect(broken).ToContainTextAsync("broken.png");
        Assert.NotEqual("", await broken.Locator(".upload-why").InnerTextAsync());
        await page.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.gallery-card:not([data-tone]) img')].filter(i => i.complete && i.naturalWidth > 0).length === 4");
        await page.PhotographAsync("task-10-gallery");
        await page.Page.SetViewportSizeAsync(390, 800);
        await page.PhotographAsync("task-10-phone");
        Assert.False(await page.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"));
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
