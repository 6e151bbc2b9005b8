using System.Text.Json;
using ImageFlow.LocalCloud.Approvals;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.Rest;

/// <param name="Approved">What the person decides.</param>
/// <param name="By">Who decided; may be left out.</param>
/// <param name="Comment">Why; the cause of the failure where it is rejected.</param>
internal sealed record DecisionRequest(bool? Approved, string? By, string? Comment);

/// <param name="Status"><c>waiting</c>, <c>approved</c>, <c>rejected</c>, or <c>expired</c> where the task ended before anybody decided.</param>
internal sealed record ApprovalBody(
    string Id, string Status, string Title, JsonElement Details, string ExecutionArn, string State, DateTimeOffset CreatedAt, string? DecidedBy, string? Comment, DateTimeOffset? DecidedAt)
{
    public static ApprovalBody From(Approval approval) => new(
        approval.Id, approval.Decision ?? "waiting", approval.Title, approval.Details.ToElement(), approval.ExecutionArn, approval.StateName, approval.CreatedAt, approval.DecidedBy,
        approval.Comment, approval.DecidedAt);
}

/// <summary><c>/api/approvals</c>: tasks that wait for a person.</summary>
internal static class ApprovalRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApprovalStore approvals)
    {
        routes.MapGet("/approvals", (bool? all, int? max) =>
                new ListBody<ApprovalBody>([.. approvals.List(waiting: all != true, Math.Clamp(max ?? 100, 1, 1000)).Select(ApprovalBody.From)]))
            .WithName("ListApprovals");
        routes.MapGet("/approvals/{id}", (string id) => approvals.Find(id) is { } found ? Results.Ok(ApprovalBody.From(found)) : Problems.NotFound("approval", id))
            .WithName("GetApproval").Produces<ApprovalBody>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/approvals/{id}", (string id, DecisionRequest request) => DecideAsync(approvals, id, request))
            .WithName("DecideApproval").Produces<ApprovalBody>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> DecideAsync(ApprovalStore approvals, string id, DecisionRequest request)
    {
        if (request.Approved is not { } approved)
            return Problems.Result(StatusCodes.Status400BadRequest, "There is no decision", "Give true or false in 'approved'.", "DecisionMissing");
        var wanted = approved ? "approved" : "rejected";
        return await approvals.DecideAsync(id, approved, request.By, request.Comment) switch
        {
            null => Problems.NotFound("approval", id),
            { Decision: var decision } decided when decision == wanted => Results.Ok(ApprovalBody.From(decided)),
            { Decision: "expired" } => Problems.Result(StatusCodes.Status409Conflict, "Nothing waits for this any more", "The task ended before anybody decided, for example by its timeout.", "ApprovalExpired"),
            { Decision: var other } => Problems.Result(StatusCodes.Status409Conflict, "It is decided already", $"It was {other} before.", "ApprovalDecided"),
        };
    }
}
