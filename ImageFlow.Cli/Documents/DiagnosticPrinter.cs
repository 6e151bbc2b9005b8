using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Values;

namespace ImageFlow.Cli.Documents;

/// <summary>Findings for people (a line each, as compilers write them) and as JSON.</summary>
internal static class DiagnosticPrinter
{
    public static void Print(TextWriter writer, string file, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic finding in diagnostics)
        {
            string where = finding.Pointer.Length == 0 ? file : $"{file}#{finding.Pointer}";
            string node = finding.NodeId is null ? "" : $" [{finding.NodeId}]";
            writer.WriteLine($"{where}: {Word(finding.Severity)} {finding.Code}{node}: {finding.Message}");
            if (finding.Hint is not null)
            {
                writer.WriteLine($"    {finding.Hint}");
            }
        }
    }

    public static ObjectData ToJson(Diagnostic finding) => new ObjectDataBuilder()
        .Set("code", finding.Code)
        .Set("severity", Word(finding.Severity))
        .Set("pointer", finding.Pointer)
        .Set("message", finding.Message)
        .SetIfPresent("hint", Text(finding.Hint))
        .SetIfPresent("nodeId", Text(finding.NodeId))
        .Build();

    private static JsonData? Text(string? value) => value is null ? null : new StringData(value);

    private static string Word(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "info",
    };
}
