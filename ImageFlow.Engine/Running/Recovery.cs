using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>Takes up at an open what the last process left.</summary>
internal sealed class Recovery(EngineCore core)
{
    /// <summary>
    /// Arms the timers of what only waits, without reading it; the rest is brought into memory, and its unanswered tasks are sent
    /// again.
    /// </summary>
    public void Run()
    {
        // Before anybody stores new ones.
        if (core.Reader.HasStrayItems())
        {
            core.Journal.Enqueue(new ItemsForgotten(null));
        }

        List<ExecutionRun> resumed = [];
        foreach ((long id, long? due) in core.Reader.Running())
        {
            if (due is long time && !core.Options.TimeSkip)
            {
                if (time != long.MaxValue)
                {
                    core.Timers.Arm(id, Schedule.Ticks(time));
                }
            }
            else if (core.Runs.Find(id) is ExecutionRun run)
            {
                resumed.Add(run);
            }
        }

        foreach (ExecutionRun run in resumed)
        {
            Resume(run);
        }

        StopOrphans();
    }

    private void Resume(ExecutionRun run)
    {
        IEnumerable<ExecutionThread> unanswered = run.State.Root!.SelfAndDescendants().Where(Schedule.IsUnanswered);
        foreach (ExecutionThread thread in unanswered.OrderBy(thread => thread.Task!.ScheduledId))
        {
            core.Carry(run, Interpreter.StartOf(run.Identity, thread), isResumed: true);
        }

        // Also finds what an advance that stopped at its bound had left to do.
        run.Post(new Happening(new Continued(default, 0)));
    }

    /// <summary>
    /// A task that ended told its nested execution to stop, but the process may have died before that was heard. Nobody waits for
    /// such an execution any more.
    /// </summary>
    private void StopOrphans()
    {
        foreach ((long id, ParentTask parent) in core.Reader.RunningChildren())
        {
            bool isAwaited = core.Runs.Find(parent.ExecutionId) is ExecutionRun run
                && run.State.Root!.SelfAndDescendants().Any(thread => thread.Phase == ThreadPhase.Task && thread.Task!.ScheduledId == parent.ScheduledId);
            if (!isAwaited)
            {
                core.Runs.Post(id, new Happening(new StopRequested(default, 0, null, null)));
            }
        }

        foreach (long id in core.Reader.OrphanedIterations())
        {
            core.Runs.Post(id, new Happening(new StopRequested(default, 0, null, null)));
        }
    }
}
