using System.Collections;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.MapRuns;

/// <summary>Something that a Map Run hears of.</summary>
internal abstract record MapRunNews;

/// <param name="Ahead">By how much the iteration's clock was ahead at its end (time skipping).</param>
internal sealed record IterationEnded(int Place, int Items, ExecutionStatus Status, TimeSpan Ahead, DateTimeOffset? StopTime) : MapRunNews;

/// <summary>The start or redrive of an iteration is committed, or went wrong.</summary>
internal sealed record IterationBegun(Exception? Failure) : MapRunNews;

internal sealed record BoundsChanged(MapRunRow Row) : MapRunNews;

internal sealed record Stopped : MapRunNews;

/// <summary>
/// One Map Run at work: starts iterations as long as there are any and may be, and knows of each how it ended. All that it knows
/// follows from the journal, so that it goes on there after a crash.
/// </summary>
internal sealed class MapRun(EngineCore core, long id)
{
    /// <summary>As many iterations run at most (Step Functions, "Distributed Map").</summary>
    private const int MaxRunning = 10_000;

    /// <summary>So many starts wait for their commit at most, which share it.</summary>
    private const int MaxBeginning = 256;

    private const string Threshold = "States.ExceedToleratedFailureThreshold";

    private readonly Channel<MapRunNews> news = Channel.CreateUnbounded<MapRunNews>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Queue<long> pendingRedrive = [];
    private readonly Dictionary<int, long> live = [];
    private MapRunRow row = null!;
    private BitArray begun = new(0);
    private BitArray ended = new(0);
    private int next;
    private int beginning;
    private long failedItems;
    private bool isFailing;
    private bool isStopped;
    private TimeSpan ahead;
    private DateTimeOffset? until;
    private (int First, (string Input, int Items)[] Inputs) piece = (0, []);

    public void Post(MapRunNews happened) => news.Writer.TryWrite(happened);

    public void Stop() => Post(new Stopped());

    /// <summary>Runs to the end of all iterations and writes their results; <see langword="null"/> where it was stopped.</summary>
    /// <param name="closing">The engine closes: the next open goes on.</param>
    public async Task<MapRunEnded?> RunAsync(ExecutionRun parent, StartTask command, CancellationToken closing)
    {
        try
        {
            await IterateAsync(parent, closing).ConfigureAwait(false);
            return isStopped ? null : await EndAsync(parent, command, closing).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (EngineUnavailableException or SimulatedCrashException or OperationCanceledException))
        {
            StopLive();
            throw;
        }
    }

    private async Task IterateAsync(ExecutionRun parent, CancellationToken closing)
    {
        ahead = parent.State.Ahead;
        Load();
        IterationStarts starts = new(core, parent, row);
        while (true)
        {
            if (!isFailing && row.IsExceededBy(failedItems))
            {
                isFailing = true;
                StopLive();
            }

            while (!isFailing && !isStopped && beginning < MaxBeginning && live.Count < Limit && TakeNext(starts) is Task begin)
            {
                beginning++;
                _ = TellAsync(begin);
            }

            if (beginning == 0 && (live.Count == 0 || isStopped))
            {
                break;
            }

            await news.Reader.WaitToReadAsync(closing).ConfigureAwait(false);
            while (news.Reader.TryRead(out MapRunNews? happened))
            {
                Hear(happened);
            }
        }
    }

    private int Limit => row.MaxConcurrency == 0 ? MaxRunning : Math.Min(row.MaxConcurrency, MaxRunning);

    /// <summary>Finds in the journal what has begun and what has ended.</summary>
    private void Load()
    {
        row = core.Reader.MapRun(id) ?? throw new InvalidDataException($"The journal lacks Map Run {id}.");
        begun = new BitArray(row.Children);
        ended = new BitArray(row.Children);
        foreach (IterationRow iteration in core.Reader.Iterations(id))
        {
            begun[iteration.Place] = true;
            switch (iteration.Status)
            {
                case ExecutionStatus.Running:
                    live[iteration.Place] = iteration.Id;
                    break;
                case ExecutionStatus.PendingRedrive:
                    pendingRedrive.Enqueue(iteration.Id);
                    break;
                default:
                    End(iteration.Place, iteration.Items, iteration.Status);
                    break;
            }
        }
    }

    private void End(int place, int items, ExecutionStatus status)
    {
        live.Remove(place);
        if (!ended[place])
        {
            ended[place] = true;
            failedItems += status == ExecutionStatus.Succeeded ? 0 : items;
        }
    }

    private void Hear(MapRunNews happened)
    {
        switch (happened)
        {
            case IterationEnded end:
                End(end.Place, end.Items, end.Status);
                ahead = end.Ahead > ahead ? end.Ahead : ahead;
                until = until > end.StopTime ? until : end.StopTime;
                break;
            case IterationBegun begin:
                beginning--;
                if (begin.Failure is not null)
                {
                    ExceptionDispatchInfo.Throw(begin.Failure);
                }

                break;
            case BoundsChanged changed:
                row = row with { MaxConcurrency = changed.Row.MaxConcurrency, ToleratedCount = changed.Row.ToleratedCount, ToleratedPercentage = changed.Row.ToleratedPercentage };
                break;
            case Stopped:
                isStopped = true;
                StopLive();
                break;
        }
    }

    /// <summary>Begins the next iteration, or lets one go on that is to be redriven; <see langword="null"/> where there is none.</summary>
    private Task? TakeNext(IterationStarts starts)
    {
        if (pendingRedrive.TryDequeue(out long again))
        {
            ExecutionRow known = core.Reader.Execution(again)!;
            ended[known.Iteration!.Value.Place] = false;
            live[known.Iteration.Value.Place] = again;
            return starts.RedriveAsync(known);
        }

        while (next < row.Children && begun[next])
        {
            next++;
        }

        if (next == row.Children)
        {
            return null;
        }

        int place = next++;
        (string input, int items) = InputOf(place);
        begun[place] = true;
        (live[place], Task task) = starts.Begin(place, items, input, ahead);
        return task;
    }

    private (string Input, int Items) InputOf(int place)
    {
        if (place < piece.First || place >= piece.First + piece.Inputs.Length)
        {
            (int first, byte[] blob) = core.Reader.Items(id, place);
            piece = (first, ItemPieces.Read(blob));
        }

        return piece.Inputs[place - piece.First];
    }

    private async Task TellAsync(Task begin)
    {
        try
        {
            await begin.ConfigureAwait(false);
            Post(new IterationBegun(null));
        }
        catch (Exception e)
        {
            Post(new IterationBegun(e));
        }
    }

    private void StopLive()
    {
        foreach (long execution in live.Values)
        {
            core.Runs.Post(execution, new Happening(new StopRequested(default, 0, null, null)));
        }
    }

    private async Task<MapRunEnded> EndAsync(ExecutionRun parent, StartTask command, CancellationToken closing)
    {
        MapRunEnded end = new(default, 0, command.ThreadId, command.ScheduledId, null, null, null, 0, until);
        ExecutionState own = parent.State.Copy();
        if (!own.IsRunning || own.Find(command.ThreadId) is not { Node.State: MapState map })
        {
            return end;
        }

        try
        {
            MapRunResults results = new(core, row, map);
            if (map.ResultWriter?.Resource is not null)
            {
                ObjectData target = Interpreter.InputsOf(parent.Machine, parent.Identity, own, command.ThreadId, core.Options.TimeProvider.GetUtcNow(), core.NewSeed()).WriterParameters() as ObjectData ?? ObjectData.Empty;
                (JsonData output, long written) = await new ResultFiles(core, results, command, own.Find(command.ThreadId)!.MapRun!.Arn, target).WriteAsync(closing).ConfigureAwait(false);
                end = end with { Output = output, ResultsWritten = written };
            }
            else if (!isFailing)
            {
                end = end with { Output = results.Collected() };
            }
        }
        catch (ImageFlow.Asl.Evaluation.StatesException failure)
        {
            return end with { Output = null, Error = failure.Error, Cause = failure.Cause };
        }

        return isFailing ? end with { Output = null, Error = Threshold, Cause = "The specified tolerated failure threshold was exceeded" } : end;
    }
}
