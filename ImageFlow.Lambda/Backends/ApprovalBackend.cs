using System.Text.Json.Nodes;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Backends;

/// <summary>Approvals: routes of the HTTP API, and the messages of the queue that flows send their task tokens to.</summary>
internal sealed class ApprovalBackend(TableApprovals approvals) : IBackend
{
    private readonly HttpBackend http = new(Routes(new ApprovalDecisions(approvals)));

    public async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        JsonObject received = Json.Read(payload);
        return Json.Write(received["Records"] is JsonArray messages ? await KeepAsync(messages, cancellationToken) : await http.AnswerAsync(received, cancellationToken));
    }

    /// <returns>Which messages could not be kept (<c>ReportBatchItemFailures</c>): the queue gives them again, and in the end to its dead letters.</returns>
    private async Task<JsonObject> KeepAsync(JsonArray messages, CancellationToken cancellationToken)
    {
        JsonArray failures = [];
        foreach (JsonNode? message in messages)
        {
            try
            {
                await approvals.AddAsync((string)message!["body"]!, cancellationToken);
            }
            catch (Exception failure) when (failure is FormatException or ServiceCallException or HttpRequestException)
            {
                await Console.Error.WriteLineAsync($"The message {message!["messageId"]} of the approvals' queue could not be kept: {failure.Message}");
                failures.Add(new JsonObject { ["itemIdentifier"] = message["messageId"]?.DeepClone() });
            }
        }

        return new JsonObject { ["batchItemFailures"] = failures };
    }

    private static Dictionary<string, HttpBackend.Route> Routes(ApprovalDecisions decisions) => new()
    {
        ["GET /api/approvals"] = (request, cancel) => decisions.ListAsync(request.Truth("all"), request.Number("max"), cancel),
        ["GET /api/approvals/{id}"] = (request, cancel) => decisions.GetAsync(request.Part("id"), cancel),
        ["POST /api/approvals/{id}"] = (request, cancel) => decisions.DecideAsync(request.Part("id"), request.Read<DecisionRequest>(), cancel),
    };
}
