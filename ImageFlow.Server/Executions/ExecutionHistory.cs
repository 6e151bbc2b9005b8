using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Trials;

namespace ImageFlow.Server.Executions;

/// <summary>Executions with the flows that they run: what REST, the event streams and Elsa's instance endpoints all read.</summary>
internal sealed class ExecutionHistory(StepFunctionsEngine engine, FlowRuns runs, TrialStore trials)
{
    public StepFunctionsEngine Engine => engine;

    /// <exception cref="EngineException"><c>ExecutionDoesNotExist</c>.</exception>
    public ExecutionDescription Describe(string id) => engine.DescribeExecution(ExecutionIds.ToArn(id));

    /// <summary>What the execution was tried with; null for one that was started plainly.</summary>
    public TrialRequest? TrialOf(string executionArn) => trials.RequestOf(executionArn);

    /// <summary>An iteration of a Map Run runs what the execution around it runs.</summary>
    public FlowRun? RunOf(string executionArn)
    {
        if (runs.Find(executionArn) is { } run)
            return run;
        return executionArn.Contains('/', StringComparison.Ordinal) && engine.DescribeExecution(executionArn).MapRunArn is { } mapRun
            ? RunOf(engine.MapRuns.Describe(mapRun).ExecutionArn)
            : null;
    }

    public ExecutionBody Body(ExecutionDescription execution) => ExecutionBody.From(execution, RunOf(execution.ExecutionArn));

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ExecutionDescription> List(string? workflowId, string? status, int max)
    {
        var machine = workflowId is null ? null : ExecutionIds.StateMachineArn(ExecutionIds.StateMachineName(workflowId));
        if (workflowId is not null && engine.StateMachines.Find(ExecutionIds.StateMachineName(workflowId)) is null)
            return [];
        return [.. engine.ListExecutions(machine, status, max).OrderByDescending(e => e.StartDate)];
    }

    public IReadOnlyList<HistoryEvent> Events(string executionArn, long afterId = 0, int max = int.MaxValue) => engine.GetExecutionHistory(executionArn, afterId, max);

    public IReadOnlyList<Step> Steps(ExecutionDescription execution) => StepReader.Read(Events(execution.ExecutionArn), NodeOfState(execution.ExecutionArn));

    public Func<string, string?> NodeOfState(string executionArn) => RunOf(executionArn) is { } run ? FlowCompilation.NodeOfState(run.SourceMap) : _ => null;

    public static HistoryEventBody ToBody(HistoryEvent happened, Func<string, string?> nodeOfState)
    {
        var name = happened.Type.Contains("State", StringComparison.Ordinal) && happened.Details?["name"] is StringData text ? text.Value : null;
        JsonElement? details = happened.Details?.ToElement();
        return new HistoryEventBody(happened.Id, happened.PreviousEventId, happened.Type, happened.Timestamp, name, name is null ? null : nodeOfState(name), details);
    }
}
