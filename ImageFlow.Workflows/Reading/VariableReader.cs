using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Reading;

/// <summary>Upgrades a variable to the form that Elsa writes today: camelCase names and <c>storageDriverTypeName</c>.</summary>
internal static class VariableReader
{
    private static readonly string[] Known = ["id", "name", "typeName", "isArray", "value", "storageDriverTypeName"];

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
