using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>Which states each node of the drawing became.</summary>
public sealed record SourceMap(IReadOnlyList<SourceMapEntry> Entries)
{
    public static SourceMap Empty { get; } = new([]);

    /// <summary>The states of a node, in the order of the document.</summary>
    public IEnumerable<SourceMapEntry> StatesOf(string nodeId) => Entries.Where(entry => entry.NodeId == nodeId);

    /// <summary>The node that a state was made for; state names are unique in the whole machine.</summary>
    public string? NodeOf(string stateName) => Entries.FirstOrDefault(entry => entry.StateName == stateName && entry.Role != "join")?.NodeId;

    /// <summary><c>{"version": 1, "nodes": [{"nodeId", "states": [{"pointer", "name", "role"}]}]}</c>, indented.</summary>
    public string ToJson() => ObjectData.Of(
        ("version", NumberData.Of(1)),
        ("nodes", new ArrayData([.. Entries.GroupBy(entry => entry.NodeId).Select(node => ObjectData.Of(
            ("nodeId", node.Key),
            ("states", new ArrayData([.. node.Select(entry => ObjectData.Of(("pointer", entry.Pointer), ("name", entry.StateName), ("role", entry.Role)))]))))]))).ToJson(indented: true) + "\n";
}

/// <param name="NodeId">The id of the activity.</param>
/// <param name="Pointer">Where the state stands in the ASL document: a JSON pointer (RFC 6901).</param>
/// <param name="Role">What the state does for the node: <c>task</c>, <c>choice</c>, <c>pass</c>, <c>wait</c>, <c>parallel</c>, <c>map</c>, <c>succeed</c>, <c>fail</c>; <c>join</c> for the state before which the paths meet; <c>variables</c> for one that only copies variables.</param>
public sealed record SourceMapEntry(string NodeId, string Pointer, string StateName, string Role)
{
    /// <summary>Why the node became this state, a sentence for people.</summary>
    public string Why { get; init; } = "";
}
