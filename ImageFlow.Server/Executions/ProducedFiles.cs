using System.Text.Json;
using ImageFlow.Activities;
using ImageFlow.Backends;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.Server.HttpBackends;

namespace ImageFlow.Server.Executions;

/// <summary>The files of an execution: the picture that it was started on, and those that its steps wrote and that are still there.</summary>
internal sealed class ProducedFiles(LocalCloudHost cloud)
{
    public async Task<IReadOnlyList<FileBody>> OfAsync(ExecutionDescription execution, IReadOnlyList<Step> steps)
    {
        List<FileBody> files = [];
        if (InputObject(execution) is var (bucket, key) && await HeadAsync(bucket, key) is { } info)
            files.Add(new FileBody(bucket, key, ObjectLinks.Of(bucket, key), info.Attributes.ContentType, info.Size, null, null, null, "input"));
        var written = await cloud.FilesOfAsync(execution.ExecutionArn);
        var makers = MakersOf(written.Select(made => made.Key), steps);
        files.AddRange(written.Select(made =>
            new FileBody(made.Bucket, made.Key, ObjectLinks.Of(made.Bucket, made.Key), made.ContentType, made.Bytes, made.Width, made.Height, makers.GetValueOrDefault(made.Key), "output")));
        return files;
    }

    /// <summary>The node that made each key: the first to end with it in its output; those around it only hand it on.</summary>
    private static Dictionary<string, string> MakersOf(IEnumerable<string> keys, IReadOnlyList<Step> steps)
    {
        Dictionary<string, string> makers = new(StringComparer.Ordinal);
        HashSet<string> wanted = new(keys, StringComparer.Ordinal);
        foreach (var step in steps.Where(s => s is { NodeId: not null, Output: not null }).OrderBy(s => s.ExitedEventId ?? long.MaxValue))
        {
            foreach (var text in TextsIn(step.Output!.Value))
            {
                if (wanted.Contains(text))
                    makers.TryAdd(text, step.NodeId!);
            }
        }

        return makers;
    }

    /// <summary>Bucket and key that an execution's input names.</summary>
    private static (string Bucket, string Key)? InputObject(ExecutionDescription execution)
    {
        if (execution.Input is null || JsonText.Parse(execution.Input) is not { ValueKind: JsonValueKind.Object } input)
            return null;
        return input.TryGetProperty("bucket", out var bucket) && input.TryGetProperty("key", out var key) && bucket.ValueKind == JsonValueKind.String && key.ValueKind == JsonValueKind.String
            ? (bucket.GetString()!, key.GetString()!)
            : null;
    }

    private async Task<ObjectInfo?> HeadAsync(string bucket, string key)
    {
        try
        {
            return await cloud.Objects.HeadAsync(bucket, key);
        }
        catch (InvalidObjectNameException)
        {
            // An input may name anything; what no store can hold is no file.
            return null;
        }
    }

    private static IEnumerable<string> TextsIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => TextsIn(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsIn),
        JsonValueKind.String => [value.GetString()!],
        _ => [],
    };
}
