using System.Text.Json.Nodes;
using ImageFlow.Deployment.Yaml;

namespace ImageFlow.Deployment.Templates;

/// <summary>A CloudFormation template while it is put together.</summary>
internal sealed class Template(string description)
{
    private readonly JsonObject parameters = [];
    private readonly JsonObject conditions = [];
    private readonly JsonObject resources = [];
    private readonly JsonObject outputs = [];

    public JsonObject Resources => resources;

    /// <summary>Declares a parameter once.</summary>
    /// <param name="standard">The default; <see langword="null"/> for a parameter that must be given.</param>
    /// <returns>A reference to it.</returns>
    public JsonNode Parameter(string name, string text, JsonNode? standard, string type = "String", JsonArray? allowed = null, string? pattern = null)
    {
        if (!parameters.ContainsKey(name))
        {
            JsonObject parameter = new() { ["Type"] = type, ["Description"] = text };
            if (standard is not null)
            {
                parameter["Default"] = standard;
            }

            if (allowed is not null)
            {
                parameter["AllowedValues"] = allowed;
            }

            if (pattern is not null)
            {
                parameter["AllowedPattern"] = pattern;
            }

            parameters.Add(name, parameter);
        }

        return Cfn.Ref(name);
    }

    /// <summary>Declares a condition that holds where the parameter is given.</summary>
    public string IsGiven(string parameter)
    {
        string name = "Has" + parameter;
        Condition(name, Cfn.Not(Cfn.Equal(Cfn.Ref(parameter), JsonValue.Create(""))));
        return name;
    }

    /// <summary>Declares a condition once.</summary>
    public void Condition(string name, JsonNode test)
    {
        if (!conditions.ContainsKey(name))
        {
            conditions.Add(name, test);
        }
    }

    /// <param name="comment">Why it is there, for the reader of the template.</param>
    /// <param name="attributes">Beside the properties: <c>DependsOn</c>, <c>Condition</c>, <c>DeletionPolicy</c> …</param>
    public void Resource(string id, string type, JsonObject properties, string? comment = null, JsonObject? attributes = null)
    {
        JsonObject resource = [];
        if (comment is not null)
        {
            resource[YamlWriter.CommentKey] = comment;
        }

        resource["Type"] = type;
        foreach ((string name, JsonNode? value) in attributes ?? [])
        {
            resource[name] = value?.DeepClone();
        }

        resource["Properties"] = properties;
        resources.Add(id, resource);
    }

    public void Output(string id, string text, JsonNode value) => outputs.Add(id, new JsonObject { ["Description"] = text, ["Value"] = value });

    public JsonObject ToDocument()
    {
        JsonObject document = new()
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Description"] = description,
            ["Parameters"] = parameters.DeepClone(),
        };
        if (conditions.Count > 0)
        {
            document["Conditions"] = conditions.DeepClone();
        }

        document["Resources"] = resources.DeepClone();
        document["Outputs"] = outputs.DeepClone();
        return document;
    }
}
