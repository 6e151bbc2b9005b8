using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>A node of a workflow: one activity with its inputs, outputs and embedded activities.</summary>
public sealed record ActivityNode
{
    /// <summary>Unique within its container.</summary>
    public required string Id { get; init; }

    /// <summary>The name that expressions use (<c>getOutputFrom("WriteLine1")</c>).</summary>
    public string? Name { get; init; }

    /// <summary>The activity type, such as <c>Elsa.FlowDecision</c> or <c>ImageFlow.ResizeImage</c>.</summary>
    public required string Type { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>Inputs, outputs and every member we do not know, verbatim and in the order of the document.</summary>
    public ObjectData Members { get; init; } = ObjectData.Empty;

    /// <summary>Activities embedded in a member: <c>then</c>, <c>else</c>, <c>body</c>, <c>default</c> …</summary>
    public OrderedDictionary<string, ActivityNode> Ports { get; init; } = [];

    /// <summary>
    /// Activities embedded in a list of a member, by their place in it: <c>branches/0</c>, <c>cases/1/activity</c>. They are views: the
    /// member itself is kept verbatim in <see cref="Members"/>.
    /// </summary>
    public OrderedDictionary<string, ActivityNode> Nested { get; init; } = [];

    /// <summary>The activities of a container; <see langword="null"/> for what is none.</summary>
    public IReadOnlyList<ActivityNode>? Activities { get; init; }

    public IReadOnlyList<WorkflowVariable>? Variables { get; init; }

    /// <summary>The connections of a flowchart; <see langword="null"/> for what is none.</summary>
    public IReadOnlyList<Connection>? Connections { get; init; }

    public ObjectData CustomProperties { get; init; } = ObjectData.Empty;

    public ObjectData Metadata { get; init; } = ObjectData.Empty;

    /// <summary>Where the node stands in the document: a JSON pointer (RFC 6901).</summary>
    public string Pointer { get; init; } = "";

    /// <summary>The name for people: the text on the drawing, else the name, else the id.</summary>
    public string DisplayName =>
        (Metadata["displayText"] as StringData)?.Value is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text.Trim()
        : !string.IsNullOrWhiteSpace(Name) ? Name
        : Id;

    internal bool CanStartWorkflow => CustomProperties["canStartWorkflow"] is BooleanData { Value: true };

    /// <summary>The node and everything in it, in the order of the document.</summary>
    internal IEnumerable<ActivityNode> Descendants() =>
        Ports.Values.Concat(Nested.Values).Concat(Activities ?? []).SelectMany(child => child.Descendants()).Prepend(this);
}

/// <summary>A connection from a port of one activity to another activity of the same flowchart.</summary>
/// <param name="Source">The id of the activity that the connection leaves.</param>
/// <param name="SourcePort">The outcome that is followed; <c>Done</c> where the document does not say.</param>
/// <param name="Target">The id of the activity that comes next.</param>
/// <param name="TargetPort"><c>In</c> where the document does not say.</param>
/// <param name="Extra">The remaining members (<c>vertices</c> …), verbatim.</param>
public sealed record Connection(string Source, string SourcePort, string Target, string TargetPort, ObjectData Extra);
