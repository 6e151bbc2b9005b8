using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Trials;

namespace ImageFlow.Server.Executions;

/// <summary>Executions with the flows that they run: what REST, the event streams and Elsa's instance endpoints all read.</summary>
internal sealed class ExecutionHistory(StepFunctionsEngine engine, FlowRuns runs, TrialStore trials)
{
    private const int MostSearched = 5_000;
    private const int SearchedAtOnce = 500;

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
    public IReadOnlyList<ExecutionDescription> List(string? workflowId, string? status, int max) =>
        TryFindMachine(workflowId, out var machine) ? engine.ListExecutions(machine, status, max) : [];

    /// <summary>Newest first.</summary>
    /// <param name="since">Only those that started then or later.</param>
    /// <param name="text">Only those with it in name, flow, error or cause; of the newest <see cref="MostSearched"/>.</param>
    public IReadOnlyList<ExecutionBody> Search(string? workflowId, string? status, DateTimeOffset? since, string? text, int max)
    {
        if (!TryFindMachine(workflowId, out var machine))
            return [];
        List<ExecutionBody> found = [];
        long after = 0;
        for (var read = 0; read < MostSearched;)
        {
            var page = engine.PageExecutions(machine, status, after: after, max: text is null ? max : SearchedAtOnce);
            foreach (var (_, execution) in page)
            {
                if (found.Count == max || execution.StartDate < since)
                    return found;
                if (Body(execution) is var body && (text is null || Holds(body, text)))
                    found.Add(body);
            }

            if (text is null || page.Count < SearchedAtOnce)
                break;
            (read, after) = (read + page.Count, page[^1].Key);
        }

        return found;
    }

    /// <param name="machine">Null for all machines.</param>
    private bool TryFindMachine(string? workflowId, out string? machine)
    {
        machine = workflowId is null ? null : ExecutionIds.StateMachineArn(ExecutionIds.StateMachineName(workflowId));
        return workflowId is null || engine.StateMachines.Find(ExecutionIds.StateMachineName(workflowId)) is not null;
    }

    private static bool Holds(ExecutionBody body, string text) =>
        new[] { body.Id, body.WorkflowName, body.Error, body.Cause }.Any(part => part?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);

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
