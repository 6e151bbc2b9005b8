using System.Diagnostics;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>
/// Lets executions go that ended long ago, a few at a time beside the work, and single ones on request. The space serves what
/// comes next; when much of the file is empty, it shrinks.
/// </summary>
internal sealed class Retention(EngineCore core) : IAsyncDisposable
{
    /// <summary>So many executions go in one transaction, which others wait behind.</summary>
    private const int Batch = 50;

    /// <summary>So many pages are given back in one transaction.</summary>
    private const int ShrinkBatch = 500;

    /// <summary>Where at least this many pages and a quarter of the file are empty, it is worth shrinking.</summary>
    private const long MinFree = 4000;

    private static readonly TimeSpan FirstRound = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource closing = new();
    private Task rounds = Task.CompletedTask;

    public void Begin()
    {
        if (core.Options.Retention is TimeSpan age)
        {
            rounds = Task.Run(() => RoundsAsync(age));
        }
    }

    /// <summary>Removes an execution that has ended, with its history; when this returns, that is committed.</summary>
    /// <exception cref="EngineException"><c>ExecutionDoesNotExist</c>, or <c>ConflictException</c> while it runs.</exception>
    public Task PurgeAsync(string arn) => core.Redrives.BetweenAsync(async () =>
    {
        ExecutionRow row = core.Require(arn);
        if (row.Status == ExecutionStatus.Running)
        {
            throw new EngineException("ConflictException", $"The execution is RUNNING and cannot be purged; stop it first: '{arn}'");
        }

        await PurgeWholeAsync([row.Id], CancellationToken.None).ConfigureAwait(false);
    });

    /// <summary>One round: all that ended before <paramref name="before"/> goes.</summary>
    public async Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        int count = 0;
        long after = 0;
        while (!cancellation.IsCancellationRequested)
        {
            IReadOnlyList<long> ended = core.Reader.EndedBefore(before.ToUnixTimeMilliseconds(), after, Batch);
            if (ended.Count == 0)
            {
                break;
            }

            await core.Redrives.BetweenAsync(() => PurgeWholeAsync(ended, cancellation)).ConfigureAwait(false);
            after = ended[^1];
            count += ended.Count;
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }

        await ShrinkAsync(cancellation).ConfigureAwait(false);
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        await rounds.ConfigureAwait(false);
        closing.Dispose();
    }

    private async Task RoundsAsync(TimeSpan age)
    {
        try
        {
            TimeSpan wait = FirstRound;
            while (true)
            {
                await Task.Delay(wait, core.Options.TimeProvider, closing.Token).ConfigureAwait(false);
                await PruneAsync(core.Options.TimeProvider.GetUtcNow() - age, closing.Token).ConfigureAwait(false);
                wait = Period;
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The engine closes; the next one goes on.
            return;
        }
        catch (Exception e)
        {
            // The journal's own failure is told to everybody who writes; what is old then stays for the next open.
            Trace.TraceError("Retention: {0}", e);
        }
    }

    /// <summary>Executions with the iterations of their Map Runs, these first, so that none is left over where the process dies between.</summary>
    private async Task PurgeWholeAsync(IReadOnlyList<long> executions, CancellationToken cancellation)
    {
        foreach (long execution in executions)
        {
            while (core.Reader.IterationsOf(execution, Batch) is { Count: > 0 } iterations)
            {
                cancellation.ThrowIfCancellationRequested();
                await PurgeWholeAsync(iterations, cancellation).ConfigureAwait(false);
            }
        }

        await PurgeAsync(executions).ConfigureAwait(false);
    }

    private Task PurgeAsync(IReadOnlyList<long> executions)
    {
        PurgeWrite write = new(executions);
        core.Journal.Enqueue(write);
        return write.Committed;
    }

    private async Task ShrinkAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && core.Reader.Pragma("auto_vacuum") == 2)
        {
            long free = core.Reader.Pragma("freelist_count");
            if (free < MinFree || free < core.Reader.Pragma("page_count") / 4)
            {
                return;
            }

            ShrinkWrite write = new(ShrinkBatch);
            core.Journal.Enqueue(write);
            await write.Committed.ConfigureAwait(false);
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }
}
