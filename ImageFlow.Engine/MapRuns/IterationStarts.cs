using System.Security.Cryptography;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.MapRuns;

/// <summary>Begins the iterations of a Map Run as executions of their own, and lets them go on in a redrive.</summary>
internal sealed class IterationStarts(EngineCore core, ExecutionRun parent, MapRunRow mapRun)
{
    private readonly Machine machine = parent.Machine.Processor(mapRun.State);
    private readonly ExecutionRow owner = core.Reader.Execution(mapRun.Execution)!;

    /// <summary>Begins an iteration; the task ends when that is committed.</summary>
    /// <param name="input">JSON text.</param>
    /// <param name="ahead">By how much the iteration's clock is ahead of the real one.</param>
    public (long Execution, Task Committed) Begin(int place, int items, string input, TimeSpan ahead)
    {
        DateTimeOffset now = core.Options.TimeProvider.GetUtcNow();
        now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        DateTimeOffset started = DateTimeOffset.FromUnixTimeMilliseconds((now + ahead).ToUnixTimeMilliseconds());
        NewExecution row = new(owner.Machine, owner.Revision, NameOf(place), started.ToUnixTimeMilliseconds(), input)
        {
            Version = owner.Version,
            Alias = owner.Alias,
            TestCase = owner.TestCase,
            Iteration = new IterationPlace(mapRun.Id, place, items),
        };
        long id = core.Starts.NewId();
        ExecutionIdentity identity = core.Executions.IdentityOf(id, row, mapRun, JsonData.Parse(input));
        ExecutionRun run = new(core, identity, machine, new ExecutionState { Time = started, Ahead = ahead }, row);
        core.Runs.Add(run);
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = run.BeginAsync(new Happening(new ExecutionBegan(now, 0, input), null, committed));
        return (id, committed.Task);
    }

    /// <summary>Lets an iteration go on that did not succeed; the task ends when that is committed.</summary>
    public async Task RedriveAsync(ExecutionRow iteration)
    {
        try
        {
            await core.Redrives.ResumeAsync(iteration).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Code == "ExecutionNotRedrivable")
        {
            // Its history is full: it stays as it was, and counts as failed.
            core.MapRuns.Ended(iteration.Iteration!.Value, ExecutionStatus.Failed, null);
        }
    }

    /// <summary>A UUID that follows from the place, so that no iteration begins twice.</summary>
    private string NameOf(int place)
    {
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{mapRun.Uuid}#{place}"));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
