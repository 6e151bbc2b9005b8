using System.Collections.Concurrent;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.MapRuns;

/// <summary>The Map Runs that are going on. Thread-safe.</summary>
internal sealed class LiveMapRuns(EngineCore core) : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<long, MapRun> running = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> preparing = new(StringComparer.Ordinal);
    private long lastId = core.Reader.LastMapRunId();

    /// <summary>Does what a thread in a distributed Map state waits for, at first or again after a crash.</summary>
    public void Start(ExecutionRun parent, StartTask command)
    {
        if (command.Invocation.Resource == MapRunTask.Items)
        {
            CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
            preparing[command.Invocation.TaskId] = cancellation;
            _ = Task.Run(() => PrepareAsync(parent, command, cancellation.Token));
        }
        else
        {
            long id = parent.State.Find(command.ThreadId)!.MapRun!.Id;
            MapRun run = running.GetOrAdd(id, _ => new MapRun(core, id));
            _ = Task.Run(() => IterateAsync(run, parent, command));
        }
    }

    /// <summary>The items are not wanted any more.</summary>
    public void Cancel(string taskId)
    {
        if (preparing.TryRemove(taskId, out CancellationTokenSource? preparation))
        {
            preparation.Cancel();
        }
    }

    /// <summary>What was decided about a Map Run is committed.</summary>
    public void Carry(MapRunCommand command)
    {
        if (command is EndMapRun && running.TryRemove(command.Id, out MapRun? run))
        {
            run.Stop();
        }
    }

    /// <summary>An iteration has ended, and that is committed.</summary>
    public void Ended(IterationPlace iteration, ExecutionStatus status, ExecutionState? state)
    {
        if (running.TryGetValue(iteration.MapRun, out MapRun? run))
        {
            run.Post(new IterationEnded(iteration.Place, iteration.Items, status, state?.Ahead ?? TimeSpan.Zero, state?.StopTime));
        }
    }

    /// <summary>UpdateMapRun: the new values count from the next iteration on.</summary>
    public async Task ChangeAsync(MapRunRow row)
    {
        MapRunChange write = new(row);
        core.Journal.Enqueue(write);
        await write.Committed.ConfigureAwait(false);
        if (running.TryGetValue(row.Id, out MapRun? run))
        {
            run.Post(new BoundsChanged(row));
        }
    }

    /// <summary>The engine closes: what goes on stops, and begins again at the next open.</summary>
    public void Dispose() => closing.Cancel();

    private async Task PrepareAsync(ExecutionRun parent, StartTask command, CancellationToken cancellation)
    {
        long id = Interlocked.Increment(ref lastId);
        ItemsPrepared prepared;
        try
        {
            prepared = await new ItemPreparation(core, parent, command, id).RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellation.IsCancellationRequested || e is OperationCanceledException)
        {
            core.Journal.Enqueue(new ItemsForgotten(id));
            return;
        }
        catch (Exception e) when (e is EngineUnavailableException or SimulatedCrashException)
        {
            // The journal is gone; the next open prepares again.
            return;
        }
        catch (Exception e)
        {
            core.ReportDefect(command.Invocation.ExecutionArn, e);
            prepared = new ItemsPrepared(default, 0, command.ThreadId, command.ScheduledId, id, 0, 0, null, new StatesException("States.Runtime", $"The items could not be prepared: {e.GetType().Name}: {e.Message}"));
        }

        preparing.TryRemove(command.Invocation.TaskId, out _);
        parent.Post(new Happening(prepared));
    }

    private async Task IterateAsync(MapRun run, ExecutionRun parent, StartTask command)
    {
        try
        {
            MapRunEnded? ended = await run.RunAsync(parent, command, closing.Token).ConfigureAwait(false);
            if (ended is not null)
            {
                parent.Post(new Happening(ended));
            }
        }
        catch (Exception e) when (closing.IsCancellationRequested || e is EngineUnavailableException or SimulatedCrashException or ObjectDisposedException)
        {
            // The journal is gone, and with it whoever could hear an answer; the next open takes the Map Run up again.
            return;
        }
        catch (Exception e)
        {
            core.ReportDefect(command.Invocation.ExecutionArn, e);
            parent.Post(new Happening(new MapRunEnded(default, 0, command.ThreadId, command.ScheduledId, null, "States.Runtime", $"The Map Run failed with {e.GetType().Name}: {e.Message}", 0, null)));
        }
    }
}
