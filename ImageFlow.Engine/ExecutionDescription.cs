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

    /// <summary>The Map Run that it is an iteration of.</summary>
    public string? MapRunArn { get; init; }

    /// <summary>How many items it takes as an iteration of a Map Run.</summary>
    public int? ItemCount { get; init; }

    /// <summary>When it was last redriven.</summary>
    public DateTimeOffset? RedriveDate { get; init; }

    /// <summary>The X-Ray trace header that it was started with.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>The test case of the mock file that answers its tasks.</summary>
    public string? TestCase { get; init; }

    /// <summary><c>REDRIVABLE</c>, <c>NOT_REDRIVABLE</c> or <c>REDRIVABLE_BY_MAP_RUN</c>.</summary>
    public string RedriveStatus => RedriveStatusReason is not null ? "NOT_REDRIVABLE" : MapRunArn is null ? "REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN";

    /// <summary>Why it cannot be redriven. In lists only what its status says is looked at.</summary>
    public string? RedriveStatusReason { get; init; } = Status is "RUNNING" or "SUCCEEDED" or "PENDING_REDRIVE" ? $"Execution is {Status} and cannot be redriven" : null;
}
