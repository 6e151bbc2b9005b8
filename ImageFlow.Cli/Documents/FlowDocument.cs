using System.Text.Json;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Deployment.Triggers;
using ImageFlow.LocalCloud.Tasks;
using ImageFlow.Workflows;

namespace ImageFlow.Cli.Documents;

/// <summary>A file that a command was given: a workflow, compiled, or a state machine as it stands.</summary>
/// <param name="Name">A state machine's name, made from the workflow's or the file's.</param>
/// <param name="Definition">The state machine as text; <see langword="null"/> where the findings have errors.</param>
/// <param name="SourceMap">Which step became which states; only for a workflow.</param>
internal sealed record FlowDocument(string File, string Name, string? Definition, IReadOnlyList<Diagnostic> Diagnostics, SourceMap? SourceMap)
{
    private const int MaxNameLength = 80;

    /// <summary>The state machine; <see langword="null"/> where the findings have errors.</summary>
    public StateMachine? Machine { get; init; }

    /// <summary>What starts the flow on AWS and what it needs there; only for a workflow.</summary>
    public FlowSettings Settings { get; init; } = new();

    /// <summary>The name of the state machine that other workflows start; <see langword="null"/> where it is no workflow.</summary>
    public string? CalledName { get; private init; }

    /// <param name="with">Files of other workflows, which this one may call.</param>
    /// <exception cref="UsageException">A file cannot be read or is neither of the two.</exception>
    public static async Task<FlowDocument> LoadAsync(string file, QueryLanguage? language = null, bool sequentialise = false, IReadOnlyList<string>? with = null)
    {
        string text = await ReadAsync(file);
        List<WorkflowDefinition> others = [];
        foreach (string other in with ?? [])
        {
            others.Add(WorkflowReader.Read(await ReadAsync(other)).Definition ?? throw new UsageException($"'{other}' holds no workflow."));
        }

        try
        {
            return JsonData.Parse(text) switch
            {
                ObjectData document when document.Contains("States") || document.Contains("StartAt") => ReadStateMachine(file, text, language),
                ObjectData => ReadWorkflow(file, text, new CompileOptions { QueryLanguage = language, Sequentialise = sequentialise, Workflows = others }),
                _ => throw new UsageException($"'{file}' holds neither a workflow nor a state machine: it is no JSON object."),
            };
        }
        catch (JsonException malformed)
        {
            throw new UsageException($"'{file}' is not JSON: {malformed.Message}", malformed);
        }
    }

    /// <summary>The definition, which is there when there are no errors.</summary>
    /// <exception cref="InvalidDocumentException">There are errors.</exception>
    public string RequireDefinition() => Definition is { } definition && !Diagnostics.HasErrors()
        ? definition
        : throw new InvalidDocumentException(File, Diagnostics);

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static async Task<string> ReadAsync(string file)
    {
        try
        {
            return await System.IO.File.ReadAllTextAsync(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"There is no file '{file}'.", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{file}' cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static FlowDocument ReadStateMachine(string file, string text, QueryLanguage? language)
    {
        ReadResult result = StateMachineReader.Read(text);
        if (language is not null && result.StateMachine is { } machine && language != (machine.QueryLanguage ?? QueryLanguage.JsonPath))
        {
            throw new UsageException($"'{file}' is a state machine in another query language already; only a workflow can be compiled to either.");
        }

        return new FlowDocument(file, NameOf(file), text, [.. result.Diagnostics, .. LocalFindings(result.StateMachine)], null) { Machine = result.StateMachine };
    }

    private static FlowDocument ReadWorkflow(string file, string text, CompileOptions options)
    {
        WorkflowReadResult read = WorkflowReader.Read(text);
        if (read.Definition is not { } workflow)
        {
            return new FlowDocument(file, NameOf(file), null, read.Diagnostics, null);
        }

        ActivityManifest activities = ActivityManifest.Parse(Activities.ActivityManifest.ToJson());
        CompileResult compiled = WorkflowCompiler.Compile(workflow, activities, options);
        List<Diagnostic> unusable = [];
        FlowSettings settings = FlowSettings.Read(workflow, unusable);
        return new FlowDocument(
            file,
            workflow.Name is { Length: > 0 } name ? Sanitise(name) : NameOf(file),
            compiled.AslJson,
            [.. read.Diagnostics, .. compiled.Diagnostics, .. unusable, .. LocalFindings(compiled.StateMachine)],
            compiled.SourceMap)
        {
            Machine = compiled.StateMachine,
            Settings = settings,
            CalledName = WorkflowCompiler.MachineName(workflow.DefinitionId),
        };
    }

    private static IReadOnlyList<Diagnostic> LocalFindings(StateMachine? machine) => machine is null ? [] : ResourceCheck.Unsupported(machine);

    /// <summary>The samples' files all have the same name, their folders tell them apart.</summary>
    public static string NameOf(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) ?? "";
        return Sanitise(name is "workflow" or "state-machine.asl" && folder.Length > 0 ? folder : name);
    }

    /// <summary>What Step Functions allows in a state machine's name.</summary>
    private static string Sanitise(string name)
    {
        string clean = new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);
        clean = clean.Trim('-');
        return clean.Length switch { 0 => "flow", > MaxNameLength => clean[..MaxNameLength], _ => clean };
    }
}

/// <summary>The user's document has errors.</summary>
internal sealed class InvalidDocumentException(string file, IReadOnlyList<Diagnostic> diagnostics) : Exception($"'{file}' has errors.")
{
    public string File { get; } = file;

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
