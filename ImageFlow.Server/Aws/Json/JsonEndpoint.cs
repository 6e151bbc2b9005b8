using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.Server.Aws.Json;

/// <summary>
/// The embedded services that speak AWS JSON 1.0 or 1.1: <c>X-Amz-Target: &lt;Service&gt;.&lt;Operation&gt;</c> and a JSON object each way. Signatures are not checked;
/// with an API key, the access key id of the credentials has to be that key.
/// </summary>
internal sealed class JsonEndpoint(JsonServices services, Func<HttpRequest, bool> isAllowed, CancellationToken stopping)
{
    /// <summary>More than the greatest request of any of them (DynamoDB's 16 MB).</summary>
    private const int MaxBody = 17 * 1024 * 1024;

    public bool Serves(HttpRequest request) => HttpMethods.IsPost(request.Method) && Target(request) is { Length: > 0 } target && services.HasService(target);

    public async Task InvokeAsync(HttpContext context)
    {
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            string target = Target(context.Request);
            if (!isAllowed(context.Request))
            {
                throw new ServiceRefusal("UnrecognizedClientException", "The security token included in the request is invalid.");
            }

            ServiceOperation operation = services.Find(target)
                ?? throw new ServiceRefusal("UnknownOperationException", $"There is no operation '{target}', or this server does not have it.");
            await AnswerAsync(context, StatusCodes.Status200OK, await operation(await ReadAsync(context.Request, cancellation.Token), cancellation.Token));
        }
        catch (ServiceRefusal refusal)
        {
            await RefuseAsync(context, refusal);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                await RefuseAsync(context, new ServiceRefusal("ServiceUnavailable", "The server stops.", StatusCodes.Status503ServiceUnavailable));
            }
        }
    }

    private static string Target(HttpRequest request) => request.Headers["X-Amz-Target"].ToString();

    private static async Task<ObjectData> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using MemoryStream body = new();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBody)
            {
                throw new ServiceRefusal("RequestEntityTooLargeException", $"The request is greater than {MaxBody} bytes.", StatusCodes.Status413PayloadTooLarge);
            }
        }

        try
        {
            return body.Length == 0
                ? ObjectData.Empty
                : JsonData.Parse(body.GetBuffer().AsSpan(0, (int)body.Length)) as ObjectData ?? throw new ServiceRefusal("SerializationException", "The request is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new ServiceRefusal("SerializationException", $"The request is not JSON: {e.Message}");
        }
    }

    private static Task RefuseAsync(HttpContext context, ServiceRefusal refusal)
    {
        if (refusal.QueryCode is { } code)
        {
            context.Response.Headers["x-amzn-query-error"] = $"{code};{(refusal.Status < StatusCodes.Status500InternalServerError ? "Sender" : "Receiver")}";
        }

        ObjectData answer = ObjectData.Of(("__type", refusal.Code), ("message", refusal.Message));
        return AnswerAsync(context, refusal.Status, answer);
    }

    private static async Task AnswerAsync(HttpContext context, int status, ObjectData answer)
    {
        byte[] body = answer.ToUtf8Json();
        context.Response.StatusCode = status;
        context.Response.ContentType = context.Request.ContentType is { Length: > 0 } type ? type : "application/x-amz-json-1.1";
        context.Response.ContentLength = body.Length;
        context.Response.Headers["x-amzn-RequestId"] = Guid.CreateVersion7().ToString();
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
