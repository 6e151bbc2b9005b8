using System.Text.Json.Nodes;
using ImageFlow.Backends;
using ImageFlow.LocalCloud.Approvals;

namespace ImageFlow.Server.HttpBackends;

/// <summary>Approvals in the data folder.</summary>
internal sealed class EmbeddedApprovals(ApprovalStore store) : IApprovals
{
    public Task<IReadOnlyList<ApprovalBody>> ListAsync(bool waiting, int max, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ApprovalBody>>([.. store.List(waiting, max).Select(Body)]);

    public Task<ApprovalBody?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(store.Find(id) is { } found ? Body(found) : null);

    public async Task<ApprovalBody?> DecideAsync(string id, bool approved, string? by, string? comment, CancellationToken cancellationToken) =>
        await store.DecideAsync(id, approved, by, comment) is { } decided ? Body(decided) : null;

    private static ApprovalBody Body(Approval approval) => new(
        approval.Id, approval.Decision ?? ApprovalBody.Waiting, approval.Title, JsonNode.Parse(approval.Details.ToJson()), approval.ExecutionArn, approval.StateName, approval.CreatedAt,
        approval.DecidedBy, approval.Comment, approval.DecidedAt);
}
