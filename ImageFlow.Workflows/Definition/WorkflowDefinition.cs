using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>An Elsa 3 workflow definition. What the reader does not know is kept in <see cref="Extra"/> and written back verbatim.</summary>
public sealed record WorkflowDefinition
{
    /// <summary>The value of <c>$schema</c> that Elsa Studio's importer recognises.</summary>
    public const string Schema = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";

    /// <summary>The id of this version; opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The id that all versions of the workflow share; opaque.</summary>
    public required string DefinitionId { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Counted from 1; a document without it means 1.</summary>
    public int Version { get; init; } = 1;

    public IReadOnlyList<WorkflowVariable> Variables { get; init; } = [];

    public IReadOnlyList<WorkflowArgument> Inputs { get; init; } = [];

    public IReadOnlyList<WorkflowArgument> Outputs { get; init; } = [];

    public IReadOnlyList<string> Outcomes { get; init; } = [];

    public ObjectData CustomProperties { get; init; } = ObjectData.Empty;

    public required ActivityNode Root { get; init; }

    /// <summary>The remaining members, verbatim and in their order (<c>createdAt</c>, <c>options</c>, <c>isLatest</c>, what we do not know …).</summary>
    public ObjectData Extra { get; init; } = ObjectData.Empty;

    /// <summary>The name for people: the name, or else the definition's id.</summary>
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? DefinitionId : Name;
}
