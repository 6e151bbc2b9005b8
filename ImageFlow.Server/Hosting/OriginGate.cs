namespace ImageFlow.Server.Hosting;

/// <summary>
/// Keeps other web sites out of a server that trusts its loopback address: a request whose Host is not ours (DNS rebinding), or one that a page of another
/// origin sent and that changes something, opens a WebSocket (which the browser lets any page read) or asks one of the REST interfaces, is refused.
/// </summary>
internal static class OriginGate
{
    public static async Task CheckHostAsync(HttpContext context, RequestDelegate next, bool loopbackOnly)
    {
        var request = context.Request;
        // AWS clients put "sync-" before the host for some operations of Step Functions.
        var host = request.Host.Host.Trim('[', ']');
        if (loopbackOnly && !ServerOptions.IsLoopback(new UriBuilder("http", host.StartsWith("sync-", StringComparison.Ordinal) ? host["sync-".Length..] : host).Uri))
        {
            await Problems.Result(StatusCodes.Status421MisdirectedRequest, "This server answers to its loopback address only", $"The request asked for the host '{request.Host}'.").ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    public static async Task CheckOriginAsync(HttpContext context, RequestDelegate next, CrossOrigin elsewhere)
    {
        if (elsewhere.Allows(context.Request))
        {
            await next(context);
            return;
        }

        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        var changes = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        var opensSocket = request.Headers.Upgrade.Count > 0;
        var foreign = (changes || opensSocket) && origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}";
        // Browsers name the origin of a plain GET only so; Elsa's REST interface has GETs that start a flow.
        var fetched = (request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/elsa"))
            && request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
        if (foreign || fetched)
        {
            await Problems.Result(StatusCodes.Status403Forbidden, "Requests from another site's pages are refused", origin.Length > 0 ? $"The request came from a page of '{origin}'." : "A page of another origin made the request.").ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}
