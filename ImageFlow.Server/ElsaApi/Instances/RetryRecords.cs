using System.Globalization;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>The attempts of one activity after its first, for Studio's tab "Retries".</summary>
internal static class RetryRecords
{
    /// <summary>One record for each attempt that followed a failed one: <c>{activityInstanceId, activityId, workflowInstanceId, attemptNumber, retryDelay, details}</c>.</summary>
    public static JsonArray Of(IReadOnlyList<HistoryEvent> events, ActivityRecords records, string recordId, long enteredEventId)
    {
        JsonArray retries = [];
        if (records.Record(recordId) is not { } record)
            return retries;
        // The state's own events follow one another by previousEventId, other branches' events lie between them.
        HashSet<long> own = [enteredEventId];
        HistoryEvent? failure = null;
        var attempt = 0;
        foreach (var happened in events.Where(e => e.Id > enteredEventId && own.Contains(e.PreviousEventId)))
        {
            if (happened.Type.EndsWith("StateExited", StringComparison.Ordinal) || happened.Type.EndsWith("StateEntered", StringComparison.Ordinal))
                continue;
            own.Add(happened.Id);
            if (happened.Type.EndsWith("Scheduled", StringComparison.Ordinal))
            {
                if (failure is not null)
                    retries.Add(Record(record, ++attempt, happened.Timestamp - failure.Timestamp, failure));
                failure = null;
            }
            else if (happened.Type.EndsWith("Failed", StringComparison.Ordinal) || happened.Type.EndsWith("TimedOut", StringComparison.Ordinal))
            {
                failure = happened;
            }
        }

        return retries;
    }

    private static JsonObject Record(JsonObject record, int attempt, TimeSpan delay, HistoryEvent failure) => new()
    {
        ["id"] = $"{(string?)record["id"]}:{attempt}",
        ["activityInstanceId"] = (string?)record["id"],
        ["activityId"] = (string?)record["activityId"],
        ["workflowInstanceId"] = (string?)record["workflowInstanceId"],
        ["attemptNumber"] = attempt,
        ["retryDelay"] = delay.ToString("c", CultureInfo.InvariantCulture),
        ["details"] = new JsonObject { ["error"] = Text(failure, "error") ?? failure.Type, ["cause"] = Text(failure, "cause") ?? "" },
    };

    private static string? Text(HistoryEvent happened, string member) => happened.Details?[member] is StringData text ? text.Value : null;
}
