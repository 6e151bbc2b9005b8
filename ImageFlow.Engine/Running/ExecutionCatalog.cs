using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Machines;

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

        return core.Machines.FindAll(core.Machines.ArnOf(parts[6])).Select(machine => (parts.Length == 9 ? core.Reader.Execution(machine.Id, $"{parts[7]}:{parts[8]}") : null) ?? core.Reader.Execution(machine.Id, parts[7])).FirstOrDefault(row => row is not null)
            ?? throw Missing(arn);
    }

    public static EngineException Missing(string arn) => new("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");

    public ExecutionDescription Describe(ExecutionRow row)
    {
        MachineRow machine = core.Machines.Require(row.Machine);
        return new ExecutionDescription(
            ArnOf(machine, row.Name),
            core.Machines.ArnOf(machine.Name),
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
        };
    }

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

    public string ArnOf(ExecutionRow row) => ArnOf(core.Machines.Require(row.Machine), row.Name);

    public string ArnOf(MachineRow machine, string name)
    {
        string arn = core.Machines.ArnOf(machine.Name);
        return machine.Type == "EXPRESS"
            ? $"{arn.Replace(":stateMachine:", ":express:", StringComparison.Ordinal)}:{(name.Contains(':', StringComparison.Ordinal) ? name : $"{name}:{name}")}"
            : $"{arn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{name}";
    }

    public ExecutionIdentity IdentityOf(ExecutionRow row) =>
        IdentityOf(core.Machines.Require(row.Machine), row.Revision, row.Id, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.Started), JsonData.Parse(row.Input));

    public ExecutionIdentity IdentityOf(MachineRow machine, long revision, long id, string name, DateTimeOffset started, JsonData input) => new()
    {
        Id = id,
        Arn = ArnOf(machine, name),
        Name = ShownName(name),
        StateMachineArn = core.Machines.ArnOf(machine.Name),
        StateMachineName = machine.Name,
        IsExpress = machine.Type == "EXPRESS",
        RoleArn = core.Machines.Revision(revision).Settings.RoleArn ?? core.Options.RoleArn,
        Region = core.Options.Region,
        StartTime = started,
        Input = input,
        HasActivity = core.Activities.Has,
    };
}
