using ImageFlow.Activities;
using ImageFlow.Engine;
using ImageFlow.Server.Trials;
using Microsoft.AspNetCore.Diagnostics;

namespace ImageFlow.Server.Hosting;

/// <summary>The one edge at which exceptions become HTTP: problem details, with the engine's code where it has one.</summary>
internal static class ErrorHandling
{
    public static void Use(WebApplication app)
    {
        app.UseExceptionHandler(handler => handler.Run(async context =>
        {
            var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
            await ToResult(error, context.RequestServices.GetRequiredService<ILogger<ServerApp>>()).ExecuteAsync(context);
        }));
        // Empty answers (404 of a route that is not there, 415 …) get a body of the same shape.
        app.UseStatusCodePages();
    }

    internal static IResult ToResult(Exception? error, ILogger logger)
    {
        switch (error)
        {
            case BadHttpRequestException bad:
                return Problems.Result(bad.StatusCode, "The request cannot be read", bad.InnerException?.Message ?? bad.Message);
            case TrialException trial:
                return Problems.Result(StatusCodes.Status400BadRequest, "The flow cannot be tried so", trial.Message, "TrialInvalid");
            case InvalidDefinitionException invalid:
                return Problems.Result(StatusCodes.Status400BadRequest, "The state machine is not valid", invalid.Message, invalid.Code, invalid.Diagnostics);
            case EngineException refused:
                return Problems.Result(Status(refused.Code), "The engine refused the request", refused.Message, refused.Code);
            case InvalidObjectNameException name:
                return Problems.Result(StatusCodes.Status400BadRequest, "The store cannot hold such an object", name.Message);
            default:
                logger.LogError(error, "A request failed.");
                return Problems.Result(StatusCodes.Status500InternalServerError, "The server failed on this request", error?.Message);
        }
    }

    private static int Status(string code) => code switch
    {
        _ when code.EndsWith("DoesNotExist", StringComparison.Ordinal) || code.EndsWith("NotFound", StringComparison.Ordinal) => StatusCodes.Status404NotFound,
        "ExecutionAlreadyExists" or "ExecutionNotRedrivable" or "ConflictException" => StatusCodes.Status409Conflict,
        "ExecutionEnded" => StatusCodes.Status410Gone,
        "EventTooLarge" => StatusCodes.Status413PayloadTooLarge,
        "ExecutionLimitExceeded" or "EventLimitExceeded" => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status400BadRequest,
    };
}
