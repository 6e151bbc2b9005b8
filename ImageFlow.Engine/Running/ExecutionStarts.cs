using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>StartExecution.</summary>
internal sealed class ExecutionStarts(EngineCore core)
{
    private readonly NameTable names = new(core.Options);
    private long lastExecutionId = core.Reader.LastExecutionId();

    /// <summary>Begins an execution; when it returns, that is committed.</summary>
    /// <param name="reuseEnded">Whether an execution of that name that has ended is as good as one that runs.</param>
    /// <param name="parent">The task that waits for its end.</param>
    public async Task<ExecutionDescription> StartAsync(string machineArn, string? name, string input, bool reuseEnded, ParentTask? parent = null)
    {
        MachineRow machine = core.Machines.Require(machineArn);
        JsonData value = ParseInput(input);
        using NameTable.Claim claim = await names.ClaimAsync(machine.Id, name).ConfigureAwait(false);
        if (name is not null && core.Reader.Execution(machine.Id, name) is ExecutionRow existing)
        {
            return existing.Input == input && (reuseEnded || existing.Status == ExecutionStatus.Running)
                ? core.Executions.Describe(existing)
                : throw new EngineException("ExecutionAlreadyExists", $"Execution Already Exists: '{core.Executions.ArnOf(existing)}'");
        }

        DateTimeOffset now = core.Options.TimeProvider.GetUtcNow();
        now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        ExecutionIdentity identity = core.Executions.IdentityOf(machine, Interlocked.Increment(ref lastExecutionId), claim.Name, now, value);
        NewExecution row = new(machine.Id, machine.Revision, claim.Name, now.ToUnixTimeMilliseconds(), input) { Parent = parent };
        ExecutionRun run = new(core, identity, core.Machines.Compiled(machine.Revision), new ExecutionState { Time = now }, row);
        core.Runs.Add(run);
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = run.BeginAsync(new Happening(new ExecutionBegan(now, 0, input), null, committed));
        await committed.Task.ConfigureAwait(false);
        return ExecutionCatalog.Describe(run, input);
    }

    private static JsonData ParseInput(string input)
    {
        try
        {
            JsonData value = JsonData.Parse(input);
            return Limits.Exceeds(value)
                ? throw new EngineException("ValidationException", "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144")
                : value;
        }
        catch (JsonException e)
        {
            throw new EngineException("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{e.Message}'", e);
        }
    }
}
