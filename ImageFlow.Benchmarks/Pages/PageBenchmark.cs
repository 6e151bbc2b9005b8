using System.Globalization;
using ImageFlow.Benchmarks.Jsonata;
using Microsoft.Playwright;

namespace ImageFlow.Benchmarks.Pages;

/// <summary>
/// The run page in headless Chromium: how soon a run of 500 nodes is drawn, how smoothly it moves, and how long a step of the slider through 25,000 events takes.
/// The built page is served to the browser from its files, the run from memory, so that nothing else is measured.
/// </summary>
internal static class PageBenchmark
{
    private const string Origin = "http://imageflow.test";
    private const double MostOpen = 1_000;
    private const double LeastFrames = 50;
    private const double MostStep = 100;
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    public static async Task<int> RunAsync()
    {
        var dist = Path.Combine(NodePeer.RepositoryRoot, "ImageFlow.Server", "web", "dist");
        if (!File.Exists(Path.Combine(dist, "index.html")))
            throw new FileNotFoundException("Build the page first: dotnet build ImageFlow.Server", dist);
        var program = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).SelectMany(folder => Browsers.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("There is no Chromium on the PATH.");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program, Headless = true,
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await (await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1500, Height = 950 } })).NewPageAsync();
        var met = true;
        foreach (var (nodes, events) in new[] { (500, 2_502), (40, 25_000) })
        {
            await page.UnrouteAllAsync();
            RecordedRun run = new(nodes, events);
            var stream = run.EventStream();
            await page.RouteAsync($"{Origin}/**", route => AnswerAsync(route, dist, run, stream));
            List<double> opened = [];
            for (var round = 0; round < 5; round++)
                opened.Add(await OpenAsync(page, nodes));
            opened.Sort();
            await page.WaitForTimeoutAsync(1_000);
            var (pan, zoom) = (await page.EvaluateAsync<double>(PageScripts.Pan), await page.EvaluateAsync<double>(PageScripts.Zoom));
            await page.EvaluateAsync(PageScripts.ComeNear);
            var near = await page.EvaluateAsync<double>(PageScripts.Pan);
            var steps = (await page.EvaluateAsync<double[]>(PageScripts.Scrub)).Order().ToArray();
            Console.WriteLine($"{nodes} nodes, {run.Events} events: opens in {opened[2]:F0} ms (median of 5), moves at {pan:F0} (near: {near:F0}) and zooms at {zoom:F0} frames/s, a step of the slider takes {steps[steps.Length / 2]:F0} ms (median), {steps[(int)(steps.Length * 0.95)]:F0} ms (95 %)");
            met &= nodes == 500 ? opened[2] <= MostOpen && pan >= LeastFrames && near >= LeastFrames && zoom >= LeastFrames : steps[steps.Length / 2] <= MostStep;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"targets: {MostOpen} ms, {LeastFrames} frames/s, {MostStep} ms: {(met ? "reached" : "MISSED")}"));
        return met ? 0 : 1;
    }

    private static async Task<double> OpenAsync(IPage page, int nodes)
    {
        await page.GotoAsync($"{Origin}/runs/big%3Arun");
        await page.WaitForFunctionAsync("count => { if (Number(document.querySelector('.run-plane')?.dataset.done) !== count) return false; window.drawn ??= performance.now(); return true; }", nodes);
        return await page.EvaluateAsync<double>("() => window.drawn");
    }

    private static Task AnswerAsync(IRoute route, string dist, RecordedRun run, string stream)
    {
        var path = Uri.UnescapeDataString(new Uri(route.Request.Url).AbsolutePath);
        return path switch
        {
            $"/api/executions/{RecordedRun.Id}/events" => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/event-stream", Body = stream }),
            $"/api/executions/{RecordedRun.Id}" => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = run.Execution.ToJsonString() }),
            "/api/workflows/big" => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = run.Flow.ToJsonString() }),
            _ when path.StartsWith("/api/", StringComparison.Ordinal) => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = """{"items":[]}""" }),
            _ => route.FulfillAsync(new RouteFulfillOptions { Path = File.Exists(dist + path) ? dist + path : Path.Combine(dist, "index.html") }),
        };
    }
}
