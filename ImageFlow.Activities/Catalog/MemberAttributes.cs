namespace ImageFlow.Activities;

/// <summary>How an input member appears in the manifest and so in Elsa Studio's property panel.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InputAttribute(string displayName, string description) : Attribute
{
    public string DisplayName { get; } = displayName;

    public string Description { get; } = description;

    /// <summary>A required input must be set and must not be empty.</summary>
    public bool Required { get; init; }

    /// <summary>Elsa's editor for it. Default: what suits the type.</summary>
    public string? UiHint { get; init; }

    /// <summary>The values to choose from; others are refused.</summary>
    public string[]? Options { get; init; }

    /// <summary>The tab of the property panel. Default: the first one.</summary>
    public string? Category { get; init; }
}

/// <summary>Describes an output member in the manifest.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OutputAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    /// <summary>Whether a successful run may give null, so that a flow must not count on the type.</summary>
    public bool Nullable { get; init; }
}
