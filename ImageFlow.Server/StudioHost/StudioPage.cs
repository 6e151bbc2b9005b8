using System.Net;
using System.Reflection;

namespace ImageFlow.Server.StudioHost;

/// <summary>Our own page around Elsa Studio's editor element: the package's index.html loads fonts from another host and knows nothing of a backend.</summary>
internal static class StudioPage
{
    // Studio is WebAssembly and styles its elements inline; nothing may come from, or go to, another host. The hash is of the one inline script that Studio 3.8.2
    // adds (its editor's hot keys): a new version of the package may bring another, which the browser's console then names.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc='; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'";

    private static readonly string Html = Read("studio-editor.html");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/studio/editor/{definitionId}", (HttpContext context, string definitionId) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            context.Response.Headers.CacheControl = "no-cache";
            var backend = $"{context.Request.Scheme}://{context.Request.Host}/elsa/api";
            return Results.Content(Html.Replace("{definitionId}", WebUtility.HtmlEncode(definitionId)).Replace("{backend}", WebUtility.HtmlEncode(backend)), "text/html; charset=utf-8");
        }).ExcludeFromDescription();
        MapOwnFile(routes, "editor.js", "text/javascript; charset=utf-8");
        MapOwnFile(routes, "editor.css", "text/css; charset=utf-8");
    }

    private static void MapOwnFile(IEndpointRouteBuilder routes, string name, string contentType)
    {
        var text = Read($"studio-{name}");
        routes.MapGet($"/studio/{name}", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Content(text, contentType);
        }).ExcludeFromDescription();
    }

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The assembly lacks the resource '{resource}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
