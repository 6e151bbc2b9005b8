using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Real;

/// <summary>Step Functions writes every member of an SDK call with a capital letter; some services begin theirs with a small one.</summary>
internal static class MemberCase
{
    /// <summary>Members whose own members are data and not names of the API.</summary>
    private static readonly string[] Maps = ["FilterValues", "Context", "Metadata", "HyperParameters", "AlgorithmHyperParameters"];

    public static JsonData Lower(JsonData value) => Change(value, char.ToLowerInvariant);

    public static JsonData Upper(JsonData value) => Change(value, char.ToUpperInvariant);

    private static JsonData Change(JsonData value, Func<char, char> first) => value switch
    {
        ObjectData members => ObjectData.Of([.. members.Select(member => (first(member.Key[0]) + member.Key[1..], IsMap(member.Key) ? member.Value : Change(member.Value, first)))]),
        ArrayData items => new ArrayData([.. items.Select(item => Change(item, first))]),
        _ => value,
    };

    private static bool IsMap(string name) => Maps.Contains(name, StringComparer.OrdinalIgnoreCase);
}
