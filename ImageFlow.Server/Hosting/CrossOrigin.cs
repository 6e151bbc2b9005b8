namespace ImageFlow.Server.Hosting;

/// <summary>
/// Lets pages that are served elsewhere use the server (CORS, Fetch §3.2): an Elsa Studio Elsa's REST API and hub, a website such as the gallery ours. Answers the
/// browser's question before a request, and names the origin on the answers. Only the origins that the server was told of; the API key is asked for as of everybody.
/// </summary>
/// <param name="studios">Origins that may use <c>/elsa</c>.</param>
/// <param name="sites">Origins that may use <c>/api</c> and <c>/ranking</c>.</param>
internal sealed class CrossOrigin(IReadOnlyList<string> studios, IReadOnlyList<string> sites)
{
    /// <summary>What an origin looks like, for a person.</summary>
    public const string Form = "origins like https://www.example.org or http://127.0.0.1:5000";

    /// <summary>Seconds for which a browser need not ask again.</summary>
    private const string MaxAge = "600";

    private const string Methods = "GET, POST, PUT, PATCH, DELETE";

    /// <summary>Headers that pages read of answers.</summary>
    private const string Exposed = "ETag, Location, x-elsa-workflow-instance-id";

    private readonly HashSet<string> _studios = new(studios, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _sites = new(sites, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads origins with commas between; null where one is none.</summary>
    public static IReadOnlyList<string>? ReadOrigins(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 && parts.All(IsOrigin) ? [.. parts.Select(part => new Uri(part).GetLeftPart(UriPartial.Authority))] : null;
    }

    /// <summary>Whether a request comes from a page elsewhere that may ask this.</summary>
    public bool Allows(HttpRequest request)
    {
        var origins = request.Path.StartsWithSegments("/elsa") ? _studios
            : request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/ranking") ? _sites
            : null;
        return origins?.Contains(request.Headers.Origin.ToString()) ?? false;
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!Allows(context.Request))
        {
            await next(context);
            return;
        }

        var headers = context.Response.Headers;
        if (HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            Name(context);
            headers.AccessControlAllowMethods = Methods;
            headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
            headers.AccessControlMaxAge = MaxAge;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.OnStarting(() =>
        {
            Name(context);
            headers.AccessControlExposeHeaders = Exposed;
            return Task.CompletedTask;
        });
        await next(context);
    }

    private static void Name(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        context.Response.Headers.AccessControlAllowCredentials = "true";
        context.Response.Headers.Append("Vary", "Origin");
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" };
}
