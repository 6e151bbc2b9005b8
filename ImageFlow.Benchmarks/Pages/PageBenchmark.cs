using System.Globalization;
using ImageFlow.Benchmarks.Jsonata;
using Microsoft.Playwright;

namespace ImageFlow.Benchmarks.Pages;

/// <summary>
/// The run page in headless Chromium: how soon a run of 500 nodes is drawn, how smoothly it moves, and how long a step of the slider through 25,000 events takes.
/// The built page is served to the browser from its files, the run from memory, over HTTP on this machine, so that nothing else is measured.
/// </summary>
internal static class PageBenchmark
{
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
            RecordedRun run = new(nodes, events);
            using PageServer server = new(dist, run);
            StolenTime stolen = new();
            List<double> opened = [];
            for (var round = 0; round < 5; round++)
                opened.Add(await OpenAsync(page, server.Url, nodes));
            opened.Sort();
            await page.WaitForTimeoutAsync(1_000);
            var (pan, zoom) = (await page.EvaluateAsync<double>(PageScripts.Pan), await page.EvaluateAsync<double>(PageScripts.Zoom));
            await page.EvaluateAsync(PageScripts.ComeNear);
            var near = await page.EvaluateAsync<double>(PageScripts.Pan);
            var steps = (await page.EvaluateAsync<double[]>(PageScripts.Scrub)).Order().ToArray();
            Console.WriteLine($"{nodes} nodes, {run.Events} events: opens in {opened[2]:F0} ms (median of 5), moves at {pan:F0} (near: {near:F0}) and zooms at {zoom:F0} frames/s, a step of the slider takes {steps[steps.Length / 2]:F0} ms (median), {steps[(int)(steps.Length * 0.95)]:F0} ms (95 %)" + (stolen.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"; the host took {share:P1} of the processors' time") : ""));
            met &= nodes != 500 || (opened[2] <= MostOpen && pan >= LeastFrames && near >= LeastFrames && zoom >= LeastFrames);
            met &= steps[(int)(steps.Length * 0.95)] <= MostStep;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"targets: {MostOpen} ms, {LeastFrames} frames/s, {MostStep} ms: {(met ? "reached" : "MISSED")}"));
        return met ? 0 : 1;
    }

    private static async Task<double> OpenAsync(IPage page, string url, int nodes)
    {
        await page.GotoAsync($"{url}runs/big%3Arun");
        await page.WaitForFunctionAsync("count => { if (Number(document.querySelector('.run-plane')?.dataset.done) !== count) return false; window.drawn ??= performance.now(); return true; }", nodes);
        return await page.EvaluateAsync<double>("() => window.drawn");
    }
}
