using ImageFlow.Asl.Diagnostics;
using ImageFlow.Cli.Documents;
using ImageFlow.Deployment;
using ImageFlow.Deployment.Stacks;
using ImageFlow.Engine;
using ImageFlow.Engine.Sqlite;
using ImageFlow.LocalCloud.Mocks;

namespace ImageFlow.Cli;

/// <summary>Turns an exception into a sentence on standard error and an exit code.</summary>
internal static class Failures
{
    public static int Report(Exception exception, Terminal terminal)
    {
        switch (exception)
        {
            case UsageException usage:
                terminal.Error.WriteLine(usage.Message);
                return ExitCode.Usage;
            case MockFileException mock:
                terminal.Error.WriteLine(mock.Message);
                return ExitCode.Usage;
            case InvalidDocumentException document:
                DiagnosticPrinter.Print(terminal.Error, document.File, document.Diagnostics);
                return ExitCode.Findings;
            case InvalidDefinitionException definition:
                DiagnosticPrinter.Print(terminal.Error, "definition", definition.Diagnostics);
                return ExitCode.Findings;
            case DeploymentException or AwsCommandException:
                terminal.Error.WriteLine(exception.Message);
                return exception is AwsCommandException ? ExitCode.Internal : ExitCode.Usage;
            case EngineException refused:
                terminal.Error.WriteLine($"{refused.Code}: {refused.Message}");
                return ExitCode.Usage;
            case EngineUnavailableException unavailable:
                terminal.Error.WriteLine($"{unavailable.Code}: {unavailable.Message}");
                return ExitCode.Internal;
            case SqliteUnavailableException sqlite:
                terminal.Error.WriteLine(sqlite.Message);
                return ExitCode.Internal;
            case IOException or UnauthorizedAccessException:
                terminal.Error.WriteLine(exception.Message);
                return ExitCode.Internal;
            default:
                terminal.Error.WriteLine("This is a defect of imageflow, please report it:");
                terminal.Error.WriteLine(exception);
                return ExitCode.Internal;
        }
    }

    /// <summary>Whether the findings keep a document from being used.</summary>
    public static bool HasErrors(this IEnumerable<Diagnostic> diagnostics) => diagnostics.Any(finding => finding.Severity == DiagnosticSeverity.Error);
}
