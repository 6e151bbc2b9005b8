using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>A presigned POST as a browser sends it: the permit's fields in their order, the file last.</summary>
internal static class UploadForm
{
    public static MultipartFormDataContent From(JsonObject permit, byte[] content, string fileName, Action<Dictionary<string, string>>? change = null)
    {
        Dictionary<string, string> fields = permit["fields"]!.AsObject().ToDictionary(f => f.Key, f => (string)f.Value!);
        change?.Invoke(fields);
        MultipartFormDataContent form = [];
        foreach (var (name, value) in fields)
            form.Add(Part(value), $"\"{name}\"");
        ByteArrayContent file = new(content);
        form.Add(file, "\"file\"", $"\"{fileName}\"");
        return form;
    }

    private static StringContent Part(string value)
    {
        StringContent part = new(value);
        part.Headers.ContentType = (MediaTypeHeaderValue?)null;
        return part;
    }
}
