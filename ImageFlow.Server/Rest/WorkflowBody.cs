using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.Rest;

/// <summary>A node of the drawing; position and size are the designer's pixels, 0 where the designer has not measured it yet.</summary>
internal sealed record NodeBody(string Id, string? Name, string Type, double X, double Y, double W, double H);

internal sealed record EdgeBody(string Source, string? SourcePort, string Target);

internal sealed record RunDot(string Id, string Status);

/// <summary>What a run is drawn from: the nodes and connections of the version that runs, and which states its nodes became.</summary>
internal sealed record DrawingBody(string Id, string Name, int Version, IReadOnlyList<NodeBody> Nodes, IReadOnlyList<EdgeBody> Edges, JsonElement SourceMap);

/// <summary>A flow for a list: its state, its last runs, and enough of the drawing for a miniature.</summary>
internal record WorkflowSummary(
    string Id, string Name, string? Description, int Version, bool IsPublished, int? PublishedVersion, bool IsSample, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<RunDot> LastRuns, IReadOnlyList<NodeBody> Nodes, IReadOnlyList<EdgeBody> Edges);

/// <summary>A flow with its whole definition.</summary>
internal sealed record WorkflowDetail : WorkflowSummary
{
    public WorkflowDetail(WorkflowSummary summary, JsonObject? sampleInput, JsonObject definition, string revision)
        : base(summary)
    {
        SampleInput = sampleInput;
        Definition = definition;
        Revision = revision;
    }

    /// <summary>The input that comes with a sample.</summary>
    public JsonObject? SampleInput { get; }

    public JsonObject Definition { get; }

    /// <summary>What a save through Elsa's REST API names (<c>If-Match</c>) so that it overwrites nothing else than this.</summary>
    public string Revision { get; }
}

/// <summary>A flow as it was saved, and what its checker says: a draft is kept whatever that is, but what has errors or calls what nothing here carries out is not published.</summary>
internal sealed record SavedWorkflow : WorkflowSummary
{
    public SavedWorkflow(WorkflowSummary summary, IReadOnlyList<DiagnosticBody> diagnostics)
        : base(summary) => Diagnostics = diagnostics;

    public IReadOnlyList<DiagnosticBody> Diagnostics { get; }
}

internal sealed record WorkflowVersionBody(string VersionId, int Version, bool IsLatest, bool IsPublished, DateTimeOffset CreatedAt, string Name);

/// <summary>Puts flows together with what is known of their runs.</summary>
internal sealed class WorkflowBodies(FlowStore flows, FlowSamples samples, ExecutionHistory history)
{
    private const int MaxDots = 10;

    public WorkflowSummary Summary(FlowVersion version)
    {
        var root = version.ToDefinition()["root"] as JsonObject;
        var runs = history.List(version.DefinitionId, null, MaxDots).Select(e => new RunDot(ExecutionIds.OfArn(e.ExecutionArn), e.Status));
        return new WorkflowSummary(
            version.DefinitionId, version.Name, version.Description, version.Version, version.IsPublished, flows.Find(version.DefinitionId, VersionChoice.Published)?.Version,
            samples.IsSample(version.DefinitionId), version.CreatedAt, version.UpdatedAt, [.. runs],
            [.. Objects(root, "activities").Select(Node)], [.. Objects(root, "connections").Select(Edge)]);
    }

    public WorkflowDetail Detail(FlowVersion version) => new(Summary(version), samples.InputOf(version.DefinitionId), version.ToDefinition(), version.Revision);

    /// <summary>The drawing of the flow as it was when the execution started, whatever became of the flow since; null for an execution of no flow.</summary>
    public DrawingBody? DrawingOf(string executionArn)
    {
        if (history.RunOf(executionArn) is not { } run)
            return null;
        var root = (JsonNode.Parse(run.Definition) as JsonObject)?["root"] as JsonObject;
        return new DrawingBody(run.DefinitionId, run.Name, run.Version, [.. Objects(root, "activities").Select(Node)], [.. Objects(root, "connections").Select(Edge)], JsonText.Parse(run.SourceMap));
    }

    private static NodeBody Node(JsonObject activity)
    {
        var designer = activity["metadata"]?["designer"];
        return new NodeBody(
            (string?)activity["id"] ?? "", (string?)activity["metadata"]?["displayText"] ?? (string?)activity["name"], (string?)activity["type"] ?? "",
            Number(designer?["position"]?["x"]), Number(designer?["position"]?["y"]), Number(designer?["size"]?["width"]), Number(designer?["size"]?["height"]));
    }

    private static EdgeBody Edge(JsonObject connection)
    {
        // Old files write the ends as plain ids.
        var source = connection["source"];
        var target = connection["target"];
        return source is JsonObject
            ? new EdgeBody((string?)source["activity"] ?? "", (string?)source["port"], (string?)target?["activity"] ?? "")
            : new EdgeBody((string?)source ?? "", (string?)connection["sourcePort"], (string?)target ?? "");
    }

    private static IEnumerable<JsonObject> Objects(JsonObject? root, string member) => (root?[member] as JsonArray)?.OfType<JsonObject>() ?? [];

    private static double Number(JsonNode? value) => value is JsonValue number && number.TryGetValue<double>(out var x) ? x : 0;
}
