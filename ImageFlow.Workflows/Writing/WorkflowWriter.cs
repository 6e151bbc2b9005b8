using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>Writes workflow definitions as Elsa Studio imports them: <c>$schema</c> first, today's forms throughout.</summary>
public static class WorkflowWriter
{
    /// <param name="definition">What to write.</param>
    /// <param name="indented">Whether to indent for readers; Elsa's own export is minified. Default: indented, with a newline at the end.</param>
    public static string Write(WorkflowDefinition definition, bool indented = true) =>
        ToJson(definition).ToJson(indented) + (indented ? "\n" : "");

    public static ObjectData ToJson(WorkflowDefinition definition)
    {
        ObjectDataBuilder json = new();
        json.Set("$schema", WorkflowDefinition.Schema);
        json.Set("id", definition.Id);
        json.Set("definitionId", definition.DefinitionId);
        json.SetIfPresent("name", Text(definition.Name));
        json.SetIfPresent("description", Text(definition.Description));
        json.Set("version", NumberData.Of(definition.Version));
        foreach ((string name, JsonData value) in definition.Extra.Span)
        {
            json.Set(name, value);
        }

        json.Set("variables", List(definition.Variables.Select(variable => variable.Source)));
        json.Set("inputs", List(definition.Inputs.Select(argument => argument.Source)));
        json.Set("outputs", List(definition.Outputs.Select(argument => argument.Source)));
        json.Set("outcomes", List(definition.Outcomes.Select(outcome => new StringData(outcome))));
        json.Set("customProperties", definition.CustomProperties);
        json.Set("root", WriteNode(definition.Root, "Workflow1"));
        return json.Build();
    }

    /// <summary>Activity-specific members first, then the common ones, as Elsa orders them. The path <c>nodeId</c> is always made anew.</summary>
    private static ObjectData WriteNode(ActivityNode node, string parentPath)
    {
        string path = $"{parentPath}:{node.Id}";
        ObjectDataBuilder json = new();
        foreach ((string name, JsonData value) in node.Members.Span)
        {
            json.Set(name, value);
        }

        foreach ((string name, ActivityNode child) in node.Ports)
        {
            json.Set(name, WriteNode(child, path));
        }

        json.Set("id", node.Id);
        json.Set("nodeId", path);
        json.SetIfPresent("name", Text(node.Name));
        json.Set("type", node.Type);
        json.Set("version", NumberData.Of(node.Version));
        json.Set("customProperties", node.CustomProperties);
        json.Set("metadata", node.Metadata);
        if (node.Activities is { } activities)
        {
            json.Set("activities", List(activities.Select(child => WriteNode(child, path))));
        }

        if (node.Variables is { } variables)
        {
            json.Set("variables", List(variables.Select(variable => variable.Source)));
        }

        if (node.Connections is { } connections)
        {
            json.Set("connections", List(connections.Select(WriteConnection)));
        }

        return json.Build();
    }

    private static ObjectData WriteConnection(Connection connection)
    {
        ObjectDataBuilder json = new();
        json.Set("source", ObjectData.Of(("activity", connection.Source), ("port", connection.SourcePort)));
        json.Set("target", ObjectData.Of(("activity", connection.Target), ("port", connection.TargetPort)));
        foreach ((string name, JsonData value) in connection.Extra.Span)
        {
            json.Set(name, value);
        }

        return json.Build();
    }

    private static ArrayData List(IEnumerable<JsonData> items) => new([.. items]);

    private static StringData? Text(string? text) => text is null ? null : new(text);
}
