using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Logs;
using ImageFlow.Engine.Machines;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Engine.Running;

/// <summary>Executions by their ARNs, and as DescribeExecution shows them.</summary>
internal sealed class ExecutionCatalog(EngineCore core)
{
    /// <exception cref="EngineException"><c>InvalidArn</c> or <c>ExecutionDoesNotExist</c></exception>
    public ExecutionRow Require(string arn)
    {
        string[] parts = MachineArn.Split(arn);
        if (parts.Length is not (8 or 9) || parts[5] is not ("execution" or "express"))
        {
            throw new EngineException("InvalidArn", $"Invalid Arn: 'Resource type not valid in this context: {parts[5]}'");
        }

        // An iteration of a Map Run has the label of its Map state behind the machine's name.
        return core.Machines.FindAll(core.Machines.ArnOf(parts[6].Split('/')[0])).Select(machine => (parts.Length == 9 ? core.Reader.Execution(machine.Id, $"{parts[7]}:{parts[8]}") : null) ?? core.Reader.Execution(machine.Id, parts[7])).FirstOrDefault(row => row is not null)
            ?? throw Missing(arn);
    }

    public static EngineException Missing(string arn) => new("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");

    public ExecutionDescription Describe(ExecutionRow row)
    {
        MachineRow machine = core.Machines.Require(row.Machine);
        MapRunRow? run = row.Iteration is IterationPlace iteration ? core.Reader.MapRun(iteration.MapRun) : null;
        return Describe(row, machine, run);
    }

    /// <param name="run">The Map Run that the execution is an iteration of.</param>
    public ExecutionDescription Describe(ExecutionRow row, MachineRow machine, MapRunRow? run) => new(
        ArnOf(machine, row.Name, run),
        MachineArnOf(machine, run),
        ShownName(row.Name),
        StatusNames.Of(row.Status),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Started),
        row.Stopped is long stopped ? DateTimeOffset.FromUnixTimeMilliseconds(stopped) : null,
        row.Input,
        row.Output,
        row.Error,
        row.Cause,
        row.Redrives)
    {
        StateMachineVersionArn = row.Version is int version ? $"{core.Machines.ArnOf(machine.Name)}:{version}" : null,
        StateMachineAliasArn = row.Alias is string alias ? $"{core.Machines.ArnOf(machine.Name)}:{alias}" : null,
        MapRunArn = run is null ? null : MapRunArnOf(machine, run),
        ItemCount = row.Iteration?.Items,
        RedriveDate = row.Redriven is long redriven ? DateTimeOffset.FromUnixTimeMilliseconds(redriven) : null,
        TraceHeader = row.TraceHeader,
        TestCase = row.TestCase,
    };

    public string MapRunArnOf(MachineRow machine, MapRunRow run) =>
        $"{MachineArnOf(machine, run).Replace(":stateMachine:", ":mapRun:", StringComparison.Ordinal)}:{run.Uuid}";

    private string MachineArnOf(MachineRow machine, MapRunRow? run) => core.Machines.ArnOf(run?.Path ?? machine.Name);

    /// <summary>A running execution, or one that has just ended, without asking the journal.</summary>
    public static ExecutionDescription Describe(ExecutionRun run, string input)
    {
        ExecutionState state = run.State;
        return new ExecutionDescription(
            run.Identity.Arn,
            run.Identity.StateMachineArn,
            run.Identity.Name,
            StatusNames.Of(state.Status),
            run.Identity.StartTime,
            state.StopTime,
            input,
            state.Output?.ToJson(),
            state.Error,
            state.Cause,
            state.RedriveCount);
    }

    /// <summary>An Express execution is kept under its name and a UUID.</summary>
    private static string ShownName(string stored) => stored.Split(':')[0];

    public string ArnOf(ExecutionRow row) =>
        ArnOf(core.Machines.Require(row.Machine), row.Name, row.Iteration is IterationPlace iteration ? core.Reader.MapRun(iteration.MapRun) : null);

    private string ArnOf(MachineRow machine, string name, MapRunRow? run)
    {
        string arn = MachineArnOf(machine, run);
        return IsExpress(machine, run)
            ? $"{arn.Replace(":stateMachine:", ":express:", StringComparison.Ordinal)}:{(name.Contains(':', StringComparison.Ordinal) ? name : $"{name}:{name}")}"
            : $"{arn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{name}";
    }

    private static bool IsExpress(MachineRow machine, MapRunRow? run) => run?.IsExpress ?? machine.Type == "EXPRESS";

    public ExecutionIdentity IdentityOf(ExecutionRow row)
    {
        MapRunRow? run = row.Iteration is IterationPlace iteration ? core.Reader.MapRun(iteration.MapRun) : null;
        NewExecution known = new(row.Machine, row.Revision, row.Name, row.Started, row.Input) { Iteration = row.Iteration, TestCase = row.TestCase };
        return IdentityOf(row.Id, known, run, JsonData.Parse(row.Input));
    }

    /// <param name="run">The Map Run that the execution is an iteration of.</param>
    public ExecutionIdentity IdentityOf(long id, NewExecution row, MapRunRow? run, JsonData input)
    {
        MachineRow machine = core.Machines.Require(row.MachineId);
        return new ExecutionIdentity
        {
            Id = id,
            Arn = ArnOf(machine, row.Name, run),
            Name = ShownName(row.Name),
            StateMachineArn = MachineArnOf(machine, run),
            StateMachineName = run?.Path ?? machine.Name,
            IsExpress = IsExpress(machine, run),
            RoleArn = core.Machines.Revision(row.RevisionId).Settings.RoleArn ?? core.Options.RoleArn,
            Region = core.Options.Region,
            StartTime = DateTimeOffset.FromUnixTimeMilliseconds(row.Started),
            Input = input,
            TestCase = row.TestCase,
            Log = LogTarget.Of(core.Machines.Revision(row.RevisionId).Settings.LoggingConfiguration, machine.Name),
            IsDeleted = () => core.Machines.HasDeleting && core.Machines.Require(row.MachineId).Document.IsDeleting,
            HasActivity = core.Activities.Has,
            Iteration = row.Iteration,
        };
    }

    /// <summary>What the execution runs: its machine, or the item processor of a Map state in it.</summary>
    public Machine MachineOf(ExecutionRow row)
    {
        Machine machine = core.Machines.Compiled(row.Revision);
        return row.Iteration is not IterationPlace iteration
            ? machine
            : machine.Processor((core.Reader.MapRun(iteration.MapRun) ?? throw new InvalidDataException($"The journal lacks Map Run {iteration.MapRun}.")).State);
    }
}
