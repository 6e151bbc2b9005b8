using System.Text.Json.Nodes;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.Cli.Documents;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Tables;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>Alone, because it watches the memory of the process.</summary>
[CollectionDefinition(nameof(UploadPipelineTests), DisableParallelization = true)]
public sealed class UploadPipelineCollection;

/// <summary>Every file of the shared folder of real and broken pictures goes through the whole sample.</summary>
[Collection(nameof(UploadPipelineTests))]
public sealed class UploadPipelineTests : IAsyncLifetime
{
    private const long MemoryLimit = 400L << 20;

    private static readonly string[] Widened = ["jpeg", "png", "webp", "gif", "avif", "tiff"];

    private static readonly string[] DeclaredErrors =
        [nameof(InvalidImageFormatError), nameof(ImageTooLargeError), nameof(CorruptImageError), nameof(ObjectNotFoundError)];

    private readonly TemporaryFolder folder = new();
    private readonly List<string> problems = [];
    private LocalCloudHost cloud = null!;
    private string stateMachineArn = "";
    private long peak;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        FlowDocument flow = await FlowDocument.LoadAsync(Path.Combine(SharedData.RepositoryRoot, "stepfunctions", "upload-pipeline", "workflow.json"));
        cloud = await LocalCloudHost.OpenAsync(new LocalCloudOptions { DataDirectory = folder.Path, TimeSkip = true, Synchronous = false }, Cancel);
        (stateMachineArn, _) = cloud.PutStateMachine(flow.Name, flow.RequireDefinition());
    }

    public async ValueTask DisposeAsync()
    {
        await cloud.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Pipeline_OverEveryRealAndBrokenFile_EndsAsTheManifestSays()
    {
        string images = SharedData.Require("images");
        GC.Collect();
        long before = Environment.WorkingSet;
        foreach (JsonNode? entry in JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(images, "manifest.json"), Cancel))!.AsArray())
        {
            await CheckAsync(images, entry!);
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories),
            path => path.Contains($"{Path.DirectorySeparatorChar}.tmp{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        Assert.True(peak < MemoryLimit || peak - before < MemoryLimit / 2, $"The process had {before >> 20} MB before and {peak >> 20} MB at most.");
    }

    [Fact]
    public async Task Pipeline_OverAMissingObject_FailsWithTheErrorsNameAndTellsOfIt()
    {
        ExecutionDescription execution = await RunAsync("none/none.jpg", 10, null);

        Assert.Equal(("FAILED", nameof(ObjectNotFoundError)), (execution.Status, execution.Error));
        Assert.Contains("none/none.jpg", execution.Cause, StringComparison.Ordinal);
        Assert.Single(cloud.Topics.List());
        ObjectData record = PlainItem.From(Assert.Single(cloud.Tables.Items(LocalNames.ImagesTable)));
        Assert.Equal("failed", Text(record, "status"));
    }

    private static string Text(ObjectData document, string name) => ((StringData)document[name]!).Value;

    private async Task CheckAsync(string images, JsonNode entry)
    {
        string file = (string)entry["file"]!;
        string mime = (string?)entry["mime"] ?? "";
        string path = Path.Combine(images, file);
        switch ((string)entry["expected"]!)
        {
            case "valid" when (string)entry["format"]! is "JPEG" or "MPO" or "PNG" or "APNG":
                await ExpectSuccessAsync(path, entry, null);
                break;
            case "valid" when mime is "image/webp" or "image/gif" or "image/avif" or "image/tiff":
                await ExpectErrorAsync(path, null, nameof(InvalidImageFormatError));
                await ExpectSuccessAsync(path, entry, Widened);
                break;
            case "valid" or "policy":
                await ExpectErrorAsync(path, null, nameof(InvalidImageFormatError));
                await ExpectErrorAsync(path, Widened, nameof(InvalidImageFormatError));
                break;
            case "invalid" or "reject-too-large":
                await ExpectErrorAsync(path, null);
                await ExpectErrorAsync(path, Widened);
                break;
            default:
                ExecutionDescription ended = await UploadAndRunAsync(path, Widened);
                Expect(ended.Status is "SUCCEEDED" or "FAILED", $"{file}: {ended.Status}");
                break;
        }

        peak = Math.Max(peak, Environment.WorkingSet);
    }

    private async Task ExpectSuccessAsync(string path, JsonNode entry, string[]? allowed)
    {
        string file = Path.GetFileName(path);
        ExecutionDescription execution = await UploadAndRunAsync(path, allowed);
        if (execution.Status != "SUCCEEDED")
        {
            problems.Add($"{file}: {execution.Status} {execution.Error} {execution.Cause}");
            return;
        }

        IReadOnlyList<ImageFlow.LocalCloud.Objects.ProducedFile> files = await cloud.FilesOfAsync(execution.ExecutionArn, Cancel);
        Expect(files.Count == 3 && files.All(f => f.Width > 0 && f.Height > 0 && f.Bytes > 0), $"{file}: {files.Count} files");
        ObjectData record = RecordOf(execution);
        JsonNode plain = JsonNode.Parse(record.ToJson())!;
        Expect((string?)plain["status"] == "processed", $"{file}: the record says {plain["status"]}");
        Expect(
            (int?)plain["original"]?["width"] == (int)entry["displayWidth"]! && (int?)plain["original"]?["height"] == (int)entry["displayHeight"]!,
            $"{file}: {plain["original"]} instead of {entry["displayWidth"]} × {entry["displayHeight"]}");
        Expect(
            entry["orientation"] is not { } orientation || (int?)plain["metadata"]?["orientation"] == (int)orientation,
            $"{file}: orientation {plain["metadata"]?["orientation"]} instead of {entry["orientation"]}");
        Expect(cloud.Topics.List(max: 1) is [{ } message] && message.ExecutionArn == execution.ExecutionArn, $"{file}: nobody was notified");
    }

    private async Task ExpectErrorAsync(string path, string[]? allowed, string? name = null)
    {
        string file = Path.GetFileName(path);
        ExecutionDescription execution = await UploadAndRunAsync(path, allowed);
        string[] expected = name is null ? DeclaredErrors : [name];
        Expect(execution.Status == "FAILED" && expected.Contains(execution.Error), $"{file}: {execution.Status} {execution.Error} {execution.Cause}");
        Expect(execution.Cause?.Contains(file, StringComparison.Ordinal) == true, $"{file}: the cause does not name it: {execution.Cause}");
        Expect((await cloud.FilesOfAsync(execution.ExecutionArn, Cancel)).Count == 0, $"{file}: partial results are left");
        Expect(Text(RecordOf(execution), "status") == "failed", $"{file}: the record does not tell of the failure");
        Expect(cloud.Topics.List(max: 1) is [{ } message] && message.ExecutionArn == execution.ExecutionArn, $"{file}: nobody was notified");
    }

    private void Expect(bool holds, string problem)
    {
        if (!holds)
        {
            problems.Add(problem);
        }
    }

    /// <summary>The record that the execution wrote under the object's name.</summary>
    private ObjectData RecordOf(ExecutionDescription execution)
    {
        ObjectData input = (ObjectData)JsonData.Parse(execution.Input!);
        ObjectData answer = cloud.Tables.GetItem(ObjectData.Of(
            ("TableName", LocalNames.ImagesTable),
            ("Key", ObjectData.Of(("id", ObjectData.Of(("S", $"{Text(input, "bucket")}/{Text(input, "key")}")))))));
        return answer["Item"] is ObjectData item ? PlainItem.From(item) : ObjectData.Of(("status", "absent"));
    }

    private async Task<ExecutionDescription> UploadAndRunAsync(string path, string[]? allowed)
    {
        string key = $"{(allowed is null ? "default" : "widened")}/{Path.GetFileName(path)}";
        await using FileStream content = File.OpenRead(path);
        await cloud.Objects.PutAsync(LocalNames.UploadsBucket, key, content, new ObjectAttributes(), Cancel);
        return await RunAsync(key, content.Length, allowed);
    }

    private async Task<ExecutionDescription> RunAsync(string key, long size, string[]? allowed)
    {
        ObjectDataBuilder input = new ObjectDataBuilder().Set("bucket", LocalNames.UploadsBucket).Set("key", key).Set("size", NumberData.Of(size));
        if (allowed is not null)
        {
            input.Set("allowedFormats", new ArrayData([.. allowed.Select(format => new StringData(format))]));
        }

        ExecutionDescription started = await cloud.Engine.StartExecutionAsync(stateMachineArn, null, input.Build().ToJson());
        return await cloud.Engine.WaitForCompletionAsync(started.ExecutionArn, Cancel);
    }
}
