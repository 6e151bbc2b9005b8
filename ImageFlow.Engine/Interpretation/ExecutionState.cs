using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

internal enum ExecutionStatus : byte
{
    Running = 0,
    Succeeded = 1,
    Failed = 2,
    TimedOut = 3,
    Aborted = 4,

    /// <summary>An iteration of a Map Run that is being redriven, which has yet to go on.</summary>
    PendingRedrive = 5,
}

/// <summary>What of an execution never changes.</summary>
internal sealed record ExecutionIdentity
{
    /// <summary>The number of its row.</summary>
    public required long Id { get; init; }

    public required string Arn { get; init; }

    public required string Name { get; init; }

    public required string StateMachineArn { get; init; }

    public required string StateMachineName { get; init; }

    /// <summary>Whether the machine is of the type EXPRESS, whose context object knows no redrives.</summary>
    public bool IsExpress { get; init; }

    public required string RoleArn { get; init; }

    public required string Region { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public required JsonData Input { get; init; }

    /// <summary>Which iteration of a Map Run it is.</summary>
    public Journal.IterationPlace? Iteration { get; init; }

    /// <summary>The test case of the mock file that answers its tasks.</summary>
    public string? TestCase { get; init; }

    /// <summary>Where it is logged; <see langword="null"/> for nowhere.</summary>
    public Logs.LogTarget? Log { get; init; }

    /// <summary>Whether the state machine has been deleted meanwhile; <see langword="null"/> where it cannot be.</summary>
    public Func<bool>? IsDeleted { get; init; }

    /// <summary>Whether an activity is there; <see langword="null"/> where all are.</summary>
    public Func<string, bool>? HasActivity { get; init; }
}

/// <summary>
/// All that the interpreter knows of a running execution. <see cref="Transition"/> works on a copy and hands that back, so that
/// a state that was handed out never changes.
/// </summary>
internal sealed class ExecutionState
{
    public long LastEventId { get; set; }

    /// <summary>The last number that a thread, or a step of a Map Run, was given.</summary>
    public int LastThreadId { get; set; }

    public ExecutionStatus Status { get; set; }

    /// <summary>The machine's own thread.</summary>
    public ExecutionThread? Root { get; set; }

    /// <summary>When the machine's <c>TimeoutSeconds</c> are over.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>The time of the last event; time never goes back in a history, whatever the clock does.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>By how much the execution's clock is ahead of the real one (time skipping).</summary>
    public TimeSpan Ahead { get; set; }

    public int RedriveCount { get; set; }

    public DateTimeOffset? RedriveTime { get; set; }

    /// <summary>External events that no task has waited for yet, the oldest first. They stand in rows of their own, not in the state's blob.</summary>
    public IReadOnlyList<KeptEvent> KeptEvents { get; set; } = [];

    /// <summary>The client tokens of the last redrives (<see cref="Interpretation.RedriveTokens"/>). They stand in the execution's row, not in the state's blob.</summary>
    public string? RedriveTokens { get; set; }

    public DateTimeOffset? StopTime { get; set; }

    public JsonData? Output { get; set; }

    public string? Error { get; set; }

    public string? Cause { get; set; }

    public bool IsRunning => Status == ExecutionStatus.Running;

    public ExecutionState Copy()
    {
        ExecutionState copy = (ExecutionState)MemberwiseClone();
        copy.Root = Root?.Copy(null);
        return copy;
    }

    /// <summary>The thread of this number, or <see langword="null"/> where it is gone.</summary>
    public ExecutionThread? Find(int threadId) => Root?.Find(threadId);
}
