using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>
/// The AWS JSON 1.0 protocol of Step Functions: <c>X-Amz-Target: AWSStepFunctions.&lt;Operation&gt;</c> and a JSON object each way. Signatures are not
/// checked; with an API key, the access key id of the credentials has to be that key.
/// </summary>
internal sealed class StepFunctionsEndpoint(
    StepFunctionsEngine engine, Func<StateMachine, string, IReadOnlyList<Diagnostic>> unserved, Func<HttpRequest, bool> isAllowed, ILogger<StepFunctionsEndpoint> logger, CancellationToken stopping)
{
    private const string Prefix = "AWSStepFunctions.";
    private const string Version = "1.0";

    public static bool Serves(HttpRequest request) => AwsJson.Operation(request, Prefix) is not null;

    public async Task InvokeAsync(HttpContext context)
    {
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            string name = AwsJson.Operation(context.Request, Prefix)!;
            if (!isAllowed(context.Request))
                throw new ServiceException("UnrecognizedClientException", "The security token included in the request is invalid.");
            if (!OperationTable.All.TryGetValue(name, out Operation? operation))
                throw new ServiceException("UnknownOperationException", $"Step Functions has no operation '{name}', or this server does not have it.");
            ServiceRequest request = new(await AwsJson.ReadAsync(context.Request, cancellation.Token));
            RequestRules.Check(name, request);
            await AwsJson.AnswerAsync(context, StatusCodes.Status200OK, await operation(new ServiceCall(engine, request, cancellation.Token) { Unserved = unserved }), Version);
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

    private static Task RefuseAsync(HttpContext context, int status, string code, string message) =>
        AwsJson.AnswerAsync(context, status, ObjectData.Of(("__type", TypeOf(code)), ("message", message)), Version);

    private static string TypeOf(string code) => code is "ValidationException" or "SerializationException"
        ? $"com.amazon.coral.validate#{code}"
        : $"com.amazonaws.swf.service.v2.model#{code}";
}
