using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <summary>
/// Approvals in a DynamoDB table, filled from the queue that flows send their task tokens to. An item is the approval with its token; it expires a year and a day
/// after it came (<c>expiresAt</c>), when no execution can wait for it any more.
/// </summary>
public sealed class TableApprovals(IServiceCalls calls, string tableName, TimeProvider clock) : IApprovals
{
    /// <summary>As long as an execution can last.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(366);

    private readonly Table table = new(calls, tableName);

    /// <summary>Keeps a message of the queue, once for its token: <c>{taskToken, title?, details?, executionArn?, state?}</c>.</summary>
    /// <exception cref="FormatException">The message has no token.</exception>
    public Task AddAsync(string message, CancellationToken cancellationToken)
    {
        JsonObject body = Parse(message);
        string token = Text(body, "taskToken") ?? throw new FormatException("The message has no 'taskToken'.");
        DateTimeOffset now = clock.GetUtcNow();
        JsonObject item = ItemJson.Texts(
            ("id", Id(token)), ("token", token), ("title", Text(body, "title") ?? "Approval"), ("details", body["details"]?.ToJsonString()), ("executionArn", Text(body, "executionArn") ?? ""),
            ("state", Text(body, "state") ?? ""), ("createdAt", Time(now)));
        item["expiresAt"] = ItemJson.N((now + Memory).ToUnixTimeSeconds());
        return table.TryAddAsync(item, cancellationToken);
    }

    public async Task<IReadOnlyList<ApprovalBody>> ListAsync(bool waiting, int max, CancellationToken cancellationToken) =>
    [
        .. (await table.ItemsAsync(cancellationToken)).Select(Body).Where(approval => !waiting || approval.Status == ApprovalBody.Waiting).OrderByDescending(approval => approval.CreatedAt).Take(max),
    ];

    public async Task<ApprovalBody?> FindAsync(string id, CancellationToken cancellationToken) => await table.FindAsync(id, cancellationToken) is { } item ? Body(item) : null;

    public async Task<ApprovalBody?> DecideAsync(string id, bool approved, string? by, string? comment, CancellationToken cancellationToken)
    {
        if (await table.FindAsync(id, cancellationToken) is not { } item)
        {
            return null;
        }

        if (Body(item) is { Status: not ApprovalBody.Waiting } decided)
        {
            return decided;
        }

        // First Step Functions, which takes one answer to a token: where two persons decide at once, or this breaks off in between, its word counts.
        string decision = approved ? ApprovalBody.Approved : ApprovalBody.Rejected;
        string token = (string)item["token"]!;
        try
        {
            if (approved)
            {
                JsonObject output = new() { ["approved"] = true, ["by"] = by ?? "", ["comment"] = comment ?? "" };
                await calls.CallAsync("AWSStepFunctions.SendTaskSuccess", new() { ["taskToken"] = token, ["output"] = output.ToJsonString() }, cancellationToken);
            }
            else
            {
                await calls.CallAsync(
                    "AWSStepFunctions.SendTaskFailure", new() { ["taskToken"] = token, ["error"] = "RejectedError", ["cause"] = comment ?? "It was rejected." }, cancellationToken);
            }
        }
        catch (ServiceCallException gone) when (gone.Code is "TaskTimedOut" or "TaskDoesNotExist" or "InvalidToken")
        {
            decision = ApprovalBody.Expired;
        }

        JsonObject values = ItemJson.Texts(("decision", decision), ("decidedBy", by), ("comment", comment), ("decidedAt", Time(clock.GetUtcNow())));
        await table.TrySetAsync(id, values, cancellationToken, unless: "decision");
        return await FindAsync(id, cancellationToken);
    }

    /// <summary>The same for the same token, so that a message that comes twice is kept once; and it tells nothing of the token.</summary>
    private static string Id(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..32];

    private static ApprovalBody Body(JsonObject item) => new(
        (string)item["id"]!, Text(item, "decision") ?? ApprovalBody.Waiting, Text(item, "title") ?? "", Text(item, "details") is { } details ? JsonNode.Parse(details) : null, Text(item, "executionArn") ?? "",
        Text(item, "state") ?? "", Moment(Text(item, "createdAt")!), Text(item, "decidedBy"), Text(item, "comment"), Text(item, "decidedAt") is { } at ? Moment(at) : null);

    private static JsonObject Parse(string message)
    {
        try
        {
            return JsonNode.Parse(message) as JsonObject ?? throw new FormatException("The message is no JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException("The message is no JSON.", wrong);
        }
    }

    private static string? Text(JsonObject from, string name) => from[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
