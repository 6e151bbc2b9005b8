using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>One Chromium for the tests of a class; its tests skip with a reason where the machine has none.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } executable)
            return;
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(60_000); // as long as every other wait here: the machine may be busy
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Headless = true,
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A new page whose console errors fail the test that asks for them.</summary>
    public async Task<WatchedPage> OpenAsync(string locale = "en-US")
    {
        Assert.SkipWhen(_browser is null, $"No Chromium was found on the PATH (tried {string.Join(", ", Names)}); install one to run the browser tests.");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = 1500, Height = 950 } });
        context.SetDefaultTimeout(60_000); // Studio starts .NET in the browser, which takes long on a busy machine
        return new WatchedPage(await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}

/// <summary>A page that remembers what went wrong on it.</summary>
public sealed class WatchedPage
{
    private readonly List<string> _errors = [];

    public WatchedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                _errors.Add($"{response.Status} {response.Request.Method} {response.Url}");
        };
        page.Request += (_, request) =>
        {
            // data: and blob: addresses ask nobody.
            if (new Uri(request.Url).Authority is { Length: > 0 } host)
                Hosts.Add(host);
        };
    }

    public IPage Page { get; }

    /// <summary>Console errors, uncaught exceptions and failed requests so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Every host and port that the page asked.</summary>
    public HashSet<string> Hosts { get; } = [];

    /// <summary>
    /// Waits until the page's address is the given one of ours, or lies below it. It asks for the address again and again, unlike <c>WaitForURLAsync</c>, which first looks and then
    /// listens for a navigation: one that the page itself makes meanwhile (<c>pushState</c>) was lost between the two on a busy machine, and the wait never ended.
    /// </summary>
    public async Task ReachAsync(string path)
    {
        try
        {
            await Assertions.Expect(Page).ToHaveURLAsync(new Regex($"^[^/]+//[^/]+/{Regex.Escape(path)}([/?]|$)"), new PageAssertionsToHaveURLOptions { Timeout = 60_000 });
        }
        catch (PlaywrightException e)
        {
            await PhotographAsync($"never-reached-{path}");
            Assert.Fail($"The page never came to /{path}. {e.Message}\nWhat went wrong on it: {string.Join("\n", Errors)}");
        }
    }

    /// <summary>Keeps a picture of the page for people, below <c>TestResults/screenshots</c>.</summary>
    public Task PhotographAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(SharedData.RepositoryRoot, "TestResults", "screenshots", $"{name}.png") });
}
