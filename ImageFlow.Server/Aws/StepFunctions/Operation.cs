using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>One operation of the API.</summary>
/// <returns>The answer's members; an empty object where AWS answers with nothing.</returns>
internal delegate ValueTask<ObjectData> Operation(ServiceCall call);

/// <summary>A request of a client.</summary>
/// <param name="Cancellation">The client went away, or the server stops.</param>
internal sealed record ServiceCall(StepFunctionsEngine Engine, ServiceRequest Request, CancellationToken Cancellation);
