using System.Text;
using ImageFlow.Cli.Documents;
using ImageFlow.Workflows;

namespace ImageFlow.Cli.Import;

/// <summary><c>imageflow import ASL -o FILE</c></summary>
internal sealed class ImportCommand(Terminal terminal)
{
    /// <exception cref="UsageException">The file cannot be read.</exception>
    /// <exception cref="InvalidDocumentException">It is no valid state machine.</exception>
    public async Task<int> RunAsync(string file, string output, string? name)
    {
        string asl = await FlowDocument.ReadAsync(file);
        StateMachineImportResult imported = StateMachineImporter.Import(asl, name ?? FlowDocument.NameOf(file));
        DiagnosticPrinter.Print(terminal.Error, file, imported.Diagnostics);
        if (imported.Definition is not { } definition || imported.Diagnostics.HasErrors())
        {
            throw new InvalidDocumentException(file, imported.Diagnostics);
        }

        string target = Path.GetFullPath(output);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await File.WriteAllTextAsync(target, WorkflowWriter.Write(definition), new UTF8Encoding(false));
        await terminal.Error.WriteLineAsync($"wrote {output}");
        return ExitCode.Ok;
    }
}
