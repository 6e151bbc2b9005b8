namespace ImageFlow.Engine.Interpretation;

/// <summary>External events, each for the first task that waits for its name; kept until there is one.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The task that has waited longest for the event.</summary>
    public static ExecutionThread? WaitingFor(ExecutionState state, string name) => state.Root!.SelfAndDescendants()
        .Where(thread => thread is { Phase: ThreadPhase.Task, Task.IsSubmitted: true } && EventWait.NameOf(thread.Task) == name)
        .MinBy(thread => thread.Task!.ScheduledId);

    private void Receive(ExternalEventCame came)
    {
        if (WaitingFor(state, came.Name) is ExecutionThread thread)
        {
            EndTask(thread, new TaskResult.Success(came.Payload));
            return;
        }

        int number = state.KeptEvents.Count == 0 ? 1 : state.KeptEvents[^1].Number + 1;
        state.KeptEvents = [.. state.KeptEvents, new KeptEvent(number, came.Name, came.Payload)];
    }

    /// <summary>The service has the task's token: from now on an event may answer it, also one that is there already.</summary>
    private void TakeKeptEvent(ExecutionThread thread)
    {
        if (state.KeptEvents.Count > 0
            && EventWait.NameOf(thread.Task!) is string name
            && state.KeptEvents.FirstOrDefault(kept => kept.Name == name) is KeptEvent first)
        {
            state.KeptEvents = [.. state.KeptEvents.Where(kept => !ReferenceEquals(kept, first))];
            EndTask(thread, new TaskResult.Success(first.Payload));
        }
    }
}
