namespace ImageFlow.Engine;

/// <summary>A state machine as DescribeStateMachine shows it.</summary>
/// <param name="Type"><c>STANDARD</c> or <c>EXPRESS</c>.</param>
/// <param name="Definition">The ASL text as it was given.</param>
/// <param name="RevisionId">Changes with each update.</param>
public sealed record StateMachineDescription(
    string Arn,
    string Name,
    string Type,
    string Definition,
    DateTimeOffset CreationDate,
    string RevisionId);

/// <summary>An execution as DescribeExecution shows it.</summary>
/// <param name="Status"><c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c>, <c>TIMED_OUT</c> or <c>ABORTED</c>.</param>
/// <param name="StopDate">When it ended; <see langword="null"/> while it runs.</param>
/// <param name="Input">JSON text.</param>
/// <param name="Output">JSON text, of a succeeded execution alone.</param>
public sealed record ExecutionDescription(
    string ExecutionArn,
    string StateMachineArn,
    string Name,
    string Status,
    DateTimeOffset StartDate,
    DateTimeOffset? StopDate,
    string? Input,
    string? Output,
    string? Error,
    string? Cause,
    int RedriveCount);
