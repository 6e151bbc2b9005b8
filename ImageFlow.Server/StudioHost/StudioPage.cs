using System.Net;
using System.Reflection;

namespace ImageFlow.Server.StudioHost;

/// <summary>Our own pages around Elsa Studio's elements (editor, viewer of an instance, both lists): the package's index.html loads fonts from another host and knows nothing of a backend.</summary>
internal static class StudioPage
{
    // Studio is WebAssembly and styles its elements inline; nothing may come from, or go to, another host. The hashes are of the inline scripts that Studio 3.8.2
    // adds (the hot keys of its editor and of its viewer): a new version of the package may bring another, which the browser's console then names.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc=' 'sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts='; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'";

    private static readonly string Html = Read("studio-editor.html");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/studio/editor/{definitionId}", (HttpContext context, string definitionId) =>
            Page(context, definitionId, $"<elsa-workflow-definition-editor definition-id=\"{WebUtility.HtmlEncode(definitionId)}\"></elsa-workflow-definition-editor>")).ExcludeFromDescription();
        routes.MapGet("/studio/viewer/{instanceId}", (HttpContext context, string instanceId) =>
            Page(context, "", $"<elsa-workflow-instance-viewer instance-id=\"{WebUtility.HtmlEncode(instanceId)}\"></elsa-workflow-instance-viewer>")).ExcludeFromDescription();
        routes.MapGet("/studio/definitions", (HttpContext context) => Page(context, "", "<elsa-workflow-definition-list></elsa-workflow-definition-list>")).ExcludeFromDescription();
        routes.MapGet("/studio/instances", (HttpContext context) => Page(context, "", "<elsa-workflow-instance-list></elsa-workflow-instance-list>")).ExcludeFromDescription();
        MapOwnFile(routes, "editor.js", "text/javascript; charset=utf-8");
        MapOwnFile(routes, "editor.css", "text/css; charset=utf-8");
    }

    private static IResult Page(HttpContext context, string definitionId, string element)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers.CacheControl = "no-cache";
        var backend = $"{context.Request.Scheme}://{context.Request.Host}/elsa/api";
        return Results.Content(
            Html.Replace("{element}", element).Replace("{definitionId}", WebUtility.HtmlEncode(definitionId)).Replace("{backend}", WebUtility.HtmlEncode(backend)),
            "text/html; charset=utf-8");
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
