using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

/// <summary>A file store in a folder of its own, and activities that work on it.</summary>
public sealed class ActivityRig : IDisposable
{
    public const string Uploads = "imageflow-uploads";
    public const string Processed = "imageflow-processed";

    public ActivityRig()
    {
        Folder = Directory.CreateTempSubdirectory("imageflow-").FullName;
        Objects = new FileObjectStore(Path.Combine(Folder, "objects"));
        Context = new() { Objects = Objects, Tables = Tables };
    }

    public string Folder { get; }

    public FileObjectStore Objects { get; }

    public RecordList Tables { get; } = new();

    public ActivityContext Context { get; init; }

    public Task<ObjectInfo> PutAsync(string key, byte[] content) =>
        Objects.PutAsync(Uploads, key, content, new() { ContentType = "image/jpeg" }, TestContext.Current.CancellationToken);

    /// <summary>Runs an activity on an object of the upload bucket; further members come from <paramref name="input"/>.</summary>
    public Task<ActivityResult> InvokeAsync(string activity, string key, JsonObject? input = null)
    {
        JsonObject payload = input ?? [];
        payload["bucket"] = Uploads;
        payload["key"] = key;
        return ActivityInvoker.InvokeAsync(activity, JsonSerializer.SerializeToUtf8Bytes(payload), Context, TestContext.Current.CancellationToken);
    }

    /// <summary>Like <see cref="InvokeAsync"/>, and expects a success.</summary>
    public async Task<JsonObject> RunAsync(string activity, string key, JsonObject? input = null)
    {
        ActivityResult result = await InvokeAsync(activity, key, input);
        Assert.True(result.Error is null, $"{result.Error?.ErrorType}: {result.Error?.ErrorMessage}\n{string.Join('\n', result.Error?.StackTrace ?? [])}");
        return JsonNode.Parse(result.Output!.Value.Span)!.AsObject();
    }

    /// <summary>Like <see cref="InvokeAsync"/>, and expects a failure.</summary>
    public async Task<ActivityError> FailAsync(string activity, string key, JsonObject? input = null)
    {
        ActivityResult result = await InvokeAsync(activity, key, input);
        Assert.NotNull(result.Error);
        return result.Error;
    }

    public async Task<List<string>> KeysAsync(string bucket) =>
        await Objects.ListAsync(bucket, "", TestContext.Current.CancellationToken).Select(o => o.Key).ToListAsync();

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
