using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>A variable of a workflow or of a container: a typed view of its JSON, which is kept verbatim.</summary>
/// <param name="Source">The variable's JSON object.</param>
public sealed record WorkflowVariable(ObjectData Source)
{
    /// <summary>Its identity; references by id win over references by name.</summary>
    public string Id => Text("id") ?? Name;

    /// <summary>What expressions call it.</summary>
    public string Name => Text("name") ?? Text("id") ?? "";

    /// <summary>The alias of the (element) type: <c>String</c>, <c>Int32</c>, <c>Object</c> …</summary>
    public string TypeName => Text("typeName") ?? "Object";

    public bool IsArray => Source["isArray"] is BooleanData { Value: true };

    /// <summary>The default value as written: text that is JSON for complex types; <see langword="null"/> where there is none.</summary>
    public JsonData? DefaultValue => Source["value"] is NullData ? null : Source["value"];

    internal DataType Type => DataType.FromAlias(IsArray ? TypeName + "[]" : TypeName);

    private string? Text(string name) => (Source[name] as StringData)?.Value;
}

/// <summary>A declared input or output of a workflow: a typed view of its JSON, which is kept verbatim.</summary>
/// <param name="Source">The argument's JSON object.</param>
public sealed record WorkflowArgument(ObjectData Source)
{
    public string Name => Text("name") ?? "";

    /// <summary>The alias of the (element) type.</summary>
    public string TypeName => Text("type") ?? Text("typeName") ?? "Object";

    public bool IsArray => Source["isArray"] is BooleanData { Value: true } || Source["isCollection"] is BooleanData { Value: true };

    public string? DisplayName => Text("displayName");

    public string? Description => Text("description");

    internal DataType Type => DataType.FromAlias(IsArray ? TypeName + "[]" : TypeName);

    private string? Text(string name) => (Source[name] as StringData)?.Value;
}
