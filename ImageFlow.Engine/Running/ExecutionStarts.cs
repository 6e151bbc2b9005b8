using System.Text.Json;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Machines;

namespace ImageFlow.Engine.Running;

/// <summary>StartExecution.</summary>
internal sealed class ExecutionStarts(EngineCore core)
{
    private readonly NameTable names = new(core.Options);
    private long lastExecutionId = core.Reader.LastExecutionId();

    /// <summary>The number of the next execution.</summary>
    public long NewId() => Interlocked.Increment(ref lastExecutionId);

    /// <summary>Begins an execution; when it returns, that is committed.</summary>
    /// <param name="arn">Of the machine, a version or an alias; a test case of the mock file behind <c>#</c>, as in Step Functions Local.</param>
    /// <param name="reuseEnded">Whether an execution of that name that has ended is as good as one that runs.</param>
    /// <param name="parent">The task that waits for its end.</param>
    public async Task<ExecutionDescription> StartAsync(string arn, string? name, string input, bool reuseEnded, ParentTask? parent = null, string? traceHeader = null)
    {
        (string machineArn, string? testCase) = arn.Split('#', 2) is [string before, string after] ? (before, after) : (arn, null);
        (MachineRow machine, MachineVersion? version, MachineAlias? alias) = core.StateMachines.Resolve(machineArn, core.Options.Random.NextDouble() * 100);
        if (machine.Document.IsDeleting)
        {
            throw new EngineException("StateMachineDeleting", $"State Machine is being deleted: '{machineArn}'");
        }

        if (testCase is not null && RefuseTestCase(machine.Name, testCase) is string unknown)
        {
            throw new EngineException("ValidationException", unknown);
        }

        JsonData value = ParseInput(input);
        bool isExpress = machine.Type == "EXPRESS";
        using NameTable.Claim claim = await names.ClaimAsync(machine.Id, isExpress ? null : name).ConfigureAwait(false);
        if (name is not null && !isExpress && core.Reader.Execution(machine.Id, name) is ExecutionRow existing)
        {
            return existing.Input == input && existing.TestCase == testCase && (reuseEnded || existing.Status == ExecutionStatus.Running)
                ? core.Executions.Describe(existing)
                : throw new EngineException("ExecutionAlreadyExists", $"Execution Already Exists: '{core.Executions.ArnOf(existing)}'");
        }

        long revision = version?.Revision ?? machine.Revision;
        DateTimeOffset now = core.Options.TimeProvider.GetUtcNow();
        now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());

        // Names of Express executions need not be unique; a UUID beside the name is (ARN formats of Step Functions).
        string stored = isExpress ? $"{name ?? claim.Name}:{claim.Name}" : claim.Name;
        NewExecution row = new(machine.Id, revision, stored, now.ToUnixTimeMilliseconds(), input) { Parent = parent, Version = version?.Number, Alias = alias?.Name, TestCase = testCase, TraceHeader = traceHeader };
        ExecutionIdentity identity = core.Executions.IdentityOf(NewId(), row, null, value);
        ExecutionRun run = new(core, identity, core.Machines.Compiled(revision), new ExecutionState { Time = now }, row);
        core.Runs.Add(run);
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = run.BeginAsync(new Happening(new ExecutionBegan(now, 0, input), null, committed));
        await committed.Task.ConfigureAwait(false);
        return ExecutionCatalog.Describe(run, input);
    }

    private string? RefuseTestCase(string machine, string testCase) => core.Options.RefuseTestCase is { } refuse
        ? refuse(machine, testCase)
        : $"The test case '{testCase}' cannot be chosen: the server was started without a mock file (--mock FILE).";

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
            throw InvalidInput(input, e);
        }
    }

    /// <summary>In the words of AWS's parser.</summary>
    public static EngineException InvalidInput(string input, JsonException reason)
    {
        string what = string.IsNullOrWhiteSpace(input) ? "Invalid execution input." : JsonSyntax.Check(input)?.Message ?? reason.Message;
        return new EngineException("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{what}'", reason);
    }
}
