using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Workflows;

namespace ImageFlow.Server.Flows;

/// <summary>What came of compiling a flow to Amazon States Language.</summary>
/// <param name="QueryLanguage">Empty when the flow does not compile.</param>
/// <param name="AslJson">The document as the exporter writes it; null when an error keeps the flow from compiling.</param>
/// <param name="SourceMap">Which node became which states, as JSON.</param>
internal sealed record CompiledFlow(string QueryLanguage, string? AslJson, string SourceMap, IReadOnlyList<Diagnostic> Diagnostics)
{
    public bool IsValid => AslJson is not null;
}

/// <summary>Compiles stored flows with the manifest of the activities that this program has.</summary>
internal sealed class FlowCompilation(string manifestJson)
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
        var result = WorkflowCompiler.Compile(read.Definition, _manifest, new CompileOptions { QueryLanguage = language });
        Diagnostic[] diagnostics = [.. read.Diagnostics, .. result.Diagnostics];
        var usable = !diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
        return new CompiledFlow(result.StateMachine?.QueryLanguage.ToString() ?? "", usable ? result.AslJson : null, result.SourceMap.ToJson(), diagnostics);
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
