using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>Gestures on our own pages.</summary>
internal static class PageActions
{
    public const string Upload = "image/jpeg";

    /// <summary>Skips where the server under test has no page.</summary>
    public static void RequirePage() => Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "web", "index.html")), "The server was built without its web page (-p:SkipWeb=true).");

    /// <summary>Drops files on an element.</summary>
    public static async Task DropAsync(IPage page, ILocator target, params (string Name, string Type, byte[] Content)[] files)
    {
        var data = await page.EvaluateHandleAsync(
            "files => { const t = new DataTransfer(); for (const [name, type, base64] of files) t.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name, { type })); return t; }",
            files.Select(file => new[] { file.Name, file.Type, Convert.ToBase64String(file.Content) }).ToArray());
        foreach (var step in new[] { "dragenter", "dragover", "drop" })
            await target.DispatchEventAsync(step, new { dataTransfer = data });
    }

    /// <summary>The frame that holds Elsa Studio, once it is there.</summary>
    public static async Task<IFrame> StudioFrameAsync(IPage page)
    {
        var handle = await page.Locator("iframe").ElementHandleAsync();
        return await handle.ContentFrameAsync() ?? throw new InvalidOperationException("The page holds no frame.");
    }

    /// <summary>Moves the run's slider to a number of events.</summary>
    public static Task ScrubAsync(IPage page, int events) => page.EvaluateAsync(
        "count => { const range = document.querySelector('.scrubber input'); Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(range, String(count)); range.dispatchEvent(new Event('input', { bubbles: true })); }",
        events);
}
