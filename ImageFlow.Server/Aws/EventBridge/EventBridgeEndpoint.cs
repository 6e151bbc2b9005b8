using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Connections;

namespace ImageFlow.Server.Aws.EventBridge;

/// <summary>
/// The AWS JSON 1.1 protocol of EventBridge: <c>X-Amz-Target: AWSEvents.&lt;Operation&gt;</c>, for connections. As with Step Functions, signatures are
/// not checked; with an API key, the access key id of the credentials has to be that key.
/// </summary>
internal sealed class EventBridgeEndpoint(ConnectionApi connections, Func<HttpRequest, bool> isAllowed, CancellationToken stopping)
{
    private const string Prefix = "AWSEvents.";
    private const string Version = "1.1";

    public static bool Serves(HttpRequest request) => AwsJson.Operation(request, Prefix) is not null;

    public async Task InvokeAsync(HttpContext context)
    {
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            string name = AwsJson.Operation(context.Request, Prefix)!;
            if (!isAllowed(context.Request))
                throw new ServiceException("UnrecognizedClientException", "The security token included in the request is invalid.");
            ObjectData answer = connections.Invoke(name, await AwsJson.ReadAsync(context.Request, cancellation.Token))
                ?? throw new ServiceException("UnknownOperationException", $"This server has no operation '{name}' of EventBridge; it has {string.Join(", ", connections.Operations)}.");
            await AwsJson.AnswerAsync(context, StatusCodes.Status200OK, answer, Version);
        }
        catch (ServiceException refusal)
        {
            await RefuseAsync(context, refusal.Status, refusal.Code, refusal.Message);
        }
        catch (ConnectionException refusal)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, refusal.Code, refusal.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody hears the answer, or the server stops before it has read the request.
            if (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableException", "The server stops.");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string code, string message) =>
        AwsJson.AnswerAsync(context, status, ObjectData.Of(("__type", code), ("message", message)), Version);
}
