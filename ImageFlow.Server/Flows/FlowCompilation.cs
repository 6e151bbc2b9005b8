using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Deployment.Triggers;
using ImageFlow.LocalCloud.Tasks;
using ImageFlow.Workflows;

namespace ImageFlow.Server.Flows;

/// <summary>What came of compiling a flow to Amazon States Language.</summary>
/// <param name="QueryLanguage">Empty when the flow does not compile.</param>
/// <param name="AslJson">The document as the exporter writes it; null when an error keeps the flow from compiling.</param>
/// <param name="SourceMap">Which node became which states, as JSON.</param>
internal sealed record CompiledFlow(string QueryLanguage, string? AslJson, string SourceMap, IReadOnlyList<Diagnostic> Diagnostics)
{
    public bool IsValid => AslJson is not null;

    /// <summary>The definition ids of the workflows that it starts as executions of their own.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    /// <summary>Actions that nothing here carries out, neither a service nor a mock of the server: the flow may be kept as a draft, but not be published.</summary>
    public IReadOnlyList<Diagnostic> Unserved => [.. Diagnostics.Where(d => d.Code == ResourceCheck.UnsupportedResource)];

    /// <summary>What keeps the flow from being published: its errors, and <see cref="Unserved"/>.</summary>
    public IReadOnlyList<Diagnostic> Obstacles => [.. Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error || d.Code == ResourceCheck.UnsupportedResource)];

    /// <summary>The state machine as a model; null when the flow does not compile.</summary>
    public StateMachine? Machine { get; init; }

    /// <summary>What starts the flow on AWS and what it needs there.</summary>
    public FlowSettings Settings { get; init; } = new();
}

/// <summary>Compiles stored flows with the manifest of the activities that this program has.</summary>
/// <param name="unserved">What of a state machine nothing here answers.</param>
internal sealed class FlowCompilation(string manifestJson, FlowStore flows, Func<StateMachine, IReadOnlyList<Diagnostic>> unserved)
{
    private readonly ActivityManifest _manifest = ActivityManifest.Parse(manifestJson);

    /// <summary>The manifest as the activities wrote it.</summary>
    public JsonObject Manifest { get; } = (JsonObject)JsonNode.Parse(manifestJson)!;

    /// <param name="language">Null takes what the flow itself says, else JSONata.</param>
    public CompiledFlow Compile(string definitionJson, QueryLanguage? language = null)
    {
        var read = WorkflowReader.Read(definitionJson);
        if (read.Definition is null)
            return new CompiledFlow("", null, "{}", read.Diagnostics);
        var result = WorkflowCompiler.Compile(read.Definition, _manifest, new CompileOptions { QueryLanguage = language, Workflows = Called(definitionJson) });
        Diagnostic[] diagnostics = [.. read.Diagnostics, .. result.Diagnostics];
        var usable = !diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
        if (usable && result.StateMachine is { } machine)
            diagnostics = [.. diagnostics, .. unserved(machine)];
        return new CompiledFlow(result.StateMachine?.QueryLanguage.ToString() ?? "", usable ? result.AslJson : null, result.SourceMap.ToJson(), diagnostics)
        {
            Calls = result.Calls,
            Machine = result.StateMachine,
            Settings = FlowSettings.Read(read.Definition, []),
        };
    }

    /// <summary>The stored workflows that a definition names, and those that they name, published versions first.</summary>
    private List<WorkflowDefinition> Called(string definitionJson)
    {
        Dictionary<string, WorkflowDefinition?> known = new(StringComparer.Ordinal);
        Collect(definitionJson);
        return [.. known.Values.OfType<WorkflowDefinition>()];

        void Collect(string json)
        {
            if (!json.Contains("workflowDefinitionId", StringComparison.OrdinalIgnoreCase))
                return;
            foreach (var (id, stored) in flows.List(VersionChoice.Latest).Select(version => (version.DefinitionId, version)).Where(entry => json.Contains($"\"{entry.DefinitionId}\"", StringComparison.Ordinal)))
            {
                if (known.ContainsKey(id))
                    continue;
                var text = (flows.Find(id, VersionChoice.Published) ?? stored).ToDefinition().ToJsonString();
                known[id] = WorkflowReader.Read(text).Definition;
                Collect(text);
            }
        }
    }

    /// <summary>Reads the states' nodes out of a stored source map.</summary>
    public static Func<string, string?> NodeOfState(string sourceMap)
    {
        Dictionary<string, string> nodes = [];
        Collect(JsonDocument.Parse(sourceMap).RootElement, nodes);
        return state => nodes.GetValueOrDefault(state);
    }

    private static void Collect(JsonElement map, Dictionary<string, string> nodes)
    {
        if (!map.TryGetProperty("nodes", out var entries))
            return;
        foreach (var node in entries.EnumerateArray())
        {
            foreach (var state in node.GetProperty("states").EnumerateArray())
            {
                // Where paths meet is a place of the node, not a state of its own.
                if (state.GetProperty("role").GetString() != "join")
                    nodes.TryAdd(state.GetProperty("name").GetString()!, node.GetProperty("nodeId").GetString()!);
            }
        }
    }
}
