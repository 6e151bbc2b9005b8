using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>
/// The AWS JSON 1.0 protocol of Step Functions: <c>X-Amz-Target: AWSStepFunctions.&lt;Operation&gt;</c> and a JSON object each way. Signatures are not
/// checked; with an API key, the access key id of the credentials has to be that key.
/// </summary>
internal sealed class StepFunctionsEndpoint(StepFunctionsEngine engine, Func<HttpRequest, bool> isAllowed, ILogger<StepFunctionsEndpoint> logger, CancellationToken stopping)
{
    private const string Prefix = "AWSStepFunctions.";

    /// <summary>The greatest request that AWS takes.</summary>
    private const int MaxBody = 1024 * 1024;

    public static bool Serves(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Headers["X-Amz-Target"].ToString().StartsWith(Prefix, StringComparison.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            string name = context.Request.Headers["X-Amz-Target"].ToString()[Prefix.Length..];
            if (!isAllowed(context.Request))
                throw new ServiceException("UnrecognizedClientException", "The security token included in the request is invalid.");
            if (!OperationTable.All.TryGetValue(name, out Operation? operation))
                throw new ServiceException("UnknownOperationException", $"Step Functions has no operation '{name}', or this server does not have it.");
            ServiceRequest request = new(await ReadAsync(context.Request, cancellation.Token));
            RequestRules.Check(name, request);
            await AnswerAsync(context, StatusCodes.Status200OK, await operation(new ServiceCall(engine, request, cancellation.Token)));
        }
        catch (ServiceException refusal)
        {
            await RefuseAsync(context, refusal.Status, refusal.Code, refusal.Message);
        }
        catch (EngineException refusal) when (refusal.Code == "InternalError")
        {
            logger.LogError(refusal, "A request of Step Functions' API met a defect.");
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, "InternalServerError", refusal.Message);
        }
        catch (EngineException refusal)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, refusal.Code, refusal.Message);
        }
        catch (EngineUnavailableException unavailable)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableException", unavailable.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody hears the answer, or the server stops: a client that asks again finds what was committed.
            if (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableException", "The server stops.");
        }
    }

    private static async Task<ObjectData> ReadAsync(HttpRequest request, CancellationToken cancellation)
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

    private static Task RefuseAsync(HttpContext context, int status, string code, string message) =>
        AnswerAsync(context, status, ObjectData.Of(("__type", TypeOf(code)), ("message", message)));

    private static string TypeOf(string code) => code is "ValidationException" or "SerializationException"
        ? $"com.amazon.coral.validate#{code}"
        : $"com.amazonaws.swf.service.v2.model#{code}";

    private static async Task AnswerAsync(HttpContext context, int status, ObjectData answer)
    {
        byte[] body = answer.ToUtf8Json();
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.ContentLength = body.Length;
        context.Response.Headers["x-amzn-RequestId"] = Guid.CreateVersion7().ToString();
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
