using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>Elsa Studio's editor, with the gestures of a person.</summary>
internal sealed class StudioPage(IPage page, IFrame frame)
{
    /// <summary>Milliseconds. Studio brings .NET and an editor of 30 MB into the browser: alone in three seconds, among other tests on two cores in more than a minute.</summary>
    private const float LongestStart = 180_000;

    private static readonly TimeSpan LongestSave = TimeSpan.FromMinutes(1);

    public ILocator Canvas => frame.Locator(".x6-graph").First;

    public static async Task<StudioPage> OpenAsync(IPage page, Uri server, string definitionId)
    {
        await page.GotoAsync(new Uri(server, $"studio/editor/{definitionId}").ToString());
        return await InAsync(page, page.MainFrame);
    }

    /// <summary>The editor in a frame, of a drawing that has something on it.</summary>
    public static async Task<StudioPage> InAsync(IPage page, IFrame frame)
    {
        await frame.Locator(".x6-node").First.WaitForAsync(new LocatorWaitForOptions { Timeout = LongestStart });
        // Studio centres the drawing after it shows it; a gesture before that would miss.
        await frame.WaitForFunctionAsync("() => { const n = document.querySelector('.x6-node').getBoundingClientRect(); const same = window.__last && window.__last === n.x + ',' + n.y; window.__last = n.x + ',' + n.y; return same; }", null, new FrameWaitForFunctionOptions { PollingInterval = 700 });
        return new StudioPage(page, frame);
    }

    /// <summary>The editor of an empty drawing.</summary>
    public static async Task<StudioPage> EmptyAsync(IPage page, IFrame frame)
    {
        await frame.Locator(".x6-graph").First.WaitForAsync(new LocatorWaitForOptions { Timeout = LongestStart });
        await frame.Locator("[draggable=true], .mud-expand-panel").First.WaitForAsync();
        return new StudioPage(page, frame);
    }

    /// <summary>Drags an activity from the palette to a place on the canvas and gives the new node's id.</summary>
    public async Task<string> DragFromPaletteAsync(string category, string activity, float x, float y)
    {
        var before = await NodeIdsAsync();
        await frame.GetByText(category, new FrameGetByTextOptions { Exact = true }).First.ClickAsync();
        var saved = WaitForSaveAsync();
        await frame.Locator("[draggable=true]", new FrameLocatorOptions { HasText = activity }).First.DragToAsync(Canvas, new LocatorDragToOptions { TargetPosition = new TargetPosition { X = x, Y = y } });
        await saved;
        await frame.WaitForFunctionAsync("count => document.querySelectorAll('.x6-node').length > count", before.Count);
        return (await NodeIdsAsync()).Except(before).Single();
    }

    /// <summary>Draws a connection with the mouse.</summary>
    public async Task ConnectAsync(string fromNode, string port, string toNode)
    {
        var (fromX, fromY) = await CentreAsync(fromNode, port);
        var (toX, toY) = await CentreAsync(toNode, "In");
        var saved = WaitForSaveAsync();
        await page.Mouse.MoveAsync(fromX, fromY);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync((fromX + toX) / 2, (fromY + toY) / 2, new MouseMoveOptions { Steps = 8 });
        await page.Mouse.MoveAsync(toX, toY, new MouseMoveOptions { Steps = 8 });
        await page.Mouse.UpAsync();
        await saved;
    }

    public async Task SetInputAsync(string node, string label, string value)
    {
        await TypeInputAsync(node, label, value);
        await UntilStoredAsync(node, value);
    }

    /// <summary>Like <see cref="SetInputAsync"/>, for a save that may be refused.</summary>
    public async Task TypeInputAsync(string node, string label, string value)
    {
        await SelectAsync(node);
        await frame.Locator($".mud-input-control:has(label:text-is('{label}')) input").FillAsync(value);
        await page.Keyboard.PressAsync("Tab");
    }

    /// <summary>What stands in the code editor of an input whose expression is written in a language.</summary>
    public async Task<string> ReadExpressionAsync(string node, string label)
    {
        await SelectAsync(node);
        var editor = frame.Locator($".mud-input-control:has(label:text-is('{label}')) .monaco-editor-container");
        var id = await editor.GetAttributeAsync("id");
        const string content = "id => window.monaco.editor.getEditors().find(e => e.getContainerDomNode().id === id)?.getValue()";
        await frame.WaitForFunctionAsync($"id => !!({content})(id)", id);
        return await frame.EvaluateAsync<string>(content, id);
    }

    /// <summary>Chooses a language for an input's expression and writes it into the code editor.</summary>
    public async Task WriteExpressionAsync(string node, string label, string language, string expression)
    {
        await SelectAsync(node);
        await frame.Locator($"xpath=//label[text()='{label}']/ancestor::div[.//div[contains(@class,'mud-menu')]][1]//div[contains(@class,'mud-menu')]//button").First.ClickAsync();
        await frame.Locator(".mud-popover-open").GetByText(language, new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        var editor = frame.Locator($".mud-input-control:has(label:text-is('{label}')) .monaco-editor").First;
        await editor.ClickAsync();
        await page.Keyboard.TypeAsync(expression);
        await UntilStoredAsync(node, expression);
    }

    public async Task SelectAsync(string node)
    {
        // By coordinates: the frame around a selected node lies over it.
        var box = (await frame.Locator($".x6-node[data-cell-id='{node}']").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + 80, box.Y + 20);
    }

    public Task RunAsync() => frame.Locator("button.mud-success-text").ClickAsync();

    private Task<IResponse> WaitForSaveAsync() => page.WaitForResponseAsync(r => r.Request.Method == "POST" && new Uri(r.Url).AbsolutePath == "/elsa/api/workflow-definitions" && r.Ok);

    /// <summary>Until the server has the text in the activity: a save that is answered now may have been sent before the last key.</summary>
    private async Task UntilStoredAsync(string node, string text)
    {
        var definition = await frame.EvaluateAsync<string>("() => new URL(`/elsa/api/workflow-definitions/by-definition-id/${document.body.dataset.definitionId}?versionOptions=Latest`, location.href).href");
        for (var deadline = DateTime.UtcNow + LongestSave; DateTime.UtcNow < deadline; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var answer = await page.APIRequest.GetAsync(definition);
            if (ActivityIn(JsonNode.Parse(await answer.TextAsync()), node) is { } activity && HasText(activity, text))
                return;
        }

        throw new TimeoutException($"The server has no '{text}' in the activity '{node}'.");
    }

    private static JsonObject? ActivityIn(JsonNode? value, string id) => value switch
    {
        JsonObject found when (string?)(found["id"] as JsonValue) == id && found["type"] is not null => found,
        JsonObject other => other.Select(member => ActivityIn(member.Value, id)).FirstOrDefault(found => found is not null),
        JsonArray all => all.Select(each => ActivityIn(each, id)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static bool HasText(JsonNode? value, string text) => value switch
    {
        JsonObject members => members.Any(member => HasText(member.Value, text)),
        JsonArray all => all.Any(each => HasText(each, text)),
        JsonValue single => single.ToString() == text,
        _ => false,
    };

    private async Task<(float X, float Y)> CentreAsync(string node, string port)
    {
        var box = await frame.Locator($".x6-node[data-cell-id='{node}'] [port='{port}']").BoundingBoxAsync() ?? throw new InvalidOperationException($"The node {node} shows no port '{port}'.");
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    private async Task<IReadOnlyList<string>> NodeIdsAsync() => await frame.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.x6-node')].map(n => n.getAttribute('data-cell-id'))");
}
