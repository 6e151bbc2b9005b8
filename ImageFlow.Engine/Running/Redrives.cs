using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>
/// RedriveExecution, one after the other, so that a run found in memory is either running or on its way out, never one that
/// another redrive has just brought back.
/// </summary>
internal sealed class Redrives(EngineCore core)
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Takes an execution that did not succeed up again; when this returns, that is committed.</summary>
    /// <exception cref="EngineException"><c>ExecutionNotRedrivable</c></exception>
    public Task RedriveAsync(string arn) => BetweenAsync(async () =>
    {
        ExecutionRow row = core.Require(arn);
        if (row.Status is ExecutionStatus.Running or ExecutionStatus.Succeeded)
        {
            throw NotRedrivable($"Execution is {StatusNames.Of(row.Status)} and cannot be redriven");
        }

        if (row.Iteration is not null)
        {
            throw NotRedrivable("Execution was started by a Map Run and is redriven with the execution that the Map Run belongs to");
        }

        await ResumeAsync(row).ConfigureAwait(false);
    });

    /// <summary>Takes an execution up again that may be, such as an iteration of a Map Run that is redriven.</summary>
    /// <exception cref="EngineException"><c>ExecutionNotRedrivable</c>: its history is full.</exception>
    public async Task ResumeAsync(ExecutionRow row)
    {
        if (core.Runs.InMemory(row.Id) is ExecutionRun leaving)
        {
            await core.WhileOpenAsync(leaving.Ended, CancellationToken.None).ConfigureAwait(false);
        }

        await EngineCore.AskAsync(core.Revive(row), new RedriveRequested(default, 0), static state =>
            state.LastEventId >= Interpreter.MaxHistory - 1 ? NotRedrivable("Execution history event limit exceeded") : null).ConfigureAwait(false);
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
