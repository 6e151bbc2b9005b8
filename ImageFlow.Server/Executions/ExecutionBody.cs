using System.Text.Json;
using ImageFlow.Backends;
using ImageFlow.Engine;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Trials;

namespace ImageFlow.Server.Executions;

/// <summary>An execution as REST writes it.</summary>
internal record ExecutionBody(
    string Id, string ExecutionArn, string Name, string? WorkflowId, string? WorkflowName, int? WorkflowVersion, string Status, DateTimeOffset StartDate, DateTimeOffset? StopDate,
    JsonElement? Input, JsonElement? Output, string? Error, string? Cause, int RedriveCount, ExecutionLinks Links)
{
    public static ExecutionBody From(ExecutionDescription execution, FlowRun? run)
    {
        var id = ExecutionIds.OfArn(execution.ExecutionArn);
        return new ExecutionBody(
            id, execution.ExecutionArn, execution.Name, run?.DefinitionId, run?.Name, run?.Version, execution.Status, execution.StartDate, execution.StopDate,
            execution.Input is { } input ? JsonText.Parse(input) : null, execution.Output is { } output ? JsonText.Parse(output) : null,
            execution.Error, execution.Cause, execution.RedriveCount, ExecutionLinks.For(id));
    }
}

/// <summary>Where an execution is followed and managed.</summary>
/// <param name="SendEventPostUri">With <c>{eventName}</c> where the name goes.</param>
internal sealed record ExecutionLinks(string StatusQueryGetUri, string EventsGetUri, string SendEventPostUri, string TerminatePostUri, string RedrivePostUri, string PurgeDeleteUri)
{
    public static ExecutionLinks For(string id)
    {
        var self = $"/api/executions/{Uri.EscapeDataString(id)}";
        return new ExecutionLinks(self, $"{self}/events", $"{self}/events/{{eventName}}", $"{self}/stop", $"{self}/redrive", self);
    }
}

/// <summary>An execution with the states that it entered and the files that it read and made.</summary>
internal sealed record ExecutionDetail : ExecutionBody
{
    public ExecutionDetail(ExecutionBody execution, IReadOnlyList<Step>? steps, JsonElement? sourceMap, IReadOnlyList<FileBody> files, TrialRequest? trial)
        : base(execution)
    {
        Steps = steps;
        SourceMap = sourceMap;
        Files = files;
        Trial = trial;
    }

    /// <summary>Null where they were not asked for (<c>?steps=false</c>).</summary>
    public IReadOnlyList<Step>? Steps { get; }

    public JsonElement? SourceMap { get; }

    public IReadOnlyList<FileBody> Files { get; }

    /// <summary>The mocks, faults and skipped waits that it was started with; null when it was started plainly.</summary>
    public TrialRequest? Trial { get; }
}

/// <summary>The answer to a start.</summary>
internal sealed record StartedBody(
    string Id, string ExecutionArn, string StatusQueryGetUri, string EventsGetUri, string SendEventPostUri, string TerminatePostUri, string RedrivePostUri, string PurgeDeleteUri)
{
    public static StartedBody From(StartedRun started)
    {
        var links = ExecutionLinks.For(started.Id);
        return new StartedBody(
            started.Id, started.Execution!.ExecutionArn, links.StatusQueryGetUri, links.EventsGetUri, links.SendEventPostUri, links.TerminatePostUri, links.RedrivePostUri, links.PurgeDeleteUri);
    }
}

/// <summary>One event of a history; <c>details</c> is what AWS calls <c>…EventDetails</c>.</summary>
internal sealed record HistoryEventBody(long Id, long PreviousEventId, string Type, DateTimeOffset Timestamp, string? StateName, string? NodeId, JsonElement? Details);
