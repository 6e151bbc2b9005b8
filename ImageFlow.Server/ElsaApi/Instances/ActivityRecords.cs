using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>The steps of an execution as Elsa shows them: journal entries, records of one activity, and the counts on the drawing.</summary>
internal sealed class ActivityRecords(string instanceId, FlowRun? run, IReadOnlyList<Step> steps)
{
    private readonly ActivityIndex _activities = new(run?.Definition ?? "{}");

    public JsonArray Journal(JournalFilter filter)
    {
        List<(long Order, JsonObject Entry)> entries = [];
        foreach (var (step, activity) in Ran())
        {
            if (filter.Includes(activity, "Started"))
                entries.Add((step.EnteredEventId, Entry(step, activity, "Started", step.EnteredAt, step.Input, null)));
            if (step.ExitedAt is { } exited && filter.Includes(activity, EndName(step)))
                entries.Add((step.ExitedEventId ?? long.MaxValue, Entry(step, activity, EndName(step), exited, step.Output, step.Error is null ? null : $"{step.Error}: {step.Cause}")));
        }

        JsonArray journal = [];
        foreach (var (_, entry) in entries.OrderBy(e => e.Order))
        {
            entry["sequence"] = journal.Count;
            journal.Add(entry);
        }

        return journal;
    }

    /// <summary>The records of one activity, or of all when <paramref name="nodeId"/> is null.</summary>
    public JsonArray Records(string? nodeId) => [.. Ran().Where(pair => nodeId is null || pair.Activity.NodeId == nodeId).Select(pair => Record(pair.Step, pair.Activity))];

    public JsonObject? Record(string recordId) => Ran().Where(pair => RecordId(pair.Step) == recordId).Select(pair => Record(pair.Step, pair.Activity)).FirstOrDefault();

    /// <summary>The record itself and the containers around it, the innermost first.</summary>
    public JsonArray CallStack(string recordId)
    {
        var ran = Ran().ToList();
        var at = ran.FindIndex(pair => RecordId(pair.Step) == recordId);
        if (at < 0)
            return [];
        var (step, activity) = ran[at];
        var around = ran.Where(pair => activity.NodeId.StartsWith(pair.Activity.NodeId + ":", StringComparison.Ordinal)
                && pair.Step.EnteredEventId < step.EnteredEventId && (pair.Step.ExitedEventId ?? long.MaxValue) > step.EnteredEventId)
            .OrderByDescending(pair => pair.Activity.NodeId.Length);
        return [.. around.Prepend(ran[at]).Select(pair => Record(pair.Step, pair.Activity))];
    }

    public JsonArray Stats(ISet<string>? nodeIds) => [.. Ran().Where(pair => nodeIds is null || nodeIds.Contains(pair.Activity.NodeId)).GroupBy(pair => pair.Activity).Select(Stat)];

    private IEnumerable<(Step Step, IndexedActivity Activity)> Ran()
    {
        // A node may have become several states (a guard, the task, its check): the first one entered stands for it, the others are inside it.
        HashSet<(string, long?)> open = [];
        var together = steps.ToLookup(step => (step.NodeId, step.Iteration));
        foreach (var step in steps)
        {
            if (_activities.Find(step.NodeId) is not { } activity)
                continue;
            var covered = together[(step.NodeId, step.Iteration)].Any(other => other.EnteredEventId < step.EnteredEventId && (other.ExitedEventId ?? long.MaxValue) >= step.EnteredEventId);
            if (!covered && open.Add((activity.Id, step.EnteredEventId)))
                yield return (step, activity);
        }
    }

    private JsonObject Entry(Step step, IndexedActivity activity, string eventName, DateTimeOffset at, JsonElement? payload, string? message) => new()
    {
        ["id"] = $"{RecordId(step)}:{eventName}",
        ["activityInstanceId"] = RecordId(step),
        ["parentActivityInstanceId"] = null,
        ["activityId"] = activity.Id,
        ["activityType"] = activity.Type,
        ["activityTypeVersion"] = activity.Version,
        ["activityName"] = activity.Name,
        ["activityNodeId"] = activity.NodeId,
        ["nodeId"] = activity.NodeId,
        ["timestamp"] = at.ToString("O"),
        ["eventName"] = eventName,
        ["message"] = message,
        ["source"] = step.State,
        ["activityState"] = State(step.Input),
        ["payload"] = State(payload),
    };

    private JsonObject Record(Step step, IndexedActivity activity) => new()
    {
        ["id"] = RecordId(step),
        ["workflowInstanceId"] = instanceId,
        ["activityId"] = activity.Id,
        ["activityNodeId"] = activity.NodeId,
        ["activityType"] = activity.Type,
        ["activityTypeVersion"] = activity.Version,
        ["activityName"] = activity.Name,
        ["activityState"] = State(step.Input),
        ["payload"] = new JsonObject(),
        ["outputs"] = State(step.Output),
        ["exception"] = step.Error is null ? null : new JsonObject { ["type"] = step.Error, ["message"] = step.Cause ?? "", ["stackTrace"] = null },
        ["startedAt"] = step.EnteredAt.ToString("O"),
        ["completedAt"] = step.ExitedAt?.ToString("O"),
        ["hasBookmarks"] = false,
        ["status"] = Status(step),
        ["aggregateFaultCount"] = step.Status == "failed" ? 1 : 0,
        ["properties"] = new JsonObject(),
        ["metadata"] = step.Attempts > 1 ? new JsonObject { ["HasRetryAttempts"] = true, ["RetryAttemptsCount"] = step.Attempts - 1 } : new JsonObject(),
    };

    private static JsonObject Stat(IGrouping<IndexedActivity, (Step Step, IndexedActivity Activity)> runs)
    {
        var completed = runs.Count(r => r.Step.Status is "done" or "caught");
        return new JsonObject
        {
            ["activityId"] = runs.Key.Id,
            ["activityNodeId"] = runs.Key.NodeId,
            ["startedCount"] = runs.Count(),
            ["completedCount"] = completed,
            ["uncompletedCount"] = runs.Count() - completed,
            ["isBlocked"] = false,
            ["isFaulted"] = runs.Any(r => r.Step.Status == "failed"),
            ["aggregateFaultCount"] = runs.Count(r => r.Step.Status == "failed"),
            ["metadata"] = new JsonObject(),
        };
    }

    private string RecordId(Step step) => $"{instanceId}:{step.EnteredEventId}";

    private static string EndName(Step step) => step.Status switch { "failed" => "Faulted", "aborted" => "Canceled", _ => "Completed" };

    private static string Status(Step step) => step.Status switch { "done" or "caught" => "Completed", "failed" => "Faulted", "aborted" => "Canceled", _ => "Running" };

    private static JsonObject State(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Object } members => JsonObject.Create(members)!,
        { } other => new JsonObject { ["value"] = JsonNode.Parse(other.GetRawText()) },
        null => [],
    };
}
