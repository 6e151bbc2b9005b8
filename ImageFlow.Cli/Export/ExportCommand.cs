using ImageFlow.Asl.Model;
using ImageFlow.Cli.Documents;

namespace ImageFlow.Cli.Export;

/// <summary><c>imageflow export FILE -o DIR</c></summary>
internal sealed class ExportCommand(Terminal terminal)
{
    public const string DefinitionFile = "state-machine.asl.json";
    public const string SourceMapFile = "source-map.json";

    public async Task<int> RunAsync(string file, string directory, QueryLanguage? language, bool explain, bool sequentialise, IReadOnlyList<string> with)
    {
        FlowDocument document = await FlowDocument.LoadAsync(file, language, sequentialise, with);
        string definition = document.RequireDefinition();
        DiagnosticPrinter.Print(terminal.Error, file, document.Diagnostics);
        Directory.CreateDirectory(directory);
        await WriteAsync(Path.Combine(directory, DefinitionFile), definition);
        if (document.SourceMap is { } map)
        {
            await WriteAsync(Path.Combine(directory, SourceMapFile), map.ToJson());
            if (explain)
            {
                SourceMapPrinter.Print(terminal.Out, map);
            }
        }

        return ExitCode.Ok;
    }

    private async Task WriteAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text.EndsWith('\n') ? text : text + "\n");
        await terminal.Error.WriteLineAsync($"wrote {path}");
    }
}
