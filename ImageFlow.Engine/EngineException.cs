using ImageFlow.Asl.Diagnostics;

namespace ImageFlow.Engine;

/// <summary>A request that the engine refuses, with the error code that AWS Step Functions gives.</summary>
/// <param name="code">The AWS code: <c>ExecutionDoesNotExist</c>, <c>ExecutionAlreadyExists</c>, <c>InvalidArn</c> …</param>
public class EngineException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string Code { get; } = code;
}

/// <summary>A definition that cannot run; all findings are in <see cref="Diagnostics"/>.</summary>
public sealed class InvalidDefinitionException(IReadOnlyList<Diagnostic> diagnostics)
    : EngineException("InvalidDefinition", Summarise(diagnostics))
{
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;

    private static string Summarise(IReadOnlyList<Diagnostic> diagnostics) =>
        "Invalid State Machine Definition: " + string.Join(
            ", ",
            diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"'{d.AwsCode ?? d.Code}: {d.Message} at {(d.Pointer.Length == 0 ? "/" : d.Pointer)}'"));
}
