using ImageFlow.Asl.Diagnostics;

namespace ImageFlow.Server.Rest;

/// <summary>A finding as REST writes it; the severity in small letters.</summary>
/// <param name="Ports">The node's ports that it is about, as far as a repair needs them.</param>
internal sealed record DiagnosticBody(string Code, string Severity, string Message, string Pointer, string? Hint, string? NodeId, IReadOnlyList<string>? Ports)
{
    public static DiagnosticBody From(Diagnostic diagnostic) =>
        new(diagnostic.Code, diagnostic.Severity.ToString().ToLowerInvariant(), diagnostic.Message, diagnostic.Pointer, diagnostic.Hint, diagnostic.NodeId, diagnostic.Ports);
}
