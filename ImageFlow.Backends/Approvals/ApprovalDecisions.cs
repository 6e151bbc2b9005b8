using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <param name="Approved">What the person decides.</param>
/// <param name="By">Who decided; may be left out.</param>
/// <param name="Comment">Why; the cause of the failure where it is rejected.</param>
public sealed record DecisionRequest(bool? Approved, string? By, string? Comment);

/// <summary>Something that waits for a person, or waited.</summary>
/// <param name="Status"><c>waiting</c>, <c>approved</c>, <c>rejected</c>, or <c>expired</c> where the task ended before anybody decided.</param>
public sealed record ApprovalBody(
    string Id, string Status, string Title, JsonNode? Details, string ExecutionArn, string State, DateTimeOffset CreatedAt, string? DecidedBy, string? Comment, DateTimeOffset? DecidedAt)
{
    public const string Waiting = "waiting";
    public const string Approved = "approved";
    public const string Rejected = "rejected";
    public const string Expired = "expired";
}

/// <summary>Where the waiting tasks are kept: the data folder here, a table on AWS.</summary>
public interface IApprovals
{
    /// <summary>The newest first.</summary>
    /// <param name="waiting">Only those that nobody has decided yet.</param>
    Task<IReadOnlyList<ApprovalBody>> ListAsync(bool waiting, int max, CancellationToken cancellationToken);

    /// <summary>The approval, or <see langword="null"/> where there is none of this id.</summary>
    Task<ApprovalBody?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Answers the task: approved it gives <c>{approved, by, comment}</c>, rejected it fails with <c>RejectedError</c> and the comment as cause. A decision that was made
    /// before stays.
    /// </summary>
    /// <returns>The approval as it is then; <see langword="null"/> where there is none of this id.</returns>
    Task<ApprovalBody?> DecideAsync(string id, bool approved, string? by, string? comment, CancellationToken cancellationToken);
}

/// <summary><c>/api/approvals</c>: tasks that wait for a person.</summary>
public sealed class ApprovalDecisions(IApprovals approvals)
{
    private const int DefaultList = 100;
    private const int MaxList = 1000;

    /// <param name="all">Also those that are decided.</param>
    /// <param name="max">1 to 1000. Default 100.</param>
    public async Task<ApiAnswer> ListAsync(bool? all, int? max, CancellationToken cancellationToken) =>
        ApiAnswer.Ok(new Listed<ApprovalBody>(await approvals.ListAsync(waiting: all != true, Math.Clamp(max ?? DefaultList, 1, MaxList), cancellationToken)));

    public async Task<ApiAnswer> GetAsync(string id, CancellationToken cancellationToken) =>
        await approvals.FindAsync(id, cancellationToken) is { } found ? ApiAnswer.Ok(found) : ApiAnswer.NotFound("approval", id);

    public async Task<ApiAnswer> DecideAsync(string id, DecisionRequest request, CancellationToken cancellationToken)
    {
        if (request.Approved is not { } approved)
        {
            return ApiAnswer.Problem(400, "There is no decision", "Give true or false in 'approved'.", "DecisionMissing");
        }

        string wanted = approved ? ApprovalBody.Approved : ApprovalBody.Rejected;
        return await approvals.DecideAsync(id, approved, request.By, request.Comment, cancellationToken) switch
        {
            null => ApiAnswer.NotFound("approval", id),
            { Status: var status } decided when status == wanted => ApiAnswer.Ok(decided),
            { Status: ApprovalBody.Expired } => ApiAnswer.Problem(409, "Nothing waits for this any more", "The task ended before anybody decided, for example by its timeout.", "ApprovalExpired"),
            { Status: var other } => ApiAnswer.Problem(409, "It is decided already", $"It was {other} before.", "ApprovalDecided"),
        };
    }
}
