namespace ImageFlow.Server.Hosting;

/// <summary>
/// Keeps other web sites out of a server that trusts its loopback address: a request whose Host is not ours (DNS rebinding), or a changing request that a
/// page of another origin sent, is refused.
/// </summary>
internal static class OriginGate
{
    public static async Task CheckHostAsync(HttpContext context, RequestDelegate next, bool loopbackOnly)
    {
        var request = context.Request;
        if (loopbackOnly && !ServerOptions.IsLoopback(new UriBuilder("http", request.Host.Host.Trim('[', ']')).Uri))
        {
            await Problems.Result(StatusCodes.Status421MisdirectedRequest, "This server answers to its loopback address only", $"The request asked for the host '{request.Host}'.").ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    public static async Task CheckOriginAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        var changes = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        if (changes && origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}")
        {
            await Problems.Result(StatusCodes.Status403Forbidden, "Requests from another site's pages are refused", $"The request came from a page of '{origin}'.").ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}
