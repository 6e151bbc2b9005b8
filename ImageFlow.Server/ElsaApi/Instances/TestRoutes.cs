using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Trials;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary><c>POST /tests/activities</c>: the Test tab of an activity. It runs that activity alone on our engine, on real pictures.</summary>
internal static class TestRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, StepTest tests) =>
        routes.MapPost("/tests/activities", async (HttpContext context, JsonObject request) =>
        {
            if (Version(flows, request["workflowDefinitionHandle"] as JsonObject ?? []) is not { } version)
                return DefinitionRoutes.Invalid("The workflow definition that holds the activity is not stored here: save it first.");
            var handle = request["activityHandle"] as JsonObject ?? [];
            var result = await tests.RunAsync(version, activity => Is(activity, handle), null, null, context.RequestAborted);
            return result is null
                ? DefinitionRoutes.Invalid($"The saved definition has no activity '{(string?)handle["activityId"] ?? (string?)handle["activityNodeId"]}': save it first.")
                : DefinitionRoutes.Json(Body(result));
        });

    private static FlowVersion? Version(FlowStore flows, JsonObject handle) =>
        (string?)handle["definitionVersionId"] is { Length: > 0 } versionId ? flows.FindVersion(versionId)
        : (string?)handle["definitionId"] is { Length: > 0 } id ? flows.Find(id, VersionChoice.Parse(RunRoutes.VersionOptions(handle)))
        : null;

    private static bool Is(JsonObject activity, JsonObject handle)
    {
        var id = (string?)activity["id"];
        return (string?)handle["activityId"] is { Length: > 0 } wanted ? id == wanted : (string?)handle["activityNodeId"] is { } nodeId && nodeId.Split(':')[^1] == id;
    }

    private static JsonObject Body(StepTestResult result)
    {
        JsonObject body = new()
        {
            ["activityState"] = result.Input.DeepClone(),
            ["payload"] = new JsonObject(),
            ["outputs"] = new JsonObject(),
            ["exception"] = null,
            ["status"] = "Completed",
        };
        if (result.Execution is not { } execution)
        {
            var reasons = result.Refusal is { } refusal ? [refusal] : result.Diagnostics.Select(d => $"{d.Code}: {d.Message}").ToArray();
            return Fault(body, "FlowInvalid", $"The activity cannot run alone. {string.Join(" ", reasons)}");
        }

        body["payload"] = new JsonObject { ["executionId"] = ExecutionIds.OfArn(execution.ExecutionArn) };
        body["outputs"] = Outputs(result);
        return execution.Status == "SUCCEEDED" ? body : Fault(body, execution.Error ?? execution.Status, execution.Cause ?? "");
    }

    private static JsonObject Outputs(StepTestResult result)
    {
        // What the activity answered, not what the flow around it made of it.
        var answer = result.Steps.LastOrDefault(step => step is { NodeId: not null, Output: not null, Attempts: > 0 })?.Output
            ?? result.Steps.LastOrDefault(step => step is { NodeId: not null, Output: not null })?.Output;
        var text = answer?.GetRawText() ?? result.Execution!.Output;
        return text is null ? [] : JsonNode.Parse(text) switch
        {
            JsonObject members => members,
            var other => new JsonObject { ["result"] = other },
        };
    }

    private static JsonObject Fault(JsonObject body, string type, string message)
    {
        body["status"] = "Faulted";
        body["exception"] = new JsonObject { ["type"] = type, ["message"] = message, ["stackTrace"] = null };
        return body;
    }
}
