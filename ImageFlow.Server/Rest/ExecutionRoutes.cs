using ImageFlow.Backends;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.Rest;

/// <summary>Why an execution is stopped; both may be left out.</summary>
internal sealed record StopRequest(string? Error, string? Cause);

/// <summary>What became of an event.</summary>
/// <param name="Status"><c>delivered</c> to a task that waited for it, or <c>kept</c> for the next that will.</param>
internal sealed record EventBody(string Name, string Status);

/// <summary><c>/api/executions</c>: following and managing what runs.</summary>
internal static class ExecutionRoutes
{
    /// <summary>Bytes of an event's body; what of them counts is measured by the engine.</summary>
    private const int MaxEvent = 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes, ExecutionHistory history, ProducedFiles files, WorkflowBodies workflows, CancellationToken stopping)
    {
        routes.MapGet("/executions", (string? workflowId, string? status, DateTimeOffset? since, string? text, int? max) =>
                new Listed<ExecutionBody>(history.Search(workflowId, status, since, text is { Length: > 0 } ? text : null, Math.Clamp(max ?? 100, 1, 1000))))
            .WithName("ListExecutions");
        routes.MapGet("/executions/{id}", async (string id, bool? steps) =>
        {
            var execution = history.Describe(id);
            var entered = history.Steps(execution);
            var map = history.RunOf(execution.ExecutionArn) is { } run ? JsonText.Parse(run.SourceMap) : (System.Text.Json.JsonElement?)null;
            return new ExecutionDetail(history.Body(execution), steps is false ? null : entered, map, await files.OfAsync(execution, entered), history.TrialOf(execution.ExecutionArn));
        }).WithName("GetExecution").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/executions/{id}/drawing", (string id) => workflows.DrawingOf(history.Describe(id).ExecutionArn) is { } drawing
                ? Results.Ok(drawing)
                : Problems.Result(StatusCodes.Status404NotFound, "No drawing", $"The execution '{id}' runs no flow that was drawn here."))
            .WithName("GetExecutionDrawing").Produces<DrawingBody>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/executions/{id}/history", (string id, long? afterId, int? max) =>
        {
            var execution = history.Describe(id);
            var nodes = history.NodeOfState(execution.ExecutionArn);
            return new Listed<HistoryEventBody>([.. history.Events(execution.ExecutionArn, afterId ?? 0, Math.Clamp(max ?? 1000, 1, 25_000)).Select(e => ExecutionHistory.ToBody(e, nodes))]);
        }).WithName("GetExecutionHistory").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/executions/{id}/events", (HttpContext context, string id) => EventStream.WriteAsync(context, history, history.Describe(id), stopping))
            .WithName("WatchExecution").Produces<string>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/executions/{id}/files", async (string id) =>
        {
            var execution = history.Describe(id);
            return new Listed<FileBody>(await files.OfAsync(execution, history.Steps(execution)));
        }).WithName("ListExecutionFiles").ProducesProblem(StatusCodes.Status404NotFound);
        MapManagement(routes, history);
    }

    private static void MapManagement(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        routes.MapPost("/executions/{id}/stop", async (HttpRequest http, string id) =>
        {
            var request = await OptionalBody.ReadAsync<StopRequest>(http);
            await history.Engine.StopExecutionAsync(ExecutionIds.ToArn(id), request?.Error, request?.Cause);
            return Results.Accepted(ExecutionLinks.For(id).StatusQueryGetUri);
        }).WithName("StopExecution").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/executions/{id}/redrive", async (string id) =>
        {
            await history.Engine.RedriveExecutionAsync(ExecutionIds.ToArn(id));
            return Results.Accepted(ExecutionLinks.For(id).StatusQueryGetUri);
        }).WithName("RedriveExecution").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapPost("/executions/{id}/events/{eventName}", async (HttpRequest http, string id, string eventName) =>
        {
            var isDelivered = await history.Engine.SendEventAsync(ExecutionIds.ToArn(id), eventName, await OptionalBody.ReadTextAsync(http, MaxEvent) ?? "{}");
            return Results.Accepted(ExecutionLinks.For(id).StatusQueryGetUri, new EventBody(eventName, isDelivered ? "delivered" : "kept"));
        }).WithName("SendEvent").Accepts<System.Text.Json.JsonElement>("application/json", "*/*").Produces<EventBody>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapDelete("/executions/{id}", async (string id) =>
        {
            await history.Engine.PurgeExecutionAsync(ExecutionIds.ToArn(id));
            return Results.NoContent();
        }).WithName("PurgeExecution").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    /// <summary>202 with the links, or 400 with the findings that keep the flow from starting.</summary>
    public static IResult Answer(StartedRun started) => started switch
    {
        { Execution: not null } => Results.Accepted(ExecutionLinks.For(started.Id).StatusQueryGetUri, StartedBody.From(started)),
        { Refusal: { } refusal } => Problems.Result(StatusCodes.Status400BadRequest, "The flow cannot start", refusal, "InputMissing"),
        _ => Problems.Result(StatusCodes.Status400BadRequest, "The flow cannot start until its errors are gone", null, "FlowInvalid", started.Diagnostics),
    };
}
