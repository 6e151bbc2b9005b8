using System.Text.Json.Nodes;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.EndToEnd;
using ImageFlow.Tests.Server;
using Microsoft.Playwright;

namespace ImageFlow.Tests.Web;

/// <summary>The run page in a real browser: why a run failed, the way back in time, and texts that would like to be markup.</summary>
public sealed class RunPageTests(RunningServer server, Browser browser) : IClassFixture<RunningServer>, IClassFixture<Browser>
{
    private const string Markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    [Fact]
    public async Task Run_OnHalfAFile_SaysAtWhichStepAndWhy()
    {
        WatchedPage watched = await OpenAsync();
        byte[] photo = TestPicture.Gradient(1600, 1200);
        await OpenRunAsync(watched.Page, "upload-pipeline", photo[..(photo.Length / 2)]);

        ILocator note = watched.Page.Locator(".run-head .note");
        await Assertions.Expect(note).ToContainTextAsync("Failed at Validate image: CorruptImageError");
        await Assertions.Expect(note).ToContainTextAsync("photo.jpg");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Go to the step" }).First.ClickAsync();

        await Assertions.Expect(watched.Page.Locator(".step-detail")).ToContainTextAsync("CorruptImageError");
        await Assertions.Expect(watched.Page.Locator(".run-node[data-tone=caught]")).ToHaveCountAsync(1);
        Assert.Empty(watched.Errors);
    }

    [Fact]
    public async Task Scrubber_AtAnEarlierEvent_ShowsTheRunAsItStoodThen()
    {
        WatchedPage watched = await OpenAsync();
        IPage page = watched.Page;
        await OpenRunAsync(page, "image-resize", TestPicture.Gradient(1600, 1200));
        await Assertions.Expect(page.Locator(".picture-strip img").First).ToBeVisibleAsync();
        int steps = await page.Locator(".step").CountAsync();

        await page.Locator(".scrubber input").FillAsync("2");

        await Assertions.Expect(page.Locator(".step")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".run-node[data-tone=running]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".picture-strip")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Now", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".step")).ToHaveCountAsync(steps);
        Assert.Empty(watched.Errors);
    }

    [Fact]
    public async Task Scrubber_OfAStateMachineThatNobodyDrew_ShowsItsStatesWithTheirPicturesAndMovesNone()
    {
        WatchedPage watched = await OpenAsync();
        IPage page = watched.Page;
        (string bucket, string key) = await server.UploadAsync(TestPicture.Gradient(640, 480), "photo.jpg", "image/jpeg");
        using AwsHttp aws = new(server.AwsUrl);
        JsonObject machine = await aws.CallAsync("AWSStepFunctions.CreateStateMachine", new JsonObject
        {
            ["name"] = "undrawn", ["roleArn"] = "arn:aws:iam::123456789012:role/r",
            ["definition"] = """
                {"QueryLanguage":"JSONata","StartAt":"Shrink","States":{
                  "Shrink":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"imageflow-ResizeImage","Payload":
                    {"bucket":"{% $states.input.bucket %}","key":"{% $states.input.key %}","width":64,"targetBucket":"imageflow-processed"}},"Output":"{% $states.result.Payload %}","Next":"Done"},
                  "Done":{"Type":"Succeed"}}}
                """,
        });
        JsonObject started = await aws.CallAsync("AWSStepFunctions.StartExecution", new JsonObject
        {
            ["stateMachineArn"] = (string)machine["stateMachineArn"]!, ["name"] = "once", ["input"] = new JsonObject { ["bucket"] = bucket, ["key"] = key }.ToJsonString(),
        });
        string id = string.Join(':', ((string)started["executionArn"]!).Split(':')[^2..]);
        await server.WaitForEndAsync(id);

        await page.GotoAsync(new Uri(server.WebUrl, $"runs/{Uri.EscapeDataString(id)}").ToString());
        ILocator shrink = page.Locator(".run-node", new() { HasText = "Shrink" });
        await Assertions.Expect(shrink.Locator(".picture-strip img")).ToHaveCountAsync(2);
        string style = (await page.Locator(".run-node").Last.GetAttributeAsync("style"))!;
        await page.Locator(".scrubber input").FillAsync("2");

        await Assertions.Expect(shrink).ToHaveAttributeAsync("data-tone", "running");
        await Assertions.Expect(page.Locator(".picture-strip")).ToHaveCountAsync(0);
        Assert.Equal(style, await page.Locator(".run-node").Last.GetAttributeAsync("style"));
    }

    [Fact]
    public async Task Names_ThatWouldBeMarkup_StayTextOnEveryPage()
    {
        WatchedPage watched = await OpenAsync();
        IPage page = watched.Page;
        List<string> dialogs = [];
        page.Dialog += (_, dialog) =>
        {
            dialogs.Add(dialog.Message);
            _ = dialog.DismissAsync();
        };
        JsonObject flow = Flows.Waiting("markup-in-names", "00:00:00");
        flow["name"] = Markup;
        flow["description"] = Markup;
        await server.PostAsync("/api/workflows", flow);
        string id = (string)(await server.PostAsync("/api/workflows/markup-in-names/simulate", new JsonObject { ["input"] = new JsonObject { ["key"] = Markup } }))["id"]!;
        await server.WaitForEndAsync(id);

        await page.GotoAsync(server.WebUrl.ToString());
        await Assertions.Expect(page.Locator(".flow-card", new() { HasText = "onerror=alert(1)" })).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(server.WebUrl, "runs").ToString());
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("onerror=alert(1)");
        await page.GotoAsync(new Uri(server.WebUrl, $"runs/{Uri.EscapeDataString(id)}").ToString());
        await page.Locator(".step").First.ClickAsync();
        await Assertions.Expect(page.Locator(".step-detail")).ToContainTextAsync("onerror=alert(1)");

        Assert.Empty(dialogs);
        Assert.Equal(0, await page.Locator("[onerror]").CountAsync());
        Assert.Empty(watched.Errors);
    }

    private async Task<WatchedPage> OpenAsync()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "web", "index.html")), "The server was built without its web page (-p:SkipWeb=true).");
        WatchedPage watched = await browser.OpenAsync();
        Assertions.SetDefaultExpectTimeout(30_000);
        return watched;
    }

    private async Task OpenRunAsync(IPage page, string workflowId, byte[] photo)
    {
        (string bucket, string key) = await server.UploadAsync(photo, "photo.jpg", "image/jpeg");
        JsonObject input = new() { ["bucket"] = bucket, ["key"] = key, ["size"] = photo.Length };
        string id = (string)(await server.PostAsync($"/api/workflows/{workflowId}/simulate", new JsonObject { ["input"] = input }))["id"]!;
        await page.GotoAsync(new Uri(server.WebUrl, $"runs/{Uri.EscapeDataString(id)}").ToString());
        await Assertions.Expect(page.Locator(".run-title .status.chip")).Not.ToContainTextAsync("running");
    }
}
