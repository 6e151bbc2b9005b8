namespace ImageFlow.Engine.MapRuns;

/// <summary>A Map Run as DescribeMapRun shows it.</summary>
/// <param name="Status"><c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c> or <c>ABORTED</c>.</param>
/// <param name="MaxConcurrency">0 means as many as possible.</param>
/// <param name="ToleratedFailurePercentage">0 to 100.</param>
public sealed record MapRunDescription(
    string MapRunArn,
    string ExecutionArn,
    string StateMachineArn,
    string StateName,
    string Status,
    DateTimeOffset StartDate,
    DateTimeOffset? StopDate,
    int MaxConcurrency,
    double ToleratedFailurePercentage,
    long ToleratedFailureCount,
    int RedriveCount,
    DateTimeOffset? RedriveDate,
    MapRunCounts Items,
    MapRunCounts Executions);

/// <summary>How many items, or iterations, are in each status.</summary>
/// <param name="Pending">They have not begun.</param>
/// <param name="FailuresNotRedrivable">They did not succeed, and cannot go on in a redrive: it is too late, or their history is full.</param>
/// <param name="PendingRedrive">They failed, and have yet to go on in the redrive.</param>
public sealed record MapRunCounts(long Pending, long Running, long Succeeded, long Failed, long TimedOut, long Aborted, long Total, long ResultsWritten, long FailuresNotRedrivable, long PendingRedrive);
