using System.Text;

namespace ImageFlow.Server.Rest;

/// <summary>A JSON body that may be left out altogether, content type included, as <c>curl -X POST</c> does.</summary>
internal static class OptionalBody
{
    /// <returns>Null when there is no body.</returns>
    public static async Task<T?> ReadAsync<T>(HttpRequest request)
        where T : class =>
        request.HasJsonContentType() && request.ContentLength is not 0 ? await request.ReadFromJsonAsync<T>(request.HttpContext.RequestAborted) : null;

    /// <summary>The body as text, whatever its content type says, as <c>curl -d</c> sends it.</summary>
    /// <returns>Null when there is no body.</returns>
    /// <exception cref="BadHttpRequestException">It is longer than <paramref name="max"/> bytes, or not UTF-8.</exception>
    public static async Task<string?> ReadTextAsync(HttpRequest request, int max)
    {
        using MemoryStream body = new();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > max)
                throw new BadHttpRequestException($"The body is greater than {max} bytes.", StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            return body.Length == 0 ? null : new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.GetBuffer(), 0, (int)body.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new BadHttpRequestException("The body is not text in UTF-8.");
        }
    }
}
