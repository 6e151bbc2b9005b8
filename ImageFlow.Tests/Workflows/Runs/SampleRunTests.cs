using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Topics;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>The exported samples on the engine with real pictures, on the ways of success and of failure.</summary>
public sealed class SampleRunTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("imageflow-runs-").FullName;
    private LocalCloudHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        host = await LocalCloudHost.OpenAsync(new() { DataDirectory = folder, TimeSkip = true, Synchronous = false }, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task ImageResize_Photograph_GivesTheSizes()
    {
        ObjectData input = await UploadAsync(SharedData.Require("images/exif-orientation-examples__Landscape_6.jpg"), "in/photo.jpg");

        ExecutionDescription run = await RunAsync("image-resize", input);

        Assert.True(run.Status == "SUCCEEDED", $"{run.Error}: {run.Cause}");
        Assert.Equal(BooleanData.True, Output(run)["ok"]);
        Assert.Equal(3, (await host.FilesOfAsync(run.ExecutionArn, Cancellation)).Count);
    }

    [Fact]
    public async Task ImageResize_BrokenFile_TakesTheFailBranch()
    {
        ObjectData input = await UploadAsync(Encoding.UTF8.GetBytes("this is no picture"), "in/broken.jpg");

        ExecutionDescription run = await RunAsync("image-resize", input);

        Assert.Equal("FAILED", run.Status);
        Assert.Equal("InvalidImageFormatError", run.Error);
        Assert.Contains("broken.jpg", run.Cause);
        Assert.Contains(host.Engine.GetExecutionHistory(run.ExecutionArn), step => step.Type == "ChoiceStateExited");
    }

    [Fact]
    public async Task UploadPipeline_Photograph_RecordsTheOriginalAndAllVariants()
    {
        ObjectData input = await UploadAsync(SharedData.Require("images/exif-orientation-examples__Landscape_6.jpg"), "in/photo.jpg");

        ExecutionDescription run = await RunAsync("upload-pipeline", input);

        Assert.True(run.Status == "SUCCEEDED", $"{run.Error}: {run.Cause}");
        Assert.Equal(3, ((ArrayData)Output(run)["variants"]!).Count);
        ObjectData record = Assert.Single(host.Tables.Items(LocalNames.ImagesTable));
        Assert.Equal("processed", Text(record, "status", "S"));
        Assert.Equal(3, ((ArrayData)((ObjectData)record["variants"]!)["L"]!).Count);
        Assert.Equal("1800", Text((ObjectData)((ObjectData)record["original"]!)["M"]!, "width", "N"));
        Assert.Equal("Image processed", Assert.Single(host.Topics.List()).Subject);
        Assert.Equal(3, (await host.FilesOfAsync(run.ExecutionArn, Cancellation)).Count);
    }

    [Fact]
    public async Task UploadPipeline_BrokenFile_CleansUpRecordsNotifiesAndFailsWithTheFirstError()
    {
        ObjectData input = await UploadAsync(Encoding.UTF8.GetBytes("this is no picture"), "in/broken.jpg");

        ExecutionDescription run = await RunAsync("upload-pipeline", input);

        Assert.Equal("FAILED", run.Status);
        Assert.Equal("InvalidImageFormatError", run.Error);
        Assert.Contains("broken.jpg", run.Cause);
        ObjectData record = Assert.Single(host.Tables.Items(LocalNames.ImagesTable));
        Assert.Equal("failed", Text(record, "status", "S"));
        Assert.Equal("InvalidImageFormatError", Text(record, "error", "S"));
        TopicMessage message = Assert.Single(host.Topics.List());
        Assert.Equal("Image failed", message.Subject);
        Assert.Contains("InvalidImageFormatError", message.Message);
        Assert.Empty(await host.FilesOfAsync(run.ExecutionArn, Cancellation));
    }

    [Fact]
    public async Task UploadPipeline_WithoutTheSize_TakesTheFileAsItIs()
    {
        ObjectData input = await UploadAsync(SharedData.Require("images/exif-orientation-examples__Landscape_6.jpg"), "in/photo.jpg");

        ExecutionDescription run = await RunAsync("upload-pipeline", ObjectData.Of(("bucket", input["bucket"]!), ("key", input["key"]!)));

        Assert.True(run.Status == "SUCCEEDED", $"{run.Error}: {run.Cause}");
    }

    [Fact]
    public async Task UploadPipeline_KeyThatCannotBe_FailsAtOnceWithoutRetries()
    {
        ExecutionDescription run = await RunAsync("upload-pipeline", ObjectData.Of(("bucket", LocalNames.UploadsBucket), ("key", "../out.jpg")));

        Assert.Equal("InvalidObjectNameException", run.Error);
        Assert.Equal("Validate image", host.Engine.GetExecutionHistory(run.ExecutionArn).Where(step => step.Type == "TaskStateEntered").Select(step => (step.Details!["name"] as StringData)?.Value).First());
        List<string> first = [.. host.Engine.GetExecutionHistory(run.ExecutionArn).TakeWhile(step => step.Type != "TaskStateExited").Select(step => step.Type)];
        Assert.Single(first, "TaskScheduled");
    }

    [Fact]
    public async Task UploadPipeline_WebpWithWidenedFormats_Succeeds()
    {
        string? webp = Directory.EnumerateFiles(SharedData.Require("images"), "*.webp").Order(StringComparer.Ordinal).FirstOrDefault();
        Assert.SkipWhen(webp is null, "The shared images hold no WebP file.");
        ObjectData input = await UploadAsync(webp!, "in/picture.webp");

        ExecutionDescription refused = await RunAsync("upload-pipeline", input);
        ExecutionDescription accepted = await RunAsync("upload-pipeline", input.With("allowedFormats", new ArrayData("jpeg", "webp")));

        Assert.Equal("InvalidImageFormatError", refused.Error);
        Assert.True(accepted.Status == "SUCCEEDED", $"{accepted.Error}: {accepted.Cause}");
    }

    private async Task<ObjectData> UploadAsync(string path, string key) => await UploadAsync(await File.ReadAllBytesAsync(path, Cancellation), key);

    private async Task<ObjectData> UploadAsync(byte[] content, string key)
    {
        using MemoryStream stream = new(content);
        await host.Objects.PutAsync(LocalNames.UploadsBucket, key, stream, new(), Cancellation);
        return ObjectData.Of(("bucket", LocalNames.UploadsBucket), ("key", key), ("size", NumberData.Of(content.Length)));
    }

    private async Task<ExecutionDescription> RunAsync(string sample, ObjectData input)
    {
        string definition = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "stepfunctions", sample, "state-machine.asl.json"), Cancellation);
        (string arn, _) = host.PutStateMachine(sample, definition);
        ExecutionDescription started = await host.Engine.StartExecutionAsync(arn, null, input.ToJson());
        return await host.Engine.WaitForCompletionAsync(started.ExecutionArn, Cancellation);
    }

    private static ObjectData Output(ExecutionDescription run) => (ObjectData)JsonData.Parse(run.Output!);

    private static string? Text(ObjectData item, string name, string type) => (((ObjectData)item[name]!)[type] as StringData)?.Value;
}
