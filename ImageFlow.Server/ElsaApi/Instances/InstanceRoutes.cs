using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.Executions;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary><c>/workflow-instances/*</c> and what belongs to them: our executions in Elsa's words.</summary>
internal static class InstanceRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        MapReading(routes, history);
        MapRecords(routes, history);
        InstanceManagementRoutes.Map(routes, history);
    }

    private static void MapReading(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        routes.MapPost("/workflow-instances", (JsonObject? filter) => InstanceList.Page(history, filter ?? []));
        routes.MapGet("/workflow-instances", () => InstanceList.Page(history, []));
        routes.MapGet("/workflow-instances/{id}", (string id) =>
        {
            var execution = history.Describe(id);
            return DefinitionRoutes.Json(InstanceBody.Full(execution, history.RunOf(execution.ExecutionArn), history.Steps(execution)));
        });
        routes.MapGet("/workflow-instances/{id}/execution-state", (string id) =>
        {
            var execution = history.Describe(id);
            var last = history.Events(execution.ExecutionArn) is [.., var newest] ? newest.Timestamp : execution.StartDate;
            return DefinitionRoutes.Json(InstanceBody.ExecutionState(execution, last));
        });
        routes.MapGet("/workflow-instances/{id}/variables", (string id) =>
        {
            var execution = history.Describe(id);
            return List(InstanceVariables.Of(history.Events(execution.ExecutionArn), history.RunOf(execution.ExecutionArn)));
        });
    }

    private static void MapRecords(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        routes.MapGet("/workflow-instances/{id}/journal", (string id, int? skip, int? take) => Page(Records(history, id).Journal(JournalFilter.All), skip, take));
        routes.MapPost("/workflow-instances/{id}/journal", (string id, int? skip, int? take, JsonObject? request) => Page(Records(history, id).Journal(JournalFilter.Read(request)), skip, take));
        routes.MapGet("/workflow-instances/{id}/journal/{activityId}", (string id, string activityId) =>
            Records(history, id).Journal(JournalFilter.Of(activityId)) is [.., { } last] ? DefinitionRoutes.Json(last.DeepClone()) : Results.NotFound());
        routes.MapPost("/activity-executions/report", (JsonObject request) =>
        {
            var nodes = (request["activityNodeIds"] as JsonArray)?.Select(n => (string)n!).ToHashSet();
            return DefinitionRoutes.Json(new JsonObject { ["stats"] = Records(history, (string?)request["workflowInstanceId"] ?? "").Stats(nodes) });
        });
        foreach (var path in new[] { "/activity-executions/list", "/activity-execution-summaries/list" })
            routes.MapGet(path, (string workflowInstanceId, string? activityNodeId) => List(Records(history, workflowInstanceId).Records(activityNodeId)));
        routes.MapGet("/activity-executions/by-id", (string id) => OneRecord(history, id));
        routes.MapGet("/activity-executions/{id}", (string id) => OneRecord(history, id));
        routes.MapGet("/activity-executions/{id}/call-stack", (string id) =>
        {
            JsonArray stack = SplitRecord(id) is var (instance, _) ? Records(history, instance).CallStack(id) : [];
            return DefinitionRoutes.Json(new JsonObject { ["activityExecutionId"] = id, ["items"] = stack, ["totalCount"] = stack.Count });
        });
        routes.MapGet("/resilience/retries/{activityInstanceId}", (string activityInstanceId, int? skip, int? take) =>
            SplitRecord(activityInstanceId) is not var (instance, entered)
                ? Results.NotFound()
                : Page(RetryRecords.Of(history.Events(history.Describe(instance).ExecutionArn), Records(history, instance), activityInstanceId, entered), skip, take));
    }

    private static ActivityRecords Records(ExecutionHistory history, string id)
    {
        var execution = history.Describe(id);
        return new ActivityRecords(ExecutionIds.OfArn(execution.ExecutionArn), history.RunOf(execution.ExecutionArn), history.Steps(execution));
    }

    // A record's id is the instance's with the number of the event that began it.
    private static (string Instance, long EnteredEventId)? SplitRecord(string id) =>
        id.LastIndexOf(':') is > 0 and var at && long.TryParse(id[(at + 1)..], out var entered) ? (id[..at], entered) : null;

    private static IResult OneRecord(ExecutionHistory history, string id) =>
        SplitRecord(id) is var (instance, _) && Records(history, instance).Record(id) is { } record ? DefinitionRoutes.Json(record) : Results.NotFound();

    internal static IResult Page(JsonArray items, int? skip, int? take)
    {
        var page = items.Skip(Math.Max(0, skip ?? 0)).Take(take is > 0 ? take.Value : int.MaxValue).Select(item => item!.DeepClone());
        return DefinitionRoutes.Json(new JsonObject { ["items"] = new JsonArray([.. page]), ["totalCount"] = items.Count });
    }

    private static IResult List(JsonArray items) => DefinitionRoutes.Json(new JsonObject { ["items"] = items, ["count"] = items.Count, ["totalCount"] = items.Count });
}
