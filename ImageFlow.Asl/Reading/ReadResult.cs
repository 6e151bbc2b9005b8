using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;

namespace ImageFlow.Asl.Reading;

/// <summary>What reading a definition gave.</summary>
/// <param name="StateMachine">The state machine, or <see langword="null"/> where a finding is an error.</param>
/// <param name="Diagnostics">Everything found, in AWS's order: errors of fields, then of the graph, then warnings.</param>
public sealed record ReadResult(StateMachine? StateMachine, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>
    /// What AWS's CreateStateMachine answers in its InvalidDefinition error, or <see langword="null"/> where it would accept the definition:
    /// <c>Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: … at /States/A'</c>.
    /// </summary>
    public string? AwsError
    {
        get
        {
            IEnumerable<string> errors = Diagnostics
                .Where(finding => finding.Severity == DiagnosticSeverity.Error)
                .Select(finding => $"{finding.AwsCode ?? finding.Code}: {finding.Message}{(finding.AwsLocation is { } at ? " at " + at : "")}");
            string text = string.Join(", ", errors);
            return text.Length == 0 ? null : $"Invalid State Machine Definition: '{text}'";
        }
    }
}
