using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>The variables of an execution: what its states assigned last, in the order in which they were first assigned.</summary>
internal static class InstanceVariables
{
    /// <summary>The entries <c>{id, name, value}</c>; the id is that of the flow's variable of this name, where it has one.</summary>
    public static JsonArray Of(IEnumerable<HistoryEvent> events, FlowRun? run)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (var happened in events)
        {
            if (happened.Details?["assignedVariables"] is not ObjectData assigned)
                continue;
            foreach (var (name, value) in assigned)
                values[name] = value is StringData text ? text.Value : value.ToJson();
        }

        var declared = Declared(run);
        return [.. values.Select(variable => new JsonObject
        {
            ["id"] = declared.GetValueOrDefault(variable.Key, variable.Key),
            ["name"] = variable.Key,
            ["value"] = Executions.JsonText.Parse(variable.Value) is var value ? JsonNode.Parse(value.GetRawText()) : null,
        })];
    }

    private static Dictionary<string, string> Declared(FlowRun? run)
    {
        Dictionary<string, string> ids = new(StringComparer.OrdinalIgnoreCase);
        foreach (var variable in (JsonNode.Parse(run?.Definition ?? "{}")?["variables"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if ((string?)variable["name"] is { } name && (string?)variable["id"] is { } id)
                ids.TryAdd(name, id);
        }

        return ids;
    }
}
