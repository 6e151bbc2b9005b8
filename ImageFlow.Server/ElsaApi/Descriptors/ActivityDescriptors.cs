using System.Text.Json.Nodes;

namespace ImageFlow.Server.ElsaApi.Descriptors;

/// <summary>
/// Elsa Studio's palette: descriptors made from the activity manifest and from our list of Elsa's own activities that compile to Step Functions. Every
/// ImageFlow activity shows a port for each declared error and <c>Error</c> for any, and the same inputs in the category "Error handling".
/// </summary>
internal sealed class ActivityDescriptors
{
    public const string AnyErrorPort = "Error";
    private const string DonePort = "Done";

    private ActivityDescriptors(JsonArray items) => Items = items;

    public JsonArray Items { get; }

    /// <param name="manifest">The activity manifest, version 1.</param>
    /// <param name="elsaActivities">Elsa's own activities in the same notation, with their ports.</param>
    public static ActivityDescriptors From(JsonObject manifest, JsonObject elsaActivities)
    {
        JsonArray items = [];
        foreach (var activity in elsaActivities["activities"]!.AsArray())
            items.Add(Elsa(activity!.AsObject()));
        var errorHandling = manifest["errorHandlingInputs"] as JsonArray ?? [];
        foreach (var activity in manifest["activities"]!.AsArray())
            items.Add(Ours(activity!.AsObject(), errorHandling));
        return new ActivityDescriptors(items);
    }

    private static JsonObject Elsa(JsonObject activity)
    {
        var flow = activity["ports"] is JsonArray ports ? ports.Select(p => FlowPort((string)p!, (string)p!)) : [FlowPort(DonePort, DonePort)];
        var embedded = Members(activity, "embeddedPorts").Select(p => Port((string)p!, (string)p!, "Embedded"));
        return Descriptor(activity, "Action", [.. embedded, .. flow], Members(activity, "inputs").Select((input, order) => InputDescriptors.From(input!.AsObject(), order, null)));
    }

    private static JsonObject Ours(JsonObject activity, JsonArray errorHandling)
    {
        var errors = Members(activity, "errors").Select(error => (string)error!["name"]!).Select(name => FlowPort(name, name));
        var inputs = Members(activity, "inputs").Select(input => (Input: input!.AsObject(), Category: (string?)null))
            .Concat(errorHandling.Select(input => (Input: input!.AsObject(), Category: (string?)"Error handling")))
            .Select((entry, order) => InputDescriptors.From(entry.Input, order, entry.Category));
        return Descriptor(activity, "Task", [FlowPort(DonePort, DonePort), .. errors, FlowPort(AnyErrorPort, "Error (any)")], inputs);
    }

    private static JsonObject Descriptor(JsonObject activity, string kind, JsonArray ports, IEnumerable<JsonObject> inputs)
    {
        var typeName = (string)activity["typeName"]!;
        return new JsonObject
        {
            ["typeName"] = typeName,
            ["clrType"] = typeName,
            ["namespace"] = typeName[..typeName.LastIndexOf('.')],
            ["name"] = typeName[(typeName.LastIndexOf('.') + 1)..],
            ["version"] = (int?)activity["version"] ?? 1,
            ["category"] = (string?)activity["category"] ?? "Other",
            ["displayName"] = (string?)activity["displayName"],
            ["description"] = (string?)activity["description"],
            ["kind"] = kind,
            ["runAsynchronously"] = false,
            ["isContainer"] = (bool?)activity["isContainer"] ?? false,
            ["isBrowsable"] = true,
            ["isStart"] = (bool?)activity["isStart"] ?? false,
            ["isTerminal"] = (bool?)activity["isTerminal"] ?? false,
            ["customProperties"] = new JsonObject(),
            ["constructionProperties"] = new JsonObject(),
            ["ports"] = ports,
            ["inputs"] = new JsonArray([.. inputs]),
            ["outputs"] = new JsonArray([.. Members(activity, "outputs").Select((output, order) => Output(output!.AsObject(), order))]),
        };
    }

    private static JsonObject Output(JsonObject output, int order) => new()
    {
        ["name"] = InputDescriptors.PascalCase((string)output["name"]!),
        ["typeName"] = (string?)output["type"] ?? "Object",
        ["displayName"] = (string?)output["displayName"] ?? InputDescriptors.PascalCase((string)output["name"]!),
        ["description"] = (string?)output["description"],
        ["order"] = order,
        ["isBrowsable"] = true,
        ["isSerializable"] = true,
        ["isSynthetic"] = false,
    };

    private static JsonObject FlowPort(string name, string displayName) => Port(name, displayName, "Flow");

    private static JsonObject Port(string name, string displayName, string type) => new() { ["name"] = name, ["displayName"] = displayName, ["type"] = type, ["isBrowsable"] = true };

    private static IEnumerable<JsonNode?> Members(JsonObject activity, string name) => activity[name] as JsonArray ?? [];
}
