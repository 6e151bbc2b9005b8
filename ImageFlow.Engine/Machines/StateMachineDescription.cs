using ImageFlow.Asl.Values;

namespace ImageFlow.Engine;

/// <summary>A state machine, or one of its versions, as DescribeStateMachine shows it.</summary>
/// <param name="Arn">With the version number where a version was asked for.</param>
/// <param name="Type"><c>STANDARD</c> or <c>EXPRESS</c>.</param>
/// <param name="Definition">The ASL text as it was given.</param>
/// <param name="RevisionId">Changes with each update.</param>
public sealed record StateMachineDescription(
    string Arn,
    string Name,
    string Type,
    string Definition,
    DateTimeOffset CreationDate,
    string RevisionId)
{
    /// <summary>Whether the machine was not updated before this revision: the API shows no <c>revisionId</c> then.</summary>
    public bool IsFirstRevision { get; init; }

    /// <summary><c>ACTIVE</c>, or <c>DELETING</c> as long as executions of a deleted machine run.</summary>
    public string Status { get; init; } = "ACTIVE";

    /// <summary>When this revision came.</summary>
    public DateTimeOffset UpdateDate { get; init; }

    /// <summary>Of a version.</summary>
    public string? Description { get; init; }

    public string RoleArn { get; init; } = "";

    /// <summary>The Map Run whose iterations run it, where it is an item processor.</summary>
    public string? MapRunArn { get; init; }

    /// <summary>The label of the Map state, where it is an item processor.</summary>
    public string? Label { get; init; }

    /// <summary>Default <c>{"level": "OFF", "includeExecutionData": false}</c>.</summary>
    public ObjectData LoggingConfiguration { get; init; } = ObjectData.Of(("level", "OFF"), ("includeExecutionData", false));

    /// <summary>Default <c>{"enabled": false}</c>.</summary>
    public ObjectData TracingConfiguration { get; init; } = ObjectData.Of(("enabled", false));

    /// <summary>Default <c>{"type": "AWS_OWNED_KEY"}</c>.</summary>
    public ObjectData EncryptionConfiguration { get; init; } = ObjectData.Of(("type", "AWS_OWNED_KEY"));
}
