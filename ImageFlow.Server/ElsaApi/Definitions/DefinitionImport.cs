using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary>Definition files in and out: single JSON files, and zip archives of them as Elsa writes them.</summary>
internal static class DefinitionImport
{
    /// <summary>Bytes that one definition file may have; no real flow comes near it.</summary>
    private const int MaxFileBytes = 8 * 1024 * 1024;

    /// <summary>Saves every definition among the uploaded files as a draft and returns how many there were.</summary>
    public static async Task<int> FilesAsync(HttpRequest request, FlowStore flows)
    {
        var form = await request.ReadFormAsync();
        var count = 0;
        foreach (var file in form.Files)
        {
            await using var stream = file.OpenReadStream();
            if (!file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            {
                count += Save(await ReadAsync(stream), flows);
                continue;
            }

            using MemoryStream whole = new();
            await stream.CopyToAsync(whole);
            using var archive = Open(whole);
            foreach (var entry in archive.Entries.Where(e => e.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !e.FullName.StartsWith("__MACOSX", StringComparison.Ordinal)))
            {
                await using var content = entry.Open();
                count += Save(await ReadAsync(content), flows);
            }
        }

        return count;
    }

    public static byte[] Zip(IEnumerable<FlowVersion> versions)
    {
        using MemoryStream buffer = new();
        using (ZipArchive archive = new(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var version in versions)
            {
                var entry = archive.CreateEntry($"workflow-definition-{version.DefinitionId}-{version.VersionId}.json");
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                content.Write(JsonSerializer.SerializeToUtf8Bytes(DefinitionBody.Export(version)));
            }
        }

        return buffer.ToArray();
    }

    private static ZipArchive Open(Stream stream)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read);
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException($"The file is no zip archive: {e.Message}", e);
        }
    }

    private static int Save(JsonObject? definition, FlowStore flows)
    {
        if (definition?["root"] is null)
            return 0;
        flows.Save(definition, publish: false);
        return 1;
    }

    private static async Task<JsonObject?> ReadAsync(Stream stream)
    {
        using MemoryStream buffer = new();
        var chunk = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(chunk)) > 0;)
        {
            if (buffer.Length + read > MaxFileBytes)
                throw new BadHttpRequestException("A workflow definition may have at most 8 MB.", StatusCodes.Status413PayloadTooLarge);
            buffer.Write(chunk, 0, read);
        }

        var bytes = buffer.ToArray().AsSpan();
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            return JsonNode.Parse(bytes) as JsonObject;
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The file is not JSON: {e.Message}", e);
        }
    }
}
