using System.Text.Json.Nodes;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>Which journal entries Studio asks for; an empty list of its request asks for all.</summary>
internal sealed record JournalFilter(Func<IndexedActivity, string, bool> Includes)
{
    public static JournalFilter All { get; } = new((_, _) => true);

    public static JournalFilter Of(string activityId) => new((activity, _) => activity.Id == activityId);

    /// <summary>Reads <c>{filter: {activityIds, activityNodeIds, excludedActivityTypes, eventNames}}</c>.</summary>
    public static JournalFilter Read(JsonObject? request)
    {
        var filter = request?["filter"] as JsonObject ?? request ?? [];
        var (ids, nodes, without, events) = (Names(filter, "activityIds"), Names(filter, "activityNodeIds"), Names(filter, "excludedActivityTypes"), Names(filter, "eventNames"));
        return new JournalFilter((activity, eventName) =>
            (ids.Count == 0 || ids.Contains(activity.Id)) && (nodes.Count == 0 || nodes.Contains(activity.NodeId))
            && !without.Contains(activity.Type) && (events.Count == 0 || events.Contains(eventName)));
    }

    private static HashSet<string> Names(JsonObject filter, string member) => (filter[member] as JsonArray)?.Select(name => (string?)name ?? "").ToHashSet(StringComparer.Ordinal) ?? [];
}
