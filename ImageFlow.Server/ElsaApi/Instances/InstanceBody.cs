using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Engine;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>An execution as one of Elsa's workflow instances.</summary>
internal static class InstanceBody
{
    public static JsonObject Summary(ExecutionDescription execution, FlowRun? run) => new()
    {
        ["id"] = ExecutionIds.OfArn(execution.ExecutionArn),
        ["definitionId"] = run?.DefinitionId ?? execution.StateMachineArn.Split(':')[^1],
        ["definitionVersionId"] = run?.VersionId ?? "",
        ["version"] = run?.Version ?? 1,
        ["status"] = Status(execution),
        ["subStatus"] = SubStatus(execution),
        ["name"] = execution.Name,
        ["incidentCount"] = execution.Error is null ? 0 : 1,
        ["createdAt"] = execution.StartDate.ToString("O"),
        ["updatedAt"] = (execution.StopDate ?? execution.StartDate).ToString("O"),
        ["finishedAt"] = execution.StopDate?.ToString("O"),
    };

    public static JsonObject Full(ExecutionDescription execution, FlowRun? run, IReadOnlyList<Step> steps)
    {
        var body = Summary(execution, run);
        body["workflowState"] = State(execution, run, steps);
        return body;
    }

    public static JsonObject State(ExecutionDescription execution, FlowRun? run, IReadOnlyList<Step> steps)
    {
        var summary = Summary(execution, run);
        summary.Remove("name");
        summary["definitionVersion"] = run?.Version ?? 1;
        summary["bookmarks"] = new JsonArray();
        summary["completionCallbacks"] = new JsonArray();
        summary["activityExecutionContexts"] = new JsonArray();
        summary["incidents"] = Incidents(execution, run, steps);
        summary["input"] = Members(execution.Input);
        summary["output"] = Members(execution.Output);
        summary["properties"] = new JsonObject();
        return summary;
    }

    /// <summary>What decides whether Studio goes on asking.</summary>
    public static JsonObject ExecutionState(ExecutionDescription execution, DateTimeOffset updatedAt) => new()
    {
        ["status"] = Status(execution),
        ["subStatus"] = SubStatus(execution),
        ["workflowSubStatus"] = SubStatus(execution),
        ["updatedAt"] = updatedAt.ToString("O"),
    };

    public static string Status(ExecutionDescription execution) => execution.StopDate is null ? "Running" : "Finished";

    public static string SubStatus(ExecutionDescription execution) => execution.Status switch
    {
        "RUNNING" => "Executing",
        "SUCCEEDED" => "Finished",
        "ABORTED" => "Cancelled",
        _ => "Faulted",
    };

    private static JsonArray Incidents(ExecutionDescription execution, FlowRun? run, IReadOnlyList<Step> steps)
    {
        if (execution.Error is null)
            return [];
        var failed = steps.LastOrDefault(s => s.Status == "failed" && s.NodeId is not null);
        var activity = run is null ? null : new ActivityIndex(run.Definition).Find(failed?.NodeId);
        return
        [
            new JsonObject
            {
                ["activityId"] = activity?.Id ?? "",
                ["activityNodeId"] = activity?.NodeId ?? "",
                ["activityType"] = activity?.Type ?? "",
                ["message"] = $"{execution.Error}: {execution.Cause}",
                ["exception"] = new JsonObject { ["type"] = execution.Error, ["message"] = execution.Cause ?? "", ["stackTrace"] = null },
                ["timestamp"] = (execution.StopDate ?? execution.StartDate).ToString("O"),
            },
        ];
    }

    // Elsa's inputs and outputs have names; another JSON value is shown under one.
    private static JsonObject Members(string? json)
    {
        if (json is null)
            return [];
        var value = JsonText.Parse(json);
        return value.ValueKind == JsonValueKind.Object ? JsonObject.Create(value)! : new JsonObject { ["value"] = JsonNode.Parse(value.GetRawText()) };
    }
}
