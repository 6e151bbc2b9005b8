using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>Small flows for the server's tests, in the notation of the current Elsa Studio.</summary>
internal static class Flows
{
    /// <summary>Start → Delay → Finish.</summary>
    public static JsonObject Waiting(string definitionId, string delay = "00:00:01") => Flowchart(definitionId, [
        Activity("start", "Elsa.Start", 0),
        Activity("wait", "Elsa.Delay", 300, new JsonObject { ["timeSpan"] = Input("TimeSpan", "Literal", delay) }),
        Activity("finish", "Elsa.Finish", 600),
    ], [("start", "Done", "wait"), ("wait", "Done", "finish")]);

    public static JsonObject Flowchart(string definitionId, JsonObject[] activities, (string From, string Port, string To)[] connections) => new()
    {
        ["definitionId"] = definitionId,
        ["name"] = definitionId,
        ["version"] = 1,
        ["variables"] = new JsonArray(),
        ["inputs"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
        ["outcomes"] = new JsonArray(),
        ["customProperties"] = new JsonObject(),
        ["root"] = new JsonObject
        {
            ["id"] = "chart",
            ["nodeId"] = "Workflow1:chart",
            ["name"] = "Flowchart1",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["customProperties"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["activities"] = new JsonArray([.. activities]),
            ["variables"] = new JsonArray(),
            ["connections"] = new JsonArray([.. connections.Select(c => new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = c.From, ["port"] = c.Port },
                ["target"] = new JsonObject { ["activity"] = c.To, ["port"] = "In" },
            })]),
        },
    };

    public static JsonObject Activity(string id, string type, int x, JsonObject? inputs = null)
    {
        var activity = inputs ?? [];
        activity["id"] = id;
        activity["nodeId"] = $"Workflow1:chart:{id}";
        activity["name"] = id;
        activity["type"] = type;
        activity["version"] = 1;
        activity["customProperties"] = new JsonObject();
        activity["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = x, ["y"] = 100 } } };
        return activity;
    }

    public static JsonObject Input(string typeName, string type, JsonNode value) => new()
    {
        ["typeName"] = typeName,
        ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
    };
}
