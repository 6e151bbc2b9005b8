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
        foreach (var made in await cloud.FilesOfAsync(execution.ExecutionArn))
        {
            // The first to end with it in its output made it; those around it only hand it on.
            var node = steps.Where(s => s.NodeId is not null && s.Output is { } output && Mentions(output, made.Key)).MinBy(s => s.ExitedEventId ?? long.MaxValue)?.NodeId;
            files.Add(new FileBody(made.Bucket, made.Key, ObjectLinks.Of(made.Bucket, made.Key), made.ContentType, made.Bytes, made.Width, made.Height, node, "output"));
        }

        return files;
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

    private static bool Mentions(JsonElement value, string key) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(member => Mentions(member.Value, key)),
        JsonValueKind.Array => value.EnumerateArray().Any(item => Mentions(item, key)),
        JsonValueKind.String => value.GetString() == key,
        _ => false,
    };
}
