namespace ImageFlow.Asl.Diagnostics;

/// <summary>How bad a finding is: only an <see cref="Error"/> keeps a document from being used.</summary>
public enum DiagnosticSeverity
{
    Info,
    Warning,
    Error,
}

/// <summary>One finding about a user's document. All findings are reported at once, never as an exception.</summary>
/// <param name="Code">Stable code, explained in <c>docs/errors.md</c>: <c>ASL0nnn</c> or <c>FLOW0nnn</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Pointer">Where: a JSON pointer (RFC 6901) into the document, <c>""</c> for the whole.</param>
/// <param name="Message">What is wrong, in a full sentence.</param>
/// <param name="Hint">What to do about it, in a full sentence.</param>
public sealed record Diagnostic(string Code, DiagnosticSeverity Severity, string Pointer, string Message, string? Hint = null)
{
    /// <summary>The id of the workflow node that the finding is about, where the document is a workflow.</summary>
    public string? NodeId { get; init; }

    /// <summary>The node's ports that the finding is about, for a repair that need not read the message; <see langword="null"/> where it is about none.</summary>
    public IReadOnlyList<string>? Ports { get; init; }

    /// <summary>AWS's own code for the finding (<c>SCHEMA_VALIDATION_FAILED</c> …), where AWS has one.</summary>
    public string? AwsCode { get; init; }

    /// <summary>
    /// Where in AWS's own notation, in which array indices stand in brackets (<c>/States/A/Choices[0]/Next</c>), or
    /// <see langword="null"/> where AWS names no place.
    /// </summary>
    public string? AwsLocation { get; init; }
}
