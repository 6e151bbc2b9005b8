using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>One operation of the API.</summary>
/// <returns>The answer's members; an empty object where AWS answers with nothing.</returns>
internal delegate ValueTask<ObjectData> Operation(ServiceCall call);

/// <summary>A request of a client.</summary>
/// <param name="Cancellation">The client went away, or the server stops.</param>
internal sealed record ServiceCall(StepFunctionsEngine Engine, ServiceRequest Request, CancellationToken Cancellation)
{
    /// <summary>What of a definition nothing here answers, neither a service nor a mock.</summary>
    public required Func<StateMachine, string, IReadOnlyList<Diagnostic>> Unserved { get; init; }

    /// <summary>Refuses a definition that would fail in the middle of a run for want of a service.</summary>
    /// <param name="machine">The machine's name, by which mock files know it.</param>
    /// <exception cref="ServiceException"><c>InvalidDefinition</c>: the definition calls an action that nothing here carries out.</exception>
    public void RequireServed(string definition, string machine)
    {
        // What is wrong with the document itself the engine says, as AWS does.
        if (StateMachineReader.Read(definition).StateMachine is { } read && Unserved(read, machine).FirstOrDefault(d => d.Code == ResourceCheck.UnsupportedResource) is { } missing)
            throw new ServiceException("InvalidDefinition", $"Invalid State Machine Definition: '{missing.Code}: {missing.Message} {missing.Hint} at {missing.Pointer}'");
    }
}
