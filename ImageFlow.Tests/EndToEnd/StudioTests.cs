using ImageFlow.Tests.Activities;
using ImageFlow.Tests.Server;
using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>Elsa Studio in a real browser over our server.</summary>
public class StudioTests(RunningServer server, Browser browser) : IClassFixture<RunningServer>, IClassFixture<Browser>
{
    [Fact]
    public async Task Draw_DragConnectAndSetAnInput_IsInTheSavedDefinitionAndInTheExportedStateMachine()
    {
        var page = await browser.OpenAsync();
        var resize = await NodeOfAsync("image-resize", "ImageFlow.ResizeImage");
        var studio = await StudioPage.OpenAsync(page.Page, server.WebUrl, "image-resize");
        Assert.Equal("getInput(\"bucket\")", await studio.ReadExpressionAsync(resize, "Bucket"));
        await page.PhotographAsync("studio-sample");

        var added = await studio.DragFromPaletteAsync("Objects", "Delete object", 420, 480);
        await studio.ConnectAsync(resize, "CorruptImageError", added);
        await studio.SetInputAsync(added, "Bucket", "imageflow-processed");
        await studio.SetInputAsync(added, "Key", "left-over.png");
        await page.PhotographAsync("studio-drawn");

        var saved = await server.GetAsync("/elsa/api/workflow-definitions/by-definition-id/image-resize?versionOptions=Latest");
        var node = saved["root"]!["activities"]!.AsArray().Single(a => (string?)a!["id"] == added)!;
        Assert.Equal("ImageFlow.DeleteObject", (string?)node["type"]);
        Assert.Equal(("String", "left-over.png"), ((string)node["key"]!["typeName"]!, (string)node["key"]!["expression"]!["value"]!));
        Assert.Contains(saved["root"]!["connections"]!.AsArray(), c => (string?)c!["source"]!["activity"] == resize && (string?)c["source"]!["port"] == "CorruptImageError" && (string?)c["target"]!["activity"] == added);
        var exported = await server.PostAsync("/api/workflows/image-resize/export?queryLanguage=jsonata");
        Assert.Contains("aws-sdk:s3:deleteObject", (string)exported["asl"]!, StringComparison.Ordinal);
        Assert.Contains("left-over.png", (string)exported["asl"]!, StringComparison.Ordinal);
        Assert.Contains("\"CorruptImageError\"", (string)exported["asl"]!, StringComparison.Ordinal);
        Assert.Empty(page.Errors);
        Assert.Equal([server.WebUrl.Authority], page.Hosts);
    }

    [Fact]
    public async Task RunButton_InStudio_StartsOurExecutionOnTheNewestPicture()
    {
        var page = await browser.OpenAsync();
        await server.UploadAsync(TestPicture.Gradient(640, 480), "photo.jpg", "image/jpeg");
        var studio = await StudioPage.OpenAsync(page.Page, server.WebUrl, "upload-pipeline");
        await page.Page.EvaluateAsync("() => { window.started = new Promise(done => document.addEventListener('imageflow-studio', e => { if (e.detail.type === 'started') done(e.detail.executionId); })); }");

        await studio.RunAsync();

        var id = await page.Page.EvaluateAsync<string>("() => window.started");
        var execution = await server.WaitForEndAsync(id);
        await page.PhotographAsync("studio-run");
        Assert.True((string?)execution["status"] == "SUCCEEDED", execution.ToJsonString());
        Assert.Equal(3, execution["files"]!.AsArray().Count(f => (string?)f!["role"] == "output"));
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task InstanceViewer_OfARunThatWaits_ShowsWhatHappensAsItHappens()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("viewed", "10:00:00"));
        var id = await ServerRequests.SimulateAsync(server.Client, "viewed");
        var page = await browser.OpenAsync();
        await page.Page.GotoAsync(new Uri(server.WebUrl, $"studio/viewer/{Uri.EscapeDataString(id)}").ToString());
        await StudioPage.InAsync(page.Page, page.Page.MainFrame);
        var body = page.Page.Locator("main").First;
        await Assertions.Expect(body).ToContainTextAsync("Delay - Started");
        await Assertions.Expect(body).ToContainTextAsync("Executing");

        await server.PostAsync($"/api/executions/{Uri.EscapeDataString(id)}/stop");

        await Assertions.Expect(body).ToContainTextAsync("Cancelled");
        await page.PhotographAsync("studio-viewer");
        Assert.Empty(page.Errors);
        Assert.Equal([server.WebUrl.Authority], page.Hosts);
    }

    [Fact]
    public async Task Drawing_ANodeJustDropped_HasPortLabelsBesideEachOtherAndAPaletteThatIsNotCut()
    {
        await server.PostAsync("/api/workflows", Flows.Flowchart("dropped", [Flows.Activity("start", "Elsa.Start", 0)], []));
        var page = await browser.OpenAsync();
        var studio = await StudioPage.OpenAsync(page.Page, server.WebUrl, "dropped");
        await page.Page.Locator(".mud-expand-panel-text", new PageLocatorOptions { HasText = "Recommendations" }).WaitForAsync();
        Assert.Empty(await page.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.mud-expand-panel-text')].filter(text => text.scrollWidth > text.clientWidth).map(text => text.textContent)"));

        var node = await studio.DragFromPaletteAsync("Images", "Resize image", 300, 120);

        await page.Page.WaitForFunctionAsync(
            "id => { const rows = [...document.querySelectorAll(`.x6-node[data-cell-id='${id}'] .x6-port-out .x6-port-label`)].map(label => label.getBoundingClientRect()).sort((a, b) => a.top - b.top); return rows.length > 4 && !document.querySelector(`.x6-node.crowded[data-cell-id='${id}']`) && rows.every((row, index) => index === 0 || row.top >= rows[index - 1].bottom - 2); }",
            node);
        await page.PhotographAsync("studio-dropped");
        Assert.Empty(page.Errors);
    }

    private async Task<string> NodeOfAsync(string flow, string type)
    {
        var definition = await server.GetAsync($"/elsa/api/workflow-definitions/by-definition-id/{flow}?versionOptions=Latest");
        return (string)definition["root"]!["activities"]!.AsArray().First(a => (string?)a!["type"] == type)!["id"]!;
    }
}
