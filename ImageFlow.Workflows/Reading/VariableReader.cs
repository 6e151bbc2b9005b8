using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Reading;

/// <summary>Upgrades a variable to the form that Elsa writes today: camelCase names and <c>storageDriverTypeName</c>.</summary>
internal static class VariableReader
{
    private static readonly string[] Known = ["id", "name", "typeName", "isArray", "value", "storageDriverTypeName"];

    /// <summary>Elsa's aliases; a type of another assembly is written with its full name, a comma and the assembly.</summary>
    private static readonly HashSet<string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        "Int16", "Int32", "Int64", "Long", "Single", "Double", "Decimal", "Boolean", "String", "Object", "ByteArray", "Guid", "DateTime", "DateTimeOffset", "TimeSpan", "Stream",
        "JSON", "JsonElement", "JsonNode", "JsonObject", "JsonArray", "ExpandoObject", "StringDictionary", "ObjectDictionary", "StringMap", "ObjectMap", "HttpHeaders", "FlowJoinMode",
    };

    /// <summary>Elsa drops a variable whose type it cannot resolve; it is kept here, with a warning.</summary>
    public static void CheckTypes(IReadOnlyList<WorkflowVariable> variables, Findings findings)
    {
        for (int i = 0; i < variables.Count; i++)
        {
            string type = variables[i].TypeName;
            string plain = type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : type;
            if (!plain.AsSpan().ContainsAny(",<:.") && !Aliases.Contains(plain))
            {
                findings.Warning("FLOW0013", $"/variables/{i}/typeName", $"The variable '{variables[i].Name}' is of the type '{type}', which is none of Elsa's; an Elsa server that does not know it drops the variable.", "Choose one of Elsa's types, such as Object.");
            }
        }
    }

    public static ObjectData Upgrade(ObjectData source)
    {
        ObjectDataBuilder upgraded = new();
        foreach ((string key, JsonData value) in source.Span)
        {
            string name = string.Equals(key, "storageDriverType", StringComparison.OrdinalIgnoreCase)
                ? "storageDriverTypeName"
                : Known.FirstOrDefault(known => string.Equals(known, key, StringComparison.OrdinalIgnoreCase)) ?? key;
            upgraded.Set(name, value);
        }

        return upgraded.Build();
    }
}
