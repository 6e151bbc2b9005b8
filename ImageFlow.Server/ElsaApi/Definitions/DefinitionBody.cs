using System.Text.Json.Nodes;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary>A flow version as Elsa's REST API writes it.</summary>
internal static class DefinitionBody
{
    /// <summary>
    /// The whole definition. Without the links <c>publish</c>, <c>retract</c> and <c>delete</c> Studio opens it in "read-only mode"; only the latest version has them.
    /// </summary>
    public static JsonObject Full(FlowVersion version)
    {
        var body = version.ToDefinition();
        body.Remove("$schema");
        body["toolVersion"] ??= "3.8.2.0";
        body["isReadonly"] ??= false;
        body["isSystem"] ??= false;
        body["materializerName"] = "Json";
        foreach (var list in new[] { "variables", "inputs", "outputs", "outcomes" })
            body[list] ??= new JsonArray();
        body["customProperties"] ??= new JsonObject();
        body["options"] ??= new JsonObject { ["autoUpdateConsumingWorkflows"] = false };
        body["root"] ??= EmptyFlowchart();
        if (body["root"] is JsonObject root)
            NodeIds.Complete(root);
        body["links"] = Links(version);
        return body;
    }

    public static JsonObject Summary(FlowVersion version) => new()
    {
        ["id"] = version.VersionId,
        ["definitionId"] = version.DefinitionId,
        ["name"] = version.Name,
        ["description"] = version.Description,
        ["version"] = version.Version,
        ["toolVersion"] = "3.8.2.0",
        ["isLatest"] = version.IsLatest,
        ["isPublished"] = version.IsPublished,
        ["isReadonly"] = false,
        ["materializerName"] = "Json",
        ["createdAt"] = version.CreatedAt.ToString("O"),
        ["links"] = Links(version),
    };

    /// <summary>The file that Studio's export downloads; <c>$schema</c> first, by which Elsa recognises its own.</summary>
    public static JsonObject Export(FlowVersion version)
    {
        JsonObject file = new() { ["$schema"] = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json" };
        foreach (var (name, value) in version.ToDefinition())
        {
            if (name != "$schema")
                file[name] = value?.DeepClone();
        }

        return file;
    }

    /// <summary>What a new flow begins with.</summary>
    public static JsonObject EmptyFlowchart() => new()
    {
        ["id"] = "flowchart",
        ["nodeId"] = "Workflow1:flowchart",
        ["name"] = "Flowchart1",
        ["type"] = "Elsa.Flowchart",
        ["version"] = 1,
        ["customProperties"] = new JsonObject { ["notFoundConnections"] = new JsonArray(), ["canStartWorkflow"] = false, ["runAsynchronously"] = false },
        ["metadata"] = new JsonObject(),
        ["activities"] = new JsonArray(),
        ["variables"] = new JsonArray(),
        ["connections"] = new JsonArray(),
    };

    private static JsonArray Links(FlowVersion version)
    {
        var id = Uri.EscapeDataString(version.DefinitionId);
        JsonArray links = [Link($"/workflow-definitions/{id}", "self", "GET")];
        if (version.IsLatest)
        {
            links.Add(Link($"/workflow-definitions/{id}/publish", "publish", "POST"));
            links.Add(Link($"/workflow-definitions/{id}/retract", "retract", "POST"));
            links.Add(Link($"/workflow-definitions/{id}", "delete", "DELETE"));
        }

        return links;
    }

    private static JsonObject Link(string href, string rel, string method) => new() { ["href"] = href, ["rel"] = rel, ["method"] = method };
}
