using ImageFlow.Asl.Diagnostics;

namespace ImageFlow.Asl.Validation;

/// <summary>Collects what is wrong with one document.</summary>
internal sealed class Findings
{
    private readonly List<Diagnostic> all = [];

    public IReadOnlyList<Diagnostic> All => all;

    public bool HasErrors { get; private set; }

    /// <summary>A finding about the text rather than a place in the document.</summary>
    public void Add(FindingKind kind, string awsLocation, string message)
    {
        Add(kind, (Location?)null, message);
        all[^1] = all[^1] with { AwsLocation = awsLocation };
    }

    /// <param name="at">The place, or <see langword="null"/> where AWS names none.</param>
    public void Add(FindingKind kind, Location? at, string message)
    {
        HasErrors |= kind.Severity == DiagnosticSeverity.Error;
        all.Add(new Diagnostic(kind.Code, kind.Severity, at?.ToPointer() ?? "", message, kind.Hint)
        {
            AwsCode = kind.AwsCode,
            AwsLocation = at?.ToAwsLocation(),
        });
    }
}
