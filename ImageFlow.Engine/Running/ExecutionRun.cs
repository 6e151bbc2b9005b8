using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Logs;

namespace ImageFlow.Engine.Running;

/// <summary>
/// One running execution in memory. What happens to it goes through its mailbox, one transition after the other; each turn takes
/// all that is there, writes it in one transaction, and only then sends the commands out.
/// </summary>
internal sealed partial class ExecutionRun(EngineCore core, ExecutionIdentity identity, Machine machine, ExecutionState state, NewExecution? unwritten)
{
    /// <summary>Milliseconds. Reading an execution again costs more than keeping it for so long.</summary>
    private const long ShortestRest = 5000;

    private readonly object gate = new();
    private readonly Queue<Happening> mailbox = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? changed;
    private NewExecution? unwritten = unwritten;
    private ExecutionState state = state;
    private Exception? broken;
    private long lastTurn;
    private bool hasHadJoins;
    private bool isBusy;
    private bool isPinned;
    private bool isResting;

    public ExecutionIdentity Identity { get; } = identity;

    public Machine Machine { get; } = machine;

    /// <summary>What is committed.</summary>
    public ExecutionState State => Volatile.Read(ref state);

    /// <summary>Completes when the execution has ended and that is committed; fails where the journal does.</summary>
    public Task Ended => ended.Task;

    /// <summary>Completes at the next commit; fails where there will be none.</summary>
    public Task NextChange()
    {
        lock (gate)
        {
            return broken is null
                ? (changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.FromException(broken);
        }
    }

    /// <summary>Keeps the run in memory until the execution has ended.</summary>
    public void Pin()
    {
        lock (gate)
        {
            isPinned = true;
        }
    }

    /// <summary>Ends this run's life in memory, unless there is something to do or somebody waits for its signals.</summary>
    public bool TryRest()
    {
        lock (gate)
        {
            return isResting = broken is null && !isBusy && !isPinned && mailbox.Count == 0 && changed is null;
        }
    }

    public void Post(Happening happening)
    {
        bool hasLeft;
        lock (gate)
        {
            hasLeft = isResting;
            if (broken is null && !hasLeft)
            {
                mailbox.Enqueue(happening);
                if (isBusy)
                {
                    return;
                }

                isBusy = true;
            }
        }

        if (hasLeft)
        {
            core.Runs.Post(Identity.Id, happening);
            return;
        }

        if (broken is not null)
        {
            happening.Done?.TrySetException(broken);
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static run => _ = run.WorkAsync(), this, preferLocal: false);
    }

    /// <summary>The first turn, on the caller's own thread.</summary>
    public Task BeginAsync(Happening happening)
    {
        isBusy = true;
        mailbox.Enqueue(happening);
        return WorkAsync();
    }

    /// <summary>Takes turns until the mailbox is empty.</summary>
    private async Task WorkAsync()
    {
        List<Happening> turn = [];
        try
        {
            while (TakeAll(turn))
            {
                await TurnAsync(turn).ConfigureAwait(false);
                turn.Clear();
            }

            Rest();
        }
        catch (Exception e) when (e is EngineUnavailableException or SimulatedCrashException)
        {
            Break(turn, e);
        }
        catch (Exception e)
        {
            core.ReportDefect(Identity.Arn, e);
            core.Runs.Remove(this);
            Break(turn, new EngineException("InternalError", $"The engine has a defect: {e.Message}", e));
        }
    }

    /// <summary>What only waits, and not just for a moment, need not be in memory; what is dear to read again, only when it has waited for a while.</summary>
    private void Rest()
    {
        lastTurn = core.Options.TimeProvider.GetTimestamp();
        if (State.Root?.Join is null)
        {
            RestIfIdle();
        }
    }

    /// <summary>Lets a large run go that nothing has happened to for a while.</summary>
    public void RestAfter(TimeSpan idle)
    {
        if (lastTurn != 0 && core.Options.TimeProvider.GetElapsedTime(lastTurn) > idle)
        {
            RestIfIdle();
        }
    }

    private bool SkipsTime => core.Options.TimeSkip || core.Options.SkipsTime?.Invoke(Identity.Arn) == true;

    private void RestIfIdle()
    {
        if (!SkipsTime
            && unwritten is null
            && Schedule.Wake(State) is long wake
            && wake - core.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds() > ShortestRest)
        {
            core.Runs.Rest(this);
        }
    }

    private bool TakeAll(List<Happening> turn)
    {
        lock (gate)
        {
            while (mailbox.TryDequeue(out Happening? happening))
            {
                turn.Add(happening);
            }

            return isBusy = turn.Count > 0;
        }
    }

    private async Task TurnAsync(List<Happening> turn)
    {
        Advance advance;
        try
        {
            advance = Apply(turn);
        }
        catch (Exception e) when (state.Root is not null && e is not SimulatedCrashException)
        {
            // Left as it is, the execution would meet the same defect at each open, and could not even be stopped.
            core.ReportDefect(Identity.Arn, e);
            advance = Apply([new Happening(new DefectFound(default, 0, $"The engine has a defect: {e.GetType().Name}: {e.Message}"))]);
        }

        if (advance.HasChanged || unwritten is not null)
        {
            AdvanceWrite write = Write(state, advance.After, advance.Events, advance.Commands);
            core.Journal.Enqueue(write);
            await write.Committed.ConfigureAwait(false);
            core.Meters.Advanced(Identity, unwritten is not null, advance.After, advance.Events);
            unwritten = null;
            if (write.IsTraced)
            {
                core.Traces.Add(Identity.Id);
            }

            if (write.IsLogged)
            {
                core.Logs.Add(new LogBatch(Identity.Log!, (Identity.Id << Schema.HistoryBits) | write.FirstEventId, Identity.Arn, write.FirstEventId, advance.Events, advance.After.RedriveCount));
            }

            Volatile.Write(ref state, advance.After);
        }

        Publish(turn, advance.Commands, advance.HasMore);
    }

    /// <summary>What is committed goes out into the world.</summary>
    private void Publish(List<Happening> turn, List<EngineCommand> commands, bool hasMore)
    {
        foreach (EngineCommand command in commands)
        {
            core.Carry(this, command);
        }

        if (!state.IsRunning)
        {
            core.Retire(this);
            ended.TrySetResult();
        }
        else if (hasMore)
        {
            lock (gate)
            {
                mailbox.Enqueue(new Happening(new Continued(default, 0)));
            }
        }
        else
        {
            ArmTimer();
        }

        TaskCompletionSource? signal;
        lock (gate)
        {
            (signal, changed) = (changed, null);
        }

        signal?.TrySetResult();
        foreach (Happening happening in turn)
        {
            happening.Done?.TrySetResult();
        }
    }

    /// <summary>Sees to it that the run hears of its next due time.</summary>
    public void ArmTimer()
    {
        if (Schedule.NextDue(state) is not DateTimeOffset due)
        {
            core.Timers.Disarm(Identity.Id);
            return;
        }

        if (SkipsTime && !Schedule.WaitsForOthers(state))
        {
            Post(new Happening(new TimePassed(default, 0, due)));
            return;
        }

        core.Timers.Arm(Identity.Id, due.UtcTicks - state.Ahead.Ticks);
    }

    /// <summary>The run is at its end without the execution being so: whoever waits, and whoever asks later, is told.</summary>
    private void Break(List<Happening> turn, Exception exception)
    {
        List<Happening> all = [.. turn];
        TaskCompletionSource? signal;
        lock (gate)
        {
            broken = exception;
            all.AddRange(mailbox);
            mailbox.Clear();
            (signal, changed) = (changed, null);
        }

        all.ForEach(happening => happening.Done?.TrySetException(exception));
        signal?.TrySetException(exception);
        if (ended.TrySetException(exception))
        {
            // Nobody need be waiting; the exception was told to whoever asked.
            _ = ended.Task.Exception;
        }
    }
}
