using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws;

/// <summary>AWS's JSON protocols: a POST whose <c>X-Amz-Target</c> names the operation, and a JSON object each way.</summary>
internal static class AwsJson
{
    /// <summary>The greatest request that AWS takes.</summary>
    private const int MaxBody = 1024 * 1024;

    /// <summary>The operation's name, or <see langword="null"/> where the request is for another service.</summary>
    /// <param name="prefix">The service's, with its dot.</param>
    public static string? Operation(HttpRequest request, string prefix) =>
        HttpMethods.IsPost(request.Method) && request.Headers["X-Amz-Target"].ToString() is var target && target.StartsWith(prefix, StringComparison.Ordinal) ? target[prefix.Length..] : null;

    /// <exception cref="ServiceException">The body is no JSON object, or too large.</exception>
    public static async Task<ObjectData> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using MemoryStream body = new();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBody)
                throw new ServiceException("RequestEntityTooLargeException", $"The request is greater than {MaxBody} bytes.", StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            return body.Length == 0
                ? ObjectData.Empty
                : JsonData.Parse(body.GetBuffer().AsSpan(0, (int)body.Length)) as ObjectData ?? throw new ServiceException("SerializationException", "The request is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new ServiceException("SerializationException", $"The request is not JSON: {e.Message}");
        }
    }

    /// <param name="version">Of the protocol: <c>1.0</c> or <c>1.1</c>.</param>
    public static async Task AnswerAsync(HttpContext context, int status, ObjectData answer, string version)
    {
        byte[] body = answer.ToUtf8Json();
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-" + version;
        context.Response.ContentLength = body.Length;
        context.Response.Headers["x-amzn-RequestId"] = Guid.CreateVersion7().ToString();
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
