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
}
