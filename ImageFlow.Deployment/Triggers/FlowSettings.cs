using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Deployment.Triggers;

/// <summary>A table that the flow needs, with string keys.</summary>
public sealed record TableSettings(string Name, string PartitionKey, string? SortKey)
{
    /// <summary>Global secondary indexes, which hold whole items.</summary>
    public IReadOnlyList<IndexSettings> Indexes { get; init; } = [];

    internal static TableSettings Read(ObjectData table) => new(FlowSettings.Text(table, "name"), FlowSettings.Text(table, "partitionKey"), FlowSettings.OptionalText(table, "sortKey"))
    {
        Indexes = [.. FlowSettings.Objects(table, "indexes").Select(index => new IndexSettings(FlowSettings.Text(index, "name"), FlowSettings.Text(index, "partitionKey"), FlowSettings.OptionalText(index, "sortKey")))],
    };
}

/// <summary>A global secondary index of a table, with string keys.</summary>
public sealed record IndexSettings(string Name, string PartitionKey, string? SortKey);

/// <summary>
/// What a flow says of its own deployment, beside what is drawn: the member <c>imageflow:deployment</c> of its custom properties,
/// <c>{"express": true, "tables": [{"name", "partitionKey", "sortKey"?, "indexes"?: [{"name", "partitionKey", "sortKey"?}]}], "datasetGroup": "…", "triggers": […]}</c>.
/// </summary>
public sealed record FlowSettings
{
    /// <summary>The member of a workflow's custom properties.</summary>
    public const string Member = "imageflow:deployment";

    public IReadOnlyList<Trigger> Triggers { get; private init; } = [];

    /// <summary>Tables with other keys than <c>id</c>, or with names of the flow's own.</summary>
    public IReadOnlyList<TableSettings> Tables { get; private init; } = [];

    /// <summary>The dataset group of Personalize that the flow keeps; <see langword="null"/> for none.</summary>
    public string? DatasetGroup { get; private init; }

    public bool IsExpress { get; private init; }

    /// <param name="findings">Gets what cannot be read (AWS0202).</param>
    public static FlowSettings Read(WorkflowDefinition workflow, ICollection<Diagnostic> findings)
    {
        if (workflow.CustomProperties[Member] is not { } given)
        {
            return new FlowSettings { Triggers = TriggerReader.Read(workflow, findings) };
        }

        try
        {
            ObjectData settings = given as ObjectData ?? throw new FormatException("it is no object.");
            Trigger[] triggers = [.. Objects(settings, "triggers").Select(TriggerReader.Read)];
            return new FlowSettings
            {
                Triggers = triggers.Length > 0 ? triggers : TriggerReader.Read(workflow, findings),
                Tables = [.. Objects(settings, "tables").Select(TableSettings.Read)],
                DatasetGroup = OptionalText(settings, "datasetGroup"),
                IsExpress = settings["express"] is BooleanData { Value: true },
            };
        }
        catch (FormatException wrong)
        {
            findings.Add(new Diagnostic(
                TriggerReader.BadTriggerCode, DiagnosticSeverity.Error, "/customProperties", $"The custom property '{Member}' cannot be used: {wrong.Message}", "Its members are described in docs/deployment.md."));
            return new FlowSettings { Triggers = TriggerReader.Read(workflow, findings) };
        }
    }

    internal static string Text(ObjectData from, string name) => OptionalText(from, name) ?? throw new FormatException($"the member '{name}' is missing.");

    internal static string? OptionalText(ObjectData from, string name) => from[name] switch
    {
        null => null,
        StringData { Value.Length: > 0 } text => text.Value,
        _ => throw new FormatException($"the member '{name}' must be a text."),
    };

    internal static IEnumerable<ObjectData> Objects(ObjectData from, string name) => from[name] switch
    {
        null => [],
        ArrayData list => list.Select(element => element as ObjectData ?? throw new FormatException($"the member '{name}' must be a list of objects.")),
        _ => throw new FormatException($"the member '{name}' must be a list."),
    };
}
