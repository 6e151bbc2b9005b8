using ImageFlow.Activities;
using ImageFlow.Cli.Documents;
using ImageFlow.Deployment;
using ImageFlow.Deployment.Stacks;
using ImageFlow.Deployment.Triggers;

namespace ImageFlow.Cli.Export;

/// <summary><c>imageflow export FILE -o DIR</c>: a folder that can be deployed without this program.</summary>
internal sealed class ExportCommand(Terminal terminal)
{
    public const string DefinitionFile = "state-machine.asl.json";
    public const string SourceMapFile = "source-map.json";
    public const string TemplateFile = "template.yaml";
    public const string FunctionsFile = "functions.json";
    public const string ReadmeFile = "README.md";

    public async Task<int> RunAsync(ExportRequest request)
    {
        FlowDocument document = await FlowDocument.LoadAsync(request.File, request.Language, request.Sequentialise, request.With);
        string definition = document.RequireDefinition();
        DiagnosticPrinter.Print(terminal.Error, request.File, document.Diagnostics);
        DeploymentRequest wanted = new DeploymentRequest
        {
            Name = document.Name,
            Definition = definition,
            Machine = document.Machine!,
            ManifestJson = ActivityManifest.ToJson(),
            IsExpress = request.IsExpress,
            Website = request.Website,
            Api = request.Api,
            PrivateAccess = request.PrivateAccess,
            PrivateClient = request.PrivateClient,
            LogsToBucket = request.LogsToBucket,
            Format = request.Format,
        }.With(document.Settings);
        DeploymentResult deployment = DeploymentTemplate.Build(request.Triggers.Count == 0 ? wanted : wanted with { Triggers = [.. request.Triggers.Select(ReadTrigger)] });
        DiagnosticPrinter.Print(terminal.Error, request.File, deployment.Findings);

        Directory.CreateDirectory(request.Directory);
        await WriteAsync(request, DefinitionFile, definition);
        await WriteAsync(request, TemplateFile, deployment.TemplateYaml);
        await WriteAsync(request, FunctionsFile, deployment.FunctionsJson());
        await WriteAsync(request, ReadmeFile, ExportReadme.Write(document.Name, deployment));
        if (deployment.DefinitionApart is { } apart)
        {
            await WriteAsync(request, StackDeployment.DefinitionApartFile, apart);
        }

        if (document.SourceMap is { } map)
        {
            await WriteAsync(request, SourceMapFile, map.ToJson());
            if (request.Explain)
            {
                SourceMapPrinter.Print(terminal.Out, map);
            }
        }

        return deployment.Findings.HasErrors() ? ExitCode.Findings : ExitCode.Ok;
    }

    private static Trigger ReadTrigger(string text)
    {
        try
        {
            return TriggerReader.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw new UsageException(wrong.Message, wrong);
        }
    }

    private async Task WriteAsync(ExportRequest request, string name, string text)
    {
        string path = Path.Combine(request.Directory, name);
        await File.WriteAllTextAsync(path, text.EndsWith('\n') ? text : text + "\n");
        await terminal.Error.WriteLineAsync($"wrote {path}");
    }
}
