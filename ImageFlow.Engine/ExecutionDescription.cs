namespace ImageFlow.Engine;

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
    int RedriveCount)
{
    /// <summary>The version that it runs, where it was started by a version's or an alias' ARN.</summary>
    public string? StateMachineVersionArn { get; init; }

    /// <summary>The alias by which it was started.</summary>
    public string? StateMachineAliasArn { get; init; }
}
