using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace ImageFlow.Server.WebApp;

/// <summary>Our own page: the built files of <c>web/</c> beside the program, and its entry for every address that the page itself routes.</summary>
internal static class WebFiles
{
    public static void Use(WebApplication app, Func<Uri> awsUrl)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "web");
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            // Built with -p:SkipWeb=true: say so instead of an empty 404.
            app.MapGet("/", () => Results.Text("ImageFlow's REST API is at /api and Elsa Studio at /studio/editor/{id}; this build has no web page.")).ExcludeFromDescription();
            return;
        }

        // Only what is the same for everybody: a compressed answer tells its length, and with it something of what it repeats.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/assets"), assets => assets.UseResponseCompression());
        PhysicalFileProvider files = new(folder);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = context => Prepare(context, awsUrl()) });

        // A file's address must match no route, or the static files would stand back; a dot in the name of a flow or a run is no file's ending.
        foreach (var route in (string[])["/{**path:nonfile}", "/flows/{**path}", "/runs/{**path}"])
        {
            app.MapMethods(route, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
            {
                if (IsInterface(context.Request.Path))
                    return Results.NotFound();
                Secure(context.Response.Headers, awsUrl());
                context.Response.Headers.CacheControl = "no-cache";
                return Results.File(Path.Combine(folder, "index.html"), "text/html; charset=utf-8");
            }).WithOrder(int.MaxValue).ExcludeFromDescription();
        }
    }

    private static void Prepare(StaticFileResponseContext context, Uri awsUrl)
    {
        // Vite puts a hash into the names below assets/.
        var hashed = context.Context.Request.Path.StartsWithSegments("/assets");
        context.Context.Response.Headers.CacheControl = hashed ? "public, max-age=31536000, immutable" : "no-cache";
        Secure(context.Context.Response.Headers, awsUrl);
    }

    private static void Secure(IHeaderDictionary headers, Uri awsUrl)
    {
        var aws = awsUrl.GetLeftPart(UriPartial.Authority);
        headers.ContentSecurityPolicy =
            $"default-src 'self'; img-src 'self' blob: data: {aws}; connect-src 'self' {aws}; style-src 'self' 'unsafe-inline'; script-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
    }

    private static bool IsInterface(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/elsa") || path.StartsWithSegments("/studio") || path.StartsWithSegments("/openapi");
}
