namespace ImageFlow.Server.Rest;

/// <summary>A JSON body that may be left out altogether, content type included, as <c>curl -X POST</c> does.</summary>
internal static class OptionalBody
{
    /// <returns>Null when there is no body.</returns>
    public static async Task<T?> ReadAsync<T>(HttpRequest request)
        where T : class =>
        request.HasJsonContentType() && request.ContentLength is not 0 ? await request.ReadFromJsonAsync<T>(request.HttpContext.RequestAborted) : null;
}
