using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace ImageFlow.Server.StudioHost;

/// <summary>
/// Serves the files of the Elsa Studio package under <c>/studio</c>, from its own <c>.br</c> and <c>.gz</c> twins where the browser takes them (6 MB travel
/// instead of 31). Only names that the package had at start are served, so no path can lead out of it.
/// </summary>
internal sealed partial class StudioFiles
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".js"] = "text/javascript",
        [".css"] = "text/css",
        [".json"] = "application/json",
        [".wasm"] = "application/wasm",
        [".dat"] = "application/octet-stream",
        [".woff2"] = "font/woff2",
        [".ttf"] = "font/ttf",
        [".png"] = "image/png",
        [".svg"] = "image/svg+xml",
        [".ico"] = "image/x-icon",
        [".cur"] = "image/x-icon",
        [".webmanifest"] = "application/manifest+json",
    });

    private readonly string _folder;
    private readonly HashSet<string> _names;

    public StudioFiles(string folder)
    {
        _folder = folder;
        _names = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).ToHashSet(StringComparer.Ordinal)
            : [];
    }

    /// <summary>The package's folder: beside the program when published, else where the build fetched it.</summary>
    public static string FindFolder()
    {
        var published = Path.Combine(AppContext.BaseDirectory, "studio");
        return Directory.Exists(published)
            ? published
            : typeof(StudioFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "StudioFolder").Value!;
    }

    public bool IsPresent => _names.Contains("_framework/blazor.webassembly.js");

    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/studio/{**path}", [HttpMethods.Get, HttpMethods.Head], Serve).ExcludeFromDescription();

    private IResult Serve(HttpContext context, string path)
    {
        if (!_names.Contains(path) || !ContentTypes.TryGetContentType(path, out var contentType))
            return Results.NotFound();

        var headers = context.Response.Headers;
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = HashedName().IsMatch(path) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.XContentTypeOptions = "nosniff";
        var (name, encoding) = Choose(path, context.Request.Headers.AcceptEncoding.ToString());
        if (encoding is not null)
            headers.ContentEncoding = encoding;
        var file = new FileInfo(Path.Combine(_folder, name));
        var tag = new EntityTagHeaderValue($"\"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}{encoding}\"");
        return Results.File(file.FullName, contentType, entityTag: tag);
    }

    private (string Name, string? Encoding) Choose(string path, string acceptEncoding)
    {
        if (acceptEncoding.Contains("br", StringComparison.Ordinal) && _names.Contains(path + ".br"))
            return (path + ".br", "br");
        return acceptEncoding.Contains("gzip", StringComparison.Ordinal) && _names.Contains(path + ".gz") ? (path + ".gz", "gzip") : (path, null);
    }

    // The package's build gives such names a hash of ten letters and digits before the extension.
    [GeneratedRegex(@"^_framework/.+\.[a-z0-9]{10}\.(wasm|js|dat)$")]
    private static partial Regex HashedName();
}
