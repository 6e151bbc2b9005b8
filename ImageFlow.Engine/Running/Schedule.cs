using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Running;

/// <summary>What a running execution waits for.</summary>
internal static class Schedule
{
    /// <summary>The next due time on the execution's own clock.</summary>
    public static DateTimeOffset? NextDue(ExecutionState state)
    {
        DateTimeOffset? first = state.Deadline;
        foreach (ExecutionThread thread in state.Root!.SelfAndDescendants())
        {
            if (!thread.IsEnded && thread.NextDue is DateTimeOffset due && !(first <= due))
            {
                first = due;
            }
        }

        return first;
    }

    /// <summary>Whether a task is running, so that time cannot be skipped.</summary>
    public static bool WaitsForOthers(ExecutionState state) =>
        state.Root!.SelfAndDescendants().Any(thread => thread.Phase == ThreadPhase.Task);

    /// <summary>Whether the thread's task is one that an open must send again.</summary>
    public static bool IsUnanswered(ExecutionThread thread) =>
        thread.Phase == ThreadPhase.Task && (!thread.Task!.IsSubmitted || NestedExecutions.Handles(thread.Task.Resource));

    /// <summary>
    /// Whether the execution only waits, for its time or for a token, so that it need not be in memory: nothing is to be sent
    /// again, continued, or watched.
    /// </summary>
    public static bool OnlyWaits(ExecutionState state)
    {
        foreach (ExecutionThread thread in state.Root!.SelfAndDescendants())
        {
            bool waits = thread.Phase switch
            {
                ThreadPhase.Ready => false,
                ThreadPhase.Task => !IsUnanswered(thread),
                ThreadPhase.Joining => !thread.Join!.CanStart,
                _ => true,
            };
            if (!waits)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// When an execution that only waits is to be woken, in milliseconds since 1970 on the real clock; the greatest number where no
    /// time is set, and <see langword="null"/> where it does more than wait.
    /// </summary>
    public static long? Wake(ExecutionState state)
    {
        if (!state.IsRunning || !OnlyWaits(state))
        {
            return null;
        }

        return NextDue(state) is DateTimeOffset due
            ? (due.UtcTicks - state.Ahead.Ticks - DateTimeOffset.UnixEpoch.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond
            : long.MaxValue;
    }

    /// <summary>The ticks (UTC) of a time that <see cref="Wake"/> gave.</summary>
    public static long Ticks(long milliseconds) => (milliseconds * TimeSpan.TicksPerMillisecond) + DateTimeOffset.UnixEpoch.Ticks;
}
