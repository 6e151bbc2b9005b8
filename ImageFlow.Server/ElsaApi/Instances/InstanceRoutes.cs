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
        MapManagement(routes, history);
    }

    private static void MapReading(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        routes.MapPost("/workflow-instances", (JsonObject? filter) => List(history, filter ?? []));
        routes.MapGet("/workflow-instances", () => List(history, []));
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
        // A Step Functions execution has no variables that outlive a state's data: the journal shows their values.
        routes.MapGet("/workflow-instances/{id}/variables", () => List([]));
        routes.MapGet("/workflow-instances/{id}/export", (string id) =>
        {
            var execution = history.Describe(id);
            var body = InstanceBody.Full(execution, history.RunOf(execution.ExecutionArn), history.Steps(execution));
            return Results.File(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json", $"{execution.Name}.json");
        });
    }

    private static void MapRecords(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        routes.MapGet("/workflow-instances/{id}/journal", (string id, int? skip, int? take) => Page(Records(history, id).Journal(_ => true), skip, take));
        routes.MapPost("/workflow-instances/{id}/journal", (string id, int? skip, int? take, JsonObject? filter) =>
        {
            var activities = (filter?["activityIds"] as JsonArray)?.Select(a => (string?)a).ToHashSet();
            return Page(Records(history, id).Journal(activity => activities is not { Count: > 0 } || activities.Contains(activity)), skip, take);
        });
        routes.MapGet("/workflow-instances/{id}/journal/{activityId}", (string id, string activityId) =>
            Records(history, id).Journal(activity => activity == activityId) is [.., { } last] ? DefinitionRoutes.Json(last.DeepClone()) : Results.NotFound());
        routes.MapPost("/activity-executions/report", (JsonObject request) =>
        {
            var nodes = (request["activityNodeIds"] as JsonArray)?.Select(n => (string)n!).ToHashSet();
            return DefinitionRoutes.Json(new JsonObject { ["stats"] = Records(history, (string?)request["workflowInstanceId"] ?? "").Stats(nodes) });
        });
        foreach (var path in new[] { "/activity-executions/list", "/activity-execution-summaries/list" })
            routes.MapGet(path, (string workflowInstanceId, string? activityNodeId) => List(Records(history, workflowInstanceId).Records(activityNodeId)));
        routes.MapGet("/activity-executions/by-id", (string id) => OneRecord(history, id));
        routes.MapGet("/activity-executions/{id}", (string id) => OneRecord(history, id));
        routes.MapGet("/activity-executions/{id}/call-stack", () => List([]));
        routes.MapGet("/resilience/retries/{activityInstanceId}", () => List([]));
    }

    private static void MapManagement(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        routes.MapPost("/cancel/workflow-instances/{id}", async (string id) => await CancelAsync(history, [id]));
        routes.MapPost("/bulk-actions/cancel/workflow-instances", async (JsonObject request) => await CancelAsync(history, Ids(request, "ids")));
        routes.MapPost("/alterations/workflows/retry", async (JsonObject request) =>
        {
            foreach (var id in Ids(request, "workflowInstanceIds"))
                await history.Engine.RedriveExecutionAsync(ExecutionIds.ToArn(id));
            return DefinitionRoutes.Json(new JsonObject { ["results"] = new JsonArray() });
        });
        routes.MapDelete("/workflow-instances/{id}", () => Kept());
        routes.MapPost("/bulk-actions/delete/workflow-instances/by-id", () => Kept());
    }

    private static async Task<IResult> CancelAsync(ExecutionHistory history, IEnumerable<string> ids)
    {
        foreach (var id in ids)
            await history.Engine.StopExecutionAsync(ExecutionIds.ToArn(id), "Cancelled", "Cancelled in Elsa Studio.");
        return Results.Ok();
    }

    private static IResult Kept() => DefinitionRoutes.Invalid("Executions are kept: their histories cannot be deleted one by one.");

    private static IResult List(ExecutionHistory history, JsonObject filter)
    {
        var definitionIds = Ids(filter, "definitionIds").Append((string?)filter["definitionId"]).OfType<string>().Where(id => id.Length > 0).ToHashSet();
        var statuses = Ids(filter, "statuses").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var subStatuses = Ids(filter, "subStatuses").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var search = (string?)filter["searchTerm"] ?? "";
        var found = history.List(definitionIds.Count == 1 ? definitionIds.Single() : null, null, 1000)
            .Where(e => statuses.Count == 0 || statuses.Contains(InstanceBody.Status(e)))
            .Where(e => subStatuses.Count == 0 || subStatuses.Contains(InstanceBody.SubStatus(e)))
            .Where(e => search.Length == 0 || e.ExecutionArn.Contains(search, StringComparison.OrdinalIgnoreCase))
            .Where(e => definitionIds.Count < 2 || definitionIds.Contains(history.RunOf(e.ExecutionArn)?.DefinitionId ?? ""))
            .ToList();
        var pageSize = (int?)filter["pageSize"] ?? 50;
        var page = found.Skip(((int?)filter["page"] ?? 0) * pageSize).Take(pageSize);
        return DefinitionRoutes.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. page.Select(e => InstanceBody.Summary(e, history.RunOf(e.ExecutionArn)))]),
            ["totalCount"] = found.Count,
        });
    }

    private static ActivityRecords Records(ExecutionHistory history, string id)
    {
        var execution = history.Describe(id);
        return new ActivityRecords(ExecutionIds.OfArn(execution.ExecutionArn), history.RunOf(execution.ExecutionArn), history.Steps(execution));
    }

    // A record's id is the instance's with the number of the event that began it.
    private static IResult OneRecord(ExecutionHistory history, string id) =>
        id.LastIndexOf(':') is > 0 and var at && Records(history, id[..at]).Record(id) is { } record ? DefinitionRoutes.Json(record) : Results.NotFound();

    private static IResult Page(JsonArray items, int? skip, int? take)
    {
        var page = items.Skip(skip ?? 0).Take(take ?? int.MaxValue).Select(item => item!.DeepClone());
        return DefinitionRoutes.Json(new JsonObject { ["items"] = new JsonArray([.. page]), ["totalCount"] = items.Count });
    }

    private static IResult List(JsonArray items) => DefinitionRoutes.Json(new JsonObject { ["items"] = items, ["count"] = items.Count, ["totalCount"] = items.Count });

    private static IEnumerable<string> Ids(JsonObject body, string member) => (body[member] as JsonArray ?? []).Select(id => (string)id!);
}
