using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Reading;

/// <summary>Reads connections: today's form with endpoint objects, the flat one of the first releases, one alone, and wrapped lists.</summary>
internal static class ConnectionReader
{
    private const string DefaultSourcePort = "Done";
    private const string DefaultTargetPort = "In";

    public static IReadOnlyList<Connection> ReadAll(JsonData? list, IReadOnlyList<ActivityNode> activities, string pointer, string containerId, Findings findings)
    {
        HashSet<string> ids = [.. activities.Select(activity => activity.Id)];
        List<Connection> connections = [];
        IReadOnlyList<JsonData> items = Fields.Items(list);
        for (int i = 0; i < items.Count; i++)
        {
            string at = $"{pointer}/{i}";
            if (items[i] is not ObjectData item || Read(item) is not { } connection)
            {
                findings.Error("FLOW0011", at, "A connection does not say which activities it connects.", "Give it a source and a target activity.", containerId);
                continue;
            }

            connections.Add(connection);
            foreach (string end in new[] { connection.Source, connection.Target }.Where(end => !ids.Contains(end)))
            {
                findings.Warning("FLOW0012", at, $"A connection refers to the activity '{end}', which is not there; it has no effect.", "Remove the connection or restore the activity.", containerId);
            }
        }

        return connections;
    }

    private static Connection? Read(ObjectData item)
    {
        Fields fields = new(item);
        (string? source, string? sourcePort) = End(fields.Take("source"));
        (string? target, string? targetPort) = End(fields.Take("target"));
        sourcePort ??= fields.TakeText("sourcePort") ?? fields.TakeText("outboundPort");
        targetPort ??= fields.TakeText("targetPort") ?? fields.TakeText("inboundPort");
        fields.Take("sourcePort");
        fields.Take("targetPort");
        return source is null || target is null
            ? null
            : new(source, sourcePort ?? DefaultSourcePort, target, targetPort ?? DefaultTargetPort, fields.Rest());
    }

    private static (string? Activity, string? Port) End(JsonData? end)
    {
        if (end is not ObjectData endpoint)
        {
            return ((end as StringData)?.Value, null);
        }

        Fields fields = new(endpoint);
        return (fields.TakeText("activity") ?? fields.TakeText("activityId"), fields.TakeText("port"));
    }
}
