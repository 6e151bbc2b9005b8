using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Workflows.Reading;

/// <summary>Lists what one document says and another does not, but for the forms that the reader upgrades on purpose.</summary>
internal static class Losses
{
    private static readonly string[] Upgraded = ["nodeId", "canStartWorkflow", "runAsynchronously", "NotFoundConnectionsKey", "storageDriverType", "source", "target", "sourcePort", "targetPort", "$schema", "name", "description"];

    public static IEnumerable<string> Between(JsonData original, JsonData written, string pointer = "") => (original, written) switch
    {
        (ObjectData from, ObjectData to) => from.SelectMany(member => InObject(member.Key, member.Value, to, pointer)),
        (ArrayData from, ArrayData to) when from.Count == to.Count => from.SelectMany((item, i) => Between(item, to[i], $"{pointer}/{i}")),
        _ when original.Equals(written) => [],
        _ => [$"{pointer}: {original} became {written}"],
    };

    private static IEnumerable<string> InObject(string name, JsonData value, ObjectData to, string pointer) =>
        Upgraded.Contains(name) && !(to[name]?.Equals(value) ?? false) && (name is not ("name" or "description") || value is NullData || Trimmed(value, to[name])) ? []
        : value is NullData && !to.Contains(name) ? []
        : to[name] is { } twin ? Between(value, twin, $"{pointer}/{name}")
        : [$"{pointer}/{name} is gone"];

    private static bool Trimmed(JsonData from, JsonData? to) => from is StringData a && to is StringData b && a.Value.Trim() == b.Value;
}
