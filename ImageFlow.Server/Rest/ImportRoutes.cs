using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Backends;
using ImageFlow.Server.Flows;
using ImageFlow.Workflows;
using Microsoft.AspNetCore.Mvc;

namespace ImageFlow.Server.Rest;

/// <summary>What became of one imported file.</summary>
/// <param name="File">Its name; for one of an archive, <c>archive.zip/path</c>.</param>
/// <param name="Workflow">The flow that it is now; null when it could not be read.</param>
/// <param name="Error">Why it could not.</param>
internal sealed record ImportedBody(string File, WorkflowSummary? Workflow, string? Error, IReadOnlyList<DiagnosticBody> Diagnostics);

/// <summary><c>POST /api/workflows/import</c>: Elsa definitions, state machines (ASL) and zip archives of both, as multipart/form-data.</summary>
internal static class ImportRoutes
{
    private const int MostBytes = 8 * 1024 * 1024;
    private const int MostEntries = 500;

    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, WorkflowBodies bodies) =>
        routes.MapPost("/workflows/import", async (HttpRequest request) =>
            {
                if (!request.HasFormContentType)
                    throw new BadHttpRequestException("Send the files as multipart/form-data.", StatusCodes.Status415UnsupportedMediaType);
                List<ImportedBody> imported = [];
                foreach (var file in (await request.ReadFormAsync(request.HttpContext.RequestAborted)).Files)
                {
                    await using var content = file.OpenReadStream();
                    if (file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                        imported.AddRange(await ArchiveAsync(content, file.FileName, flows, bodies));
                    else
                        imported.Add(One(file.FileName, await ReadAsync(content), flows, bodies));
                }

                return new Listed<ImportedBody>(imported);
            })
            .WithName("ImportWorkflows").WithMetadata(new RequestSizeLimitAttribute(64 * 1024 * 1024)).DisableAntiforgery().ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<IReadOnlyList<ImportedBody>> ArchiveAsync(Stream content, string name, FlowStore flows, WorkflowBodies bodies)
    {
        // The directory of an archive lies at its end, which a form's own stream cannot go to.
        using MemoryStream whole = new();
        await content.CopyToAsync(whole);
        ZipArchive archive;
        try
        {
            archive = new ZipArchive(whole, ZipArchiveMode.Read);
        }
        catch (InvalidDataException e)
        {
            return [Refused(name, $"It is no zip archive: {e.Message}")];
        }

        using (archive)
        {
            var documents = archive.Entries.Where(e => e.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !e.FullName.StartsWith("__MACOSX", StringComparison.Ordinal)).ToList();
            if (documents.Count == 0)
                return [Refused(name, "It holds no .json file.")];
            if (documents.Count > MostEntries)
                return [Refused(name, $"It holds {documents.Count} files; at most {MostEntries} are imported at once.")];
            List<ImportedBody> imported = [];
            // The folder of an export holds the flow and what it compiles to: the flow is what a person wants back.
            var flowFolders = documents.Where(e => e.Name == "workflow.json").Select(e => Path.GetDirectoryName(e.FullName) ?? "").ToHashSet(StringComparer.Ordinal);
            foreach (var entry in documents.Where(e => e.Name == "workflow.json" || !flowFolders.Contains(Path.GetDirectoryName(e.FullName) ?? "")))
            {
                try
                {
                    await using var stream = entry.Open();
                    imported.Add(One($"{name}/{entry.FullName}", await ReadAsync(stream), flows, bodies));
                }
                catch (InvalidDataException e)
                {
                    imported.Add(Refused($"{name}/{entry.FullName}", $"It is damaged: {e.Message}"));
                }
            }

            return imported;
        }
    }

    private static ImportedBody One(string file, byte[]? content, FlowStore flows, WorkflowBodies bodies)
    {
        if (content is null)
            return Refused(file, $"It is greater than {MostBytes / 1024 / 1024} MB, which no flow is.");
        JsonObject? document;
        try
        {
            document = JsonNode.Parse(content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsSpan(3) : content) as JsonObject;
        }
        catch (JsonException e)
        {
            return Refused(file, $"It is not JSON: {e.Message}");
        }

        if (document?["States"] is JsonObject)
            return StateMachine(file, document, flows, bodies);
        if (document?["root"] is not JsonObject)
            return Refused(file, "It is neither an Elsa 3 workflow definition (no member 'root') nor a state machine (no member 'States').");
        return new ImportedBody(file, bodies.Summary(flows.Save(document, publish: false)), null, []);
    }

    private static ImportedBody StateMachine(string file, JsonObject document, FlowStore flows, WorkflowBodies bodies)
    {
        var name = Path.GetFileName(file);
        foreach (var ending in (string[])[".json", ".asl"])
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
        var result = StateMachineImporter.Import(document.ToJsonString(), name.Length == 0 ? "Imported state machine" : name);
        DiagnosticBody[] findings = [.. result.Diagnostics.Select(DiagnosticBody.From)];
        if (result.Definition is null)
            return new ImportedBody(file, null, "It is no valid state machine.", findings);
        var definition = JsonNode.Parse(WorkflowWriter.Write(result.Definition))!.AsObject();
        definition.Remove("id");
        definition.Remove("definitionId");
        return new ImportedBody(file, bodies.Summary(flows.Save(definition, publish: false)), null, findings);
    }

    private static ImportedBody Refused(string file, string error) => new(file, null, error, []);

    /// <summary>Null when it is greater than <see cref="MostBytes"/>, whatever an archive says of it.</summary>
    private static async Task<byte[]?> ReadAsync(Stream stream)
    {
        using MemoryStream buffer = new();
        var chunk = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(chunk)) > 0;)
        {
            if (buffer.Length + read > MostBytes)
                return null;
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
