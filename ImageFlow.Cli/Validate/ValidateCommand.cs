using ImageFlow.Asl.Values;
using ImageFlow.Cli.Documents;

namespace ImageFlow.Cli.Validate;

/// <summary><c>imageflow validate FILE…</c></summary>
internal sealed class ValidateCommand(Terminal terminal)
{
    /// <returns><see cref="ExitCode.Findings"/> where a file has an error; warnings alone are no failure.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> files, bool json)
    {
        List<FlowDocument> documents = [];
        foreach (string file in files)
        {
            documents.Add(await FlowDocument.LoadAsync(file));
        }

        if (json)
        {
            await terminal.Out.WriteLineAsync(ObjectData.Of(("files", new ArrayData([.. documents.Select(ToJson)]))).ToJson(indented: true));
        }
        else
        {
            documents.ForEach(Print);
        }

        return documents.Exists(document => document.Diagnostics.HasErrors()) ? ExitCode.Findings : ExitCode.Ok;
    }

    private static ObjectData ToJson(FlowDocument document) => ObjectData.Of(
        ("file", document.File),
        ("valid", !document.Diagnostics.HasErrors()),
        ("diagnostics", new ArrayData([.. document.Diagnostics.Select(DiagnosticPrinter.ToJson)])));

    private void Print(FlowDocument document)
    {
        DiagnosticPrinter.Print(terminal.Out, document.File, document.Diagnostics);
        if (!document.Diagnostics.HasErrors())
        {
            terminal.Out.WriteLine($"{document.File}: ok");
        }
    }
}
