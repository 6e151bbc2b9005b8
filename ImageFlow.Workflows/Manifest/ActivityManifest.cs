using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>The activities that a flow may use: inputs, outputs, errors and their form on AWS. Data, so that the compiler knows no activity.</summary>
public sealed class ActivityManifest
{
    private readonly Dictionary<string, ManifestActivity> byType;

    private ActivityManifest(IReadOnlyList<ManifestActivity> activities, IReadOnlyList<ManifestInput> errorHandlingInputs, IReadOnlyList<string> callerErrors)
    {
        CallerErrors = callerErrors;
        Activities = activities;
        ErrorHandlingInputs = errorHandlingInputs;
        byType = activities.ToDictionary(activity => activity.TypeName, StringComparer.Ordinal);
    }

    public IReadOnlyList<ManifestActivity> Activities { get; }

    /// <summary>The inputs of the category "Error handling", which every activity has.</summary>
    public IReadOnlyList<ManifestInput> ErrorHandlingInputs { get; }

    /// <summary>Errors that say that the flow calls an activity wrongly: a Lambda may raise them, no activity declares them, and a retry cannot help.</summary>
    public IReadOnlyList<string> CallerErrors { get; }

    /// <summary>The activity of this type, or <see langword="null"/>.</summary>
    public ManifestActivity? Find(string typeName) => byType.GetValueOrDefault(typeName);

    /// <summary>The activity of this node: of the manifest, or one of Elsa's own that is one call of a service.</summary>
    internal ManifestActivity? Find(ActivityNode node) => Find(node.Type) ?? ElsaServices.Find(node, Workflows);

    /// <summary>Other workflows, whose declared inputs and outputs are known.</summary>
    internal IReadOnlyList<WorkflowDefinition> Workflows { get; private init; } = [];

    internal ActivityManifest Knowing(IReadOnlyList<WorkflowDefinition> workflows) => new(Activities, ErrorHandlingInputs, CallerErrors) { Workflows = workflows };

    /// <summary>Reads the manifest that the activities generate.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text is not JSON.</exception>
    /// <exception cref="ArgumentException">The JSON is no activity manifest of version 1.</exception>
    public static ActivityManifest Parse(string json)
    {
        if (JsonData.Parse(json) is not ObjectData manifest || manifest["version"] is not NumberData { Value: 1 } || manifest["activities"] is not ArrayData activities)
        {
            throw new ArgumentException("The JSON is no activity manifest of version 1: it must have \"version\": 1 and a list of \"activities\".", nameof(json));
        }

        return new(
            [.. activities.OfType<ObjectData>().Select(ManifestReader.ReadActivity)],
            [.. ManifestReader.List(manifest["errorHandlingInputs"]).Select(ManifestReader.ReadInput)],
            [.. (manifest["callerErrors"] as ArrayData ?? []).OfType<StringData>().Select(name => name.Value)]);
    }
}

/// <summary>One activity of the manifest.</summary>
public sealed record ManifestActivity(
    string TypeName,
    string Name,
    string DisplayName,
    IReadOnlyList<ManifestInput> Inputs,
    IReadOnlyList<ManifestOutput> Outputs,
    IReadOnlyList<string> Errors,
    AwsForm Aws);

/// <param name="Type">An alias of Elsa's: <c>String</c>, <c>Int32[]</c> …</param>
/// <param name="Default">What the activity takes where the input is not set; <see langword="null"/> where there is none.</param>
public sealed record ManifestInput(string Name, string Type, string DisplayName, bool Required, JsonData? Default);

/// <param name="Nullable">Whether the value may be null, whatever its type.</param>
public sealed record ManifestOutput(string Name, string Type, bool Nullable = false);

/// <summary>What an activity becomes on AWS.</summary>
public abstract record AwsForm;

/// <summary>A Lambda function that takes the inputs as its payload.</summary>
public sealed record LambdaForm(string FunctionName, long? TimeoutSeconds) : AwsForm
{
    /// <summary>Lambda's name of the runtime for <see cref="Source"/>, such as <c>nodejs22.x</c>.</summary>
    public string? Runtime { get; init; }

    /// <summary>Inline code of at most 4,096 characters with the handler <c>index.handler</c>; <see langword="null"/> for a function of the .NET package.</summary>
    public string? Source { get; init; }
}

/// <summary>A direct service integration.</summary>
/// <param name="Resource">The ARN of the Task.</param>
/// <param name="Arguments">Literal JSON in which strings that begin with <c>=</c> are expressions over <c>input</c> and <c>context</c>.</param>
/// <param name="Output">Likewise, also over <c>result</c>; <see langword="null"/> where the service's answer is the output.</param>
/// <param name="ErrorMap">From the service's error names to the declared ones.</param>
public sealed record IntegrationForm(string Resource, JsonData Arguments, JsonData? Output, IReadOnlyList<KeyValuePair<string, string>> ErrorMap) : AwsForm
{
    /// <summary>Answers of the service that count as errors, tried in order.</summary>
    public IReadOnlyList<IntegrationRule> Rules { get; init; } = [];

    /// <summary>Whether the activity raises errors of its own around the call.</summary>
    internal bool HasErrors => ErrorMap.Count > 0 || Rules.Count > 0;
}

/// <param name="Error">The declared error.</param>
/// <param name="When">An expression over <c>input</c>, <c>result</c> and <c>context</c>, without the <c>=</c>: whether the answer is that error.</param>
/// <param name="Cause">A text, or an expression with <c>=</c>.</param>
public sealed record IntegrationRule(string Error, string When, JsonData Cause);
