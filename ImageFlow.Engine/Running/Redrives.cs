using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>
/// RedriveExecution, one after the other, so that a run found in memory is either running or on its way out, never one that
/// another redrive has just brought back.
/// </summary>
internal sealed class Redrives(EngineCore core)
{
    private const string HistoryFull = "Execution history event limit exceeded";

    /// <summary>So long after its end an execution can be redriven.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromDays(14);

    /// <summary>So long an execution may be open.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(365);

    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Takes an execution that did not succeed up again; when this returns, that is committed.</summary>
    /// <param name="clientToken">The same again within 15 minutes is the same request: nothing happens, and its date is given.</param>
    /// <returns>The redrive's date.</returns>
    /// <exception cref="EngineException"><c>ExecutionNotRedrivable</c></exception>
    public async Task<DateTimeOffset> RedriveAsync(string arn, string? clientToken)
    {
        DateTimeOffset? date = null;
        await BetweenAsync(async () =>
        {
            ExecutionRow row = core.Require(arn);
            date = clientToken is null ? null : RedriveTokens.Find(row.RedriveTokens, clientToken, core.Options.TimeProvider.GetUtcNow());
            if (date is not null)
            {
                return;
            }

            if (Obstacle(row) is string reason)
            {
                throw NotRedrivable(reason);
            }

            if (row.Iteration is not null)
            {
                throw NotRedrivable("Execution was started by a Map Run and is redriven with the execution that the Map Run belongs to");
            }

            await ResumeAsync(row, clientToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return date ?? DateTimeOffset.FromUnixTimeMilliseconds(core.Require(arn).Redriven!.Value);
    }

    /// <summary>Why an execution cannot be redriven, in AWS's words; <see langword="null"/> where it can.</summary>
    public string? Obstacle(ExecutionRow row)
    {
        DateTimeOffset now = core.Options.TimeProvider.GetUtcNow();
        return row.Status is ExecutionStatus.Running or ExecutionStatus.Succeeded or ExecutionStatus.PendingRedrive ? $"Execution is {StatusNames.Of(row.Status)} and cannot be redriven"
            : core.Machines.Require(row.Machine) is { IsDeleted: true } or { Document.IsDeleting: true } ? "State machine is in DELETING status"
            : row.Stopped is long stopped && now - DateTimeOffset.FromUnixTimeMilliseconds(stopped) > Period ? "Execution redrivable period exceeded"
            : now - DateTimeOffset.FromUnixTimeMilliseconds(row.Started) > MaxAge ? "Execution has exceeded the max execution time"
            : core.Reader.LastEventId(row.Id) >= Interpreter.MaxHistory - 1 ? HistoryFull
            : null;
    }

    /// <summary>The iterations of a Map Run that did not succeed and cannot go on either.</summary>
    public IReadOnlyList<ExecutionRow> Hopeless(long mapRun)
    {
        DateTimeOffset now = core.Options.TimeProvider.GetUtcNow();
        IReadOnlyList<ExecutionRow> doubtful = core.Reader.FailuresBeyond(
            mapRun,
            (now - Period).ToUnixTimeMilliseconds(),
            (now - MaxAge).ToUnixTimeMilliseconds(),
            Interpreter.MaxHistory - Transition.MaxEvents - 1);
        return [.. doubtful.Where(row => Obstacle(row) is not null)];
    }

    /// <summary>Takes an execution up again that may be, such as an iteration of a Map Run that is redriven.</summary>
    /// <exception cref="EngineException"><c>ExecutionNotRedrivable</c>: its history is full.</exception>
    public async Task ResumeAsync(ExecutionRow row, string? clientToken = null)
    {
        if (core.Runs.InMemory(row.Id) is ExecutionRun leaving)
        {
            await core.WhileOpenAsync(leaving.Ended, CancellationToken.None).ConfigureAwait(false);
        }

        await EngineCore.AskAsync(core.Revive(row), new RedriveRequested(default, 0, clientToken), static state =>
            state.LastEventId >= Interpreter.MaxHistory - 1 ? NotRedrivable(HistoryFull) : null).ConfigureAwait(false);
    }

    /// <summary>Does something that no redrive may be in the middle of.</summary>
    public async Task BetweenAsync(Func<Task> work)
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private static EngineException NotRedrivable(string reason) => new("ExecutionNotRedrivable", reason);
}
