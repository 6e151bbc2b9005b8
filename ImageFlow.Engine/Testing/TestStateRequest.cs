using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Testing;

/// <summary>A request of TestState (API reference, TestState). JSON arrives as text, as in the API.</summary>
public sealed record TestStateRequest
{
    /// <summary>A state, or a whole machine of which <see cref="StateName"/> names the state.</summary>
    public required string Definition { get; init; }

    /// <summary>Default <c>{}</c>.</summary>
    public string Input { get; init; } = "{}";

    public string? StateName { get; init; }

    /// <summary>The workflow variables: a JSON object. Default none.</summary>
    public string? Variables { get; init; }

    /// <summary>The context object instead of a made one.</summary>
    public string? Context { get; init; }

    /// <summary>Shown in the context object.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Whether the request and the response of an HTTP task are told (inspection level <c>TRACE</c>). Default <see langword="false"/>.</summary>
    public bool IsTraced { get; init; }

    /// <summary>Whether they are told with what a connection added to them. Default <see langword="false"/>.</summary>
    public bool RevealSecrets { get; init; }

    /// <summary>Stands in for the task, the branches or the iterations; <see langword="null"/> calls the task for real.</summary>
    public StateMock? Mock { get; init; }

    /// <summary>How often each retrier was used before. Default 0.</summary>
    public int RetrierRetryCount { get; init; }

    /// <summary>How many iterations of a Map failed.</summary>
    public int? MapIterationFailureCount { get; init; }

    /// <summary>Which state inside the Map or Parallel caused the mocked error.</summary>
    public string? ErrorCausedByState { get; init; }

    /// <summary>What a Map's ItemReader read: a JSON array.</summary>
    public string? MapItemReaderData { get; init; }
}

/// <param name="Result">JSON text.</param>
/// <param name="ValidationMode"><c>STRICT</c>: the result is checked against the service's model, the default; <c>PRESENT</c>: only the fields that are there; <c>NONE</c>.</param>
public sealed record StateMock(string? Result, (string? Error, string? Cause)? ErrorOutput, string ValidationMode = "STRICT");

/// <summary>What one state did.</summary>
/// <param name="Status"><c>SUCCEEDED</c>, <c>FAILED</c>, <c>RETRIABLE</c> or <c>CAUGHT_ERROR</c>.</param>
/// <param name="Inspection">The data after each step; in the API, the text of its JSON, but for the numbers.</param>
public sealed record TestStateResult(string Status, string? Output, string? Error, string? Cause, string? NextState, ObjectData Inspection);
