namespace ImageFlow.Workflows.Graph;

/// <summary>How a loop runs.</summary>
internal enum LoopForm
{
    /// <summary>As a Map state, whose body is a graph of its own.</summary>
    Map,

    /// <summary>Elsa.For: a counter between bounds.</summary>
    Counted,

    /// <summary>Elsa.ForEach whose body needs the graph around it: an index into the items.</summary>
    Indexed,

    /// <summary>Elsa.While.</summary>
    Condition,
}

/// <summary>A loop, as its body sees it.</summary>
/// <param name="Head">The step that decides whether there is another turn, or that holds the body.</param>
/// <param name="Outer">The loop around it.</param>
internal sealed record LoopScope(Step Head, LoopForm Form, LoopScope? Outer)
{
    /// <summary>Where an Elsa.Break leads; <see langword="null"/> where it cannot leave the loop.</summary>
    public Step? Exit { get; init; }

    /// <summary>The innermost loop from here outwards that has an item or a counter.</summary>
    public LoopScope? WithValue => Form == LoopForm.Condition ? Outer?.WithValue : this;

    /// <summary>The innermost Map state from here outwards.</summary>
    public LoopScope? InMap => Form == LoopForm.Map ? this : Outer?.InMap;
}
