using System.Text.Json.Nodes;

namespace ImageFlow.Activities;

/// <summary>One kind of step as the manifest lists it.</summary>
public sealed record ActivityDescription
{
    /// <summary>The bare name, such as <c>ResizeImage</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Elsa's type name: <c>ImageFlow.</c> and the bare name.</summary>
    public string TypeName => "ImageFlow." + Name;

    public required string DisplayName { get; init; }

    public required string Category { get; init; }

    public required string Description { get; init; }

    public int Version { get; init; } = 1;

    public required IReadOnlyList<InputDescription> Inputs { get; init; }

    public required IReadOnlyList<OutputDescription> Outputs { get; init; }

    /// <summary>The errors that a flow can catch by name.</summary>
    public required IReadOnlyList<ErrorDescription> Errors { get; init; }

    /// <summary>What the activity is on AWS.</summary>
    public required AwsBinding Aws { get; init; }

    /// <summary>Runs it; <see langword="null"/> for an integration, which a service carries out.</summary>
    internal ActivityHandler? Handler { get; init; }
}

/// <param name="Type">Elsa's type alias: <c>String</c>, <c>Int32</c>, <c>Double</c>, <c>Boolean</c>, <c>Object</c>, or one of them with <c>[]</c>.</param>
/// <param name="Default">What an unset input means; <see langword="null"/> where it has no default.</param>
/// <param name="UiHint">Elsa's name of the editor.</param>
/// <param name="Options">The values to choose from, or <see langword="null"/>.</param>
public sealed record InputDescription(
    string Name,
    string Type,
    string DisplayName,
    string Description,
    bool Required,
    JsonNode? Default,
    string UiHint,
    IReadOnlyList<string>? Options,
    string? Category);

/// <param name="Nullable">Whether the value may be null, so that a flow must not count on its type.</param>
public sealed record OutputDescription(string Name, string Type, string Description, bool Nullable = false);

public sealed record ErrorDescription(string Name, string Description);

/// <summary>The form an activity takes on AWS.</summary>
public abstract record AwsBinding;

/// <param name="Memory">In MB; 1,769 MB is one whole processor.</param>
/// <param name="Timeout">In seconds.</param>
public sealed record LambdaBinding(string FunctionName, int Memory, int Timeout) : AwsBinding
{
    /// <summary>Lambda's name of the runtime, where the function is not of the .NET package.</summary>
    public string? Runtime { get; init; }

    /// <summary>The function's source as inline code, its handler being <c>index.handler</c>; <see langword="null"/> where the package holds it.</summary>
    public string? Source { get; init; }
}

/// <summary>A direct service integration of Step Functions: no code of ours runs.</summary>
/// <param name="Resource">The Task state's resource ARN.</param>
/// <param name="Arguments">A template: a string that begins with <c>=</c> is an expression over <c>input</c> and <c>context</c>.</param>
/// <param name="Output">A template, in which <c>result</c> is the service's answer as well.</param>
/// <param name="ErrorMap">Service error → declared error.</param>
public sealed record IntegrationBinding(
    string Resource,
    JsonObject Arguments,
    JsonObject Output,
    IReadOnlyDictionary<string, string> ErrorMap) : AwsBinding
{
    /// <summary>Answers of the service that count as declared errors, tried in order.</summary>
    public IReadOnlyList<IntegrationRule> Rules { get; init; } = [];
}

/// <param name="Error">The declared error.</param>
/// <param name="When">An expression over <c>input</c>, <c>result</c> and <c>context</c>: whether the answer is that error.</param>
/// <param name="Cause">What the error says: a text, or an expression that begins with <c>=</c>.</param>
public sealed record IntegrationRule(string Error, string When, string Cause);
