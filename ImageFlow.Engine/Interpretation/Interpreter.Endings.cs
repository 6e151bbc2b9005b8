using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Timers, StopExecution, aborted branches, RedriveExecution.</summary>
internal sealed partial class Interpreter
{
    private void FireTimers()
    {
        while (state.IsRunning && NextDue() is var (due, thread) && due <= now)
        {
            if (thread is null)
            {
                TimeOutExecution();
                return;
            }

            switch (thread.Phase)
            {
                case ThreadPhase.Waiting:
                    EndWait(thread);
                    break;
                case ThreadPhase.Backoff:
                    thread.Phase = ThreadPhase.Ready;
                    thread.Due = null;
                    ready.Enqueue(thread);
                    break;
                case ThreadPhase.Task:
                    TimeOutTask(thread, isHeartbeat: thread.Task!.HeartbeatDue is DateTimeOffset beat && !(thread.Due < beat));
                    break;
            }
        }
    }

    private (DateTimeOffset Due, ExecutionThread? Thread)? NextDue()
    {
        (DateTimeOffset Due, ExecutionThread? Thread)? first = null;
        foreach (ExecutionThread thread in state.Root!.SelfAndDescendants())
        {
            if (!thread.IsEnded && thread.NextDue is DateTimeOffset due && !(first?.Due <= due))
            {
                first = (due, thread);
            }
        }

        return state.Deadline is DateTimeOffset deadline && !(first?.Due <= deadline) ? (deadline, null) : first;
    }

    private void TimeOutExecution()
    {
        now = state.Deadline!.Value > state.Time ? state.Deadline.Value : now;
        Abort(state.Root!);
        Append(new EventRecord(EventType.ExecutionTimedOut, state.Root!.Previous, Milliseconds, null, null, FailureDetails("States.Timeout", null)));
        EndUnsuccessfully(ExecutionStatus.TimedOut, "States.Timeout", null);
    }

    private void Stop(StopRequested stop)
    {
        Abort(state.Root!);
        Append(new EventRecord(EventType.ExecutionAborted, state.Root!.Previous, Milliseconds, null, null, FailureDetails(stop.Error, stop.Cause)));
        EndUnsuccessfully(ExecutionStatus.Aborted, stop.Error, stop.Cause);
    }

    private void AbortDescendants(ExecutionThread thread)
    {
        foreach (ExecutionThread? child in thread.Join!.Threads)
        {
            if (child is { IsEnded: false })
            {
                Abort(child);
            }
        }
    }

    /// <summary>Stops a thread and all below it. The events stand beside the chain.</summary>
    private void Abort(ExecutionThread thread)
    {
        if (thread.Join is not null)
        {
            AbortDescendants(thread);
        }

        if (thread.Task is not null)
        {
            commands.Add(new CancelTask(TaskId(identity, thread)));
        }

        AbortMapRun(thread, isShown: true);
        if (thread.EnteredId != 0 && AbortedType(thread.Node.Kind) is EventType type)
        {
            EmitBeside(type, thread.Previous);
        }

        if (thread.Parent is { Node.Kind: StateKind.Map } map)
        {
            EmitBeside(EventType.MapIterationAborted, thread.Previous, IterationDetails(map, thread.Index));
        }

        thread.Phase = ThreadPhase.Aborted;
        DropTask(thread);
    }

    private static EventType? AbortedType(StateKind kind) => kind switch
    {
        StateKind.Task => EventType.TaskStateAborted,
        StateKind.Wait => EventType.WaitStateAborted,
        StateKind.Parallel => EventType.ParallelStateAborted,
        StateKind.Map => EventType.MapStateAborted,
        _ => null,
    };

    /// <summary>The execution is over at once, without a word about what else was running.</summary>
    private void AbandonTasks(ExecutionThread root)
    {
        foreach (ExecutionThread thread in root.SelfAndDescendants())
        {
            if (thread.IsEnded)
            {
                continue;
            }

            AbortMapRun(thread, isShown: false);
            if (thread.Task is not null)
            {
                commands.Add(new CancelTask(TaskId(identity, thread)));
            }

            thread.Phase = thread.Join is null && thread.Phase != ThreadPhase.Ready ? ThreadPhase.Failed : ThreadPhase.Aborted;
            DropTask(thread);
        }
    }

    /// <summary>Goes on from what failed, timed out or was aborted; what succeeded is not done again. Retry counters begin anew.</summary>
    private void Redrive()
    {
        state.RedriveCount++;
        state.RedriveTime = now;
        if (occurrence is RedriveRequested { ClientToken: string token })
        {
            state.RedriveTokens = RedriveTokens.With(state.RedriveTokens, token, now, occurrence.Time);
        }

        state.Status = ExecutionStatus.Running;
        state.StopTime = null;
        state.Error = null;
        state.Cause = null;
        SetDeadline();
        long redriven = Append(new EventRecord(
            EventType.ExecutionRedriven,
            state.LastEventId,
            Milliseconds,
            null,
            null,
            ObjectData.Of(("redriveCount", NumberData.Of(state.RedriveCount)))));
        if (identity.IsExpress)
        {
            // Express iterations of a Map Run begin anew (Step Functions, "Redriving Map Runs").
            BeginAtStart(redriven);
        }
        else
        {
            Revive(state.Root!, redriven);
        }
    }

    private void Revive(ExecutionThread thread, long redriven)
    {
        thread.RetryCount = 0;
        thread.RetrierCounts = null;
        thread.Due = null;
        thread.Previous = redriven;
        if (thread.MapRun is { HasItems: true })
        {
            RedriveMapRun(thread);
            return;
        }

        ExecutionThread[] unfinished = [.. thread.Join?.Threads.OfType<ExecutionThread>() ?? []];
        if (unfinished.Length == 0 && thread.Join is not { CanStart: true })
        {
            thread.Join = null;
            thread.Phase = ThreadPhase.Ready;
            ready.Enqueue(thread);
            return;
        }

        Join join = thread.Join!;
        thread.Phase = ThreadPhase.Joining;
        join.Running = unfinished.Length;
        join.Failures = 0;
        join.Chain = join.LastEnd = redriven;
        foreach (ExecutionThread child in unfinished)
        {
            Revive(child, redriven);
        }

        if (join.CanStart)
        {
            ready.Enqueue(thread);
        }
    }
}
