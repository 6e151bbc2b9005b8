using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Machines;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.MapRuns;

/// <summary>DescribeMapRun, ListMapRuns, UpdateMapRun, and the iterations of a Map Run.</summary>
public sealed class MapRunCatalog
{
    private readonly EngineCore core;

    internal MapRunCatalog(EngineCore core) => this.core = core;

    /// <exception cref="EngineException"><c>InvalidArn</c> or <c>ResourceNotFound</c></exception>
    public MapRunDescription Describe(string mapRunArn) => Describe(Require(mapRunArn));

    /// <summary>The Map Runs of an execution, the newest first, with their keys for paging.</summary>
    /// <param name="after">The key of the last entry of the page before; 0 for the first page.</param>
    /// <exception cref="EngineException"><c>InvalidArn</c> or <c>ExecutionDoesNotExist</c></exception>
    public IReadOnlyList<(long Key, MapRunDescription MapRun)> List(string executionArn, long after = 0, int max = 1000) =>
        [.. core.Reader.MapRuns(core.Require(executionArn).Id, after == 0 ? long.MaxValue : after, max).Select(row => (row.Id, Describe(row)))];

    /// <summary>Changes a running Map Run; what is <see langword="null"/> stays. When this returns, that is committed.</summary>
    /// <exception cref="EngineException"><c>InvalidArn</c>, <c>ResourceNotFound</c>, or <c>ValidationException</c> where the Map Run is over.</exception>
    public async Task UpdateAsync(string mapRunArn, int? maxConcurrency, double? toleratedFailurePercentage, long? toleratedFailureCount)
    {
        MapRunRow row = Require(mapRunArn);
        if (row.Status != MapRunStatus.Running)
        {
            throw new EngineException("ValidationException", $"The Map Run is {NameOf(row.Status)} and cannot be updated: '{mapRunArn}'");
        }

        await core.MapRuns.ChangeAsync(row with
        {
            MaxConcurrency = maxConcurrency ?? row.MaxConcurrency,
            ToleratedPercentage = toleratedFailurePercentage ?? row.ToleratedPercentage,
            ToleratedCount = toleratedFailureCount ?? row.ToleratedCount,
        }).ConfigureAwait(false);
    }

    /// <summary>The iterations in the order of their items, with their keys for paging.</summary>
    /// <param name="status">AWS's name of a status; <see langword="null"/> for all.</param>
    /// <param name="after">The key of the last entry of the page before; 0 for the first page.</param>
    public IReadOnlyList<(long Key, ExecutionDescription Execution)> Iterations(string mapRunArn, string? status = null, long after = 0, int max = 1000, bool? isRedriven = null)
    {
        MapRunRow row = Require(mapRunArn);
        MachineRow machine = MachineOf(row);
        return [.. core.Reader.Iterations(row.Id, StatusNames.Parse(status), after - 1, max, isRedriven)
            .Select(iteration => (iteration.Iteration!.Value.Place + 1L, core.Executions.Describe(iteration, machine, row)))];
    }

    private static string NameOf(MapRunStatus status) => status.ToString().ToUpperInvariant();

    private MachineRow MachineOf(MapRunRow row) => core.Machines.Require(core.Reader.Execution(row.Execution)!.Machine);

    private MapRunRow Require(string arn)
    {
        string[] parts = MachineArn.Split(arn);
        if (parts is not [_, _, _, _, _, "mapRun", _, _])
        {
            throw new EngineException("InvalidArn", $"Invalid Arn: 'Resource type not valid in this context: {parts[5]}'");
        }

        MapRunRow? row = core.Reader.MapRun(parts[7]);
        return row is not null && core.Executions.MapRunArnOf(MachineOf(row), row) == arn
            ? row
            : throw new EngineException("ResourceNotFound", $"Resource not found: '{arn}'");
    }

    private MapRunDescription Describe(MapRunRow row)
    {
        ExecutionRow owner = core.Reader.Execution(row.Execution)!;
        IReadOnlyList<(ExecutionStatus Status, long Executions, long Items)> counts = core.Reader.IterationCounts(row.Id);
        IReadOnlyList<ExecutionRow> hopeless = core.Redrives.Hopeless(row.Id);
        long ended = counts.Where(count => count.Status is not (ExecutionStatus.Running or ExecutionStatus.PendingRedrive)).Sum(count => count.Items);
        return new MapRunDescription(
            core.Executions.MapRunArnOf(core.Machines.Require(owner.Machine), row),
            core.Executions.ArnOf(owner),
            core.Executions.Describe(owner).StateMachineArn,
            row.State,
            NameOf(row.Status),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Started),
            row.Stopped is long stopped ? DateTimeOffset.FromUnixTimeMilliseconds(stopped) : null,
            row.MaxConcurrency,
            row.ToleratedPercentage ?? 0,
            (long)(row.ToleratedCount ?? 0),
            row.Redrives,
            row.Redriven is long redriven ? DateTimeOffset.FromUnixTimeMilliseconds(redriven) : null,
            Counts([.. counts.Select(count => (count.Status, count.Items))], row.Items, row.ResultsWritten == 0 ? 0 : ended, hopeless.Sum(iteration => (long)iteration.Iteration!.Value.Items)),
            Counts([.. counts.Select(count => (count.Status, count.Executions))], row.Children, row.ResultsWritten, hopeless.Count));
    }

    private static MapRunCounts Counts((ExecutionStatus Status, long Count)[] counts, long total, long written, long notRedrivable)
    {
        return new MapRunCounts(
            Math.Max(0, total - counts.Sum(count => count.Count)),
            Of(ExecutionStatus.Running),
            Of(ExecutionStatus.Succeeded),
            Of(ExecutionStatus.Failed),
            Of(ExecutionStatus.TimedOut),
            Of(ExecutionStatus.Aborted),
            total,
            written,
            notRedrivable,
            Of(ExecutionStatus.PendingRedrive));

        long Of(ExecutionStatus status) => counts.Where(count => count.Status == status).Sum(count => count.Count);
    }
}
