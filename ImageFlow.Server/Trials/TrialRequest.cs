using System.Text.Json.Nodes;

namespace ImageFlow.Server.Trials;

/// <summary>What a person tries a flow with, besides its input. Saved with test cases and with the executions that it started.</summary>
/// <param name="Mocks">By the name of a state or the id of a node: an array of answers, one for each attempt, each <c>{"Return": …}</c> or <c>{"Throw": {"Error": …, "Cause": …}}</c>, as in a mock configuration file of Step Functions Local.</param>
/// <param name="Faults">What goes wrong on purpose.</param>
/// <param name="SkipWaits">Waits and retry delays take no time.</param>
internal sealed record TrialRequest(IReadOnlyDictionary<string, JsonArray>? Mocks, IReadOnlyList<FaultRequest>? Faults, bool SkipWaits)
{
    public static TrialRequest None { get; } = new(null, null, false);

    public bool IsEmpty => Mocks is not { Count: > 0 } && Faults is not { Count: > 0 } && !SkipWaits;
}

/// <param name="Target">The name of a Task state, or the id of a node.</param>
/// <param name="Attempt">From 0; every attempt when absent.</param>
/// <param name="Error">The error's name; a delay when absent.</param>
/// <param name="DelaySeconds">How long the task is held up before it runs.</param>
internal sealed record FaultRequest(string? Target, int? Attempt, string? Error, double? DelaySeconds);

/// <summary>A trial that cannot be carried out; the message says what and why.</summary>
internal sealed class TrialException(string message) : Exception(message);
