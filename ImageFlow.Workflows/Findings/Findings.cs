using ImageFlow.Asl.Diagnostics;

namespace ImageFlow.Workflows;

/// <summary>Collects the findings about one document.</summary>
internal sealed class Findings
{
    private readonly List<Diagnostic> all = [];
    private readonly HashSet<Diagnostic> known = [];

    public IReadOnlyList<Diagnostic> All => all;

    public bool HasErrors => all.Exists(finding => finding.Severity == DiagnosticSeverity.Error);

    public void Error(string code, string pointer, string message, string hint, string? nodeId = null) =>
        Add(code, DiagnosticSeverity.Error, pointer, message, hint, nodeId);

    public void Warning(string code, string pointer, string message, string hint, string? nodeId = null) =>
        Add(code, DiagnosticSeverity.Warning, pointer, message, hint, nodeId);

    public void Info(string code, string pointer, string message, string hint, string? nodeId = null) =>
        Add(code, DiagnosticSeverity.Info, pointer, message, hint, nodeId);

    public void Error(string code, ActivityNode node, string message, string hint) => Error(code, node.Pointer, message, hint, node.Id);

    /// <param name="ports">The node's ports that it is about.</param>
    public void Warning(string code, ActivityNode node, string message, string hint, IReadOnlyList<string>? ports = null) =>
        Add(code, DiagnosticSeverity.Warning, node.Pointer, message, hint, node.Id, ports);

    /// <param name="ports">The node's ports that it is about.</param>
    public void Info(string code, ActivityNode node, string message, string hint, IReadOnlyList<string>? ports = null) =>
        Add(code, DiagnosticSeverity.Info, node.Pointer, message, hint, node.Id, ports);

    public void AddRange(IEnumerable<Diagnostic> findings) => all.AddRange(findings);

    private void Add(string code, DiagnosticSeverity severity, string pointer, string message, string hint, string? nodeId, IReadOnlyList<string>? ports = null)
    {
        Diagnostic finding = new(code, severity, pointer, message, hint) { NodeId = nodeId };
        if (known.Add(finding))
        {
            all.Add(finding with { Ports = ports });
        }
    }
}
