using System.Collections.Concurrent;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>
/// The executions that are in memory. One that only waits, for its time or for a token, leaves it and is read again when
/// something happens to it, so that what waits costs no memory but its due time. Thread-safe.
/// </summary>
internal sealed class LiveRuns : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(10);

    private readonly EngineCore core;
    private readonly ITimer sweep;
    private readonly ConcurrentDictionary<long, ExecutionRun> runs = new();

    /// <summary>Coming and going of one execution are one after the other, so that it is never there twice.</summary>
    private readonly object[] stripes = [.. Enumerable.Range(0, 64).Select(_ => new object())];

    public LiveRuns(EngineCore core)
    {
        this.core = core;
        sweep = core.Options.TimeProvider.CreateTimer(_ => Sweep(), null, SweepPeriod, SweepPeriod);
    }

    public int Count => runs.Count;

    public void Add(ExecutionRun run) => runs[run.Identity.Id] = run;

    /// <summary>The execution where it is in memory.</summary>
    public ExecutionRun? InMemory(long id) => runs.GetValueOrDefault(id);

    /// <summary>The running execution of this number, or <see langword="null"/>.</summary>
    public ExecutionRun? Find(long id) => runs.TryGetValue(id, out ExecutionRun? known) ? known : Take(id, pin: false);

    /// <summary>As <see cref="Find"/>; it stays in memory until it has ended, so that its signals can be waited for.</summary>
    public ExecutionRun? Pin(long id) => Take(id, pin: true);

    /// <summary>Brings an execution that has ended back into memory, to be redriven.</summary>
    public ExecutionRun Revive(ExecutionRow row)
    {
        lock (Stripe(row.Id))
        {
            return runs.GetOrAdd(row.Id, _ => Load(row));
        }
    }

    /// <summary>Tells an execution what happened; one that is over has no more interest in it.</summary>
    public void Post(long id, Happening happening)
    {
        ExecutionRun? run;
        try
        {
            run = Take(id, pin: false);
        }
        catch (Exception e)
        {
            // Timers come here on a thread of the pool, where nobody else would catch it. The engine closes, or the journal cannot be
            // read; the next open takes the execution up.
            if (e is not (EngineUnavailableException or ObjectDisposedException or SimulatedCrashException))
            {
                core.ReportDefect($"Execution {id}", e);
            }

            happening.Done?.TrySetException(e);
            return;
        }

        if (run is not null)
        {
            run.Post(happening);
        }
        else if (happening.Refuse?.Invoke(new ExecutionState { Status = ExecutionStatus.Aborted }) is EngineException refusal)
        {
            happening.Done?.TrySetException(refusal);
        }
        else
        {
            happening.Done?.TrySetResult();
        }
    }

    /// <summary>Lets a run go that only waits. Nothing happens where it has got something to do meanwhile.</summary>
    public void Rest(ExecutionRun run)
    {
        lock (Stripe(run.Identity.Id))
        {
            if (run.TryRest())
            {
                runs.TryRemove(new KeyValuePair<long, ExecutionRun>(run.Identity.Id, run));
            }
        }
    }

    /// <summary>The run is at its end. Only this one goes, not one that has been revived meanwhile.</summary>
    public void Remove(ExecutionRun run) => runs.TryRemove(new KeyValuePair<long, ExecutionRun>(run.Identity.Id, run));

    public void Dispose() => sweep.Dispose();

    private void Sweep()
    {
        foreach (ExecutionRun run in runs.Values)
        {
            run.RestAfter(SweepPeriod);
        }
    }

    private object Stripe(long id) => stripes[id & 63];

    private ExecutionRun? Take(long id, bool pin)
    {
        lock (Stripe(id))
        {
            if (!runs.TryGetValue(id, out ExecutionRun? run))
            {
                if (core.Reader.Execution(id) is not { Status: ExecutionStatus.Running } row)
                {
                    return null;
                }

                try
                {
                    run = Load(row);
                }
                catch (Exception e) when (e is not (EngineUnavailableException or ObjectDisposedException or SimulatedCrashException or Microsoft.Data.Sqlite.SqliteException))
                {
                    // A defect of this version must not keep the others from running.
                    core.ReportDefect(core.Executions.ArnOf(row), e);
                    GiveUp(row, e);
                    return null;
                }

                runs[id] = run;
            }

            if (pin)
            {
                run.Pin();
            }

            return run;
        }
    }

    private ExecutionRun Load(ExecutionRow row)
    {
        ExecutionIdentity identity = core.Executions.IdentityOf(row);
        Machine compiled = core.Executions.MachineOf(row);
        byte[] blob = core.Reader.State(row.Id) ?? throw new InvalidDataException($"The journal has no state for the execution '{identity.Arn}'.");
        ExecutionState state = StateCodec.Read(blob, compiled, row.Status, row.Redrives, () => core.Reader.Places(row.Id));
        state.KeptEvents = core.Reader.KeptEvents(row.Id);
        state.RedriveTokens = row.RedriveTokens;
        return new ExecutionRun(core, identity, compiled, state, null);
    }

    /// <summary>Ends an execution that cannot be taken up, with a sentence that says why.</summary>
    private void GiveUp(ExecutionRow row, Exception reason)
    {
        const string error = "States.Runtime";
        string cause = $"This version of ImageFlow cannot go on with the execution: {reason.Message}";
        long now = core.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        long id = core.Reader.LastEventId(row.Id) + 1;
        EventRecord ended = new(EventType.ExecutionFailed, id - 1, now, null, null, ObjectData.Of(("error", error), ("cause", cause)));
        UnreadableWrite write = new(row.Id, id, EventCodec.Write([ended], id), new ExecutionEnd((int)ExecutionStatus.Failed, now, null, error, cause, row.Redrives));
        core.Journal.Enqueue(write);
        write.Committed.GetAwaiter().GetResult();
        if (row.Iteration is IterationPlace iteration)
        {
            core.MapRuns.Ended(iteration, ExecutionStatus.Failed, null);
        }
    }
}
