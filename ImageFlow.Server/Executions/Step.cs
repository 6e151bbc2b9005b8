using System.Text.Json;

namespace ImageFlow.Server.Executions;

/// <summary>One state that an execution entered, with what came of it.</summary>
/// <param name="NodeId">The drawn node that became this state; null for states that the compiler added.</param>
/// <param name="Status"><c>running</c>, <c>retrying</c>, <c>done</c>, <c>caught</c> (an error that the flow handles), <c>failed</c> or <c>aborted</c>.</param>
/// <param name="Attempts">How often its task was scheduled; 0 for states without a task.</param>
/// <param name="Iteration">The index in the nearest Map around it.</param>
internal sealed record Step(
    string? NodeId, string State, string Type, string Status, DateTimeOffset EnteredAt, DateTimeOffset? ExitedAt, int Attempts, int? Iteration,
    JsonElement? Input, JsonElement? Output, string? Error, string? Cause, long EnteredEventId, long? ExitedEventId);
