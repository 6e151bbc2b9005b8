using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

/// <summary>Drives every file of the shared folder of real and broken pictures through the activities.</summary>
public sealed class RealImageTests : IDisposable
{
    private static readonly string[] Widened = ["jpeg", "png", "webp", "gif", "avif", "tiff"];

    private static readonly string[] DeclaredErrors =
        [nameof(InvalidImageFormatError), nameof(ImageTooLargeError), nameof(CorruptImageError), nameof(ObjectNotFoundError)];

    private readonly ActivityRig rig = new();

    public static TheoryData<string> Files => SharedData.Find("images/manifest.json") is { } manifest
        ? [.. JsonNode.Parse(File.ReadAllText(manifest))!.AsArray().Select(e => (string)e!["file"]!)]
        : [""];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Pipeline_RealFile_EndsAsTheManifestSays(string file)
    {
        string folder = SharedData.Require("images");
        Assert.SkipWhen(file.Length == 0, "The folder of shared images has no manifest.");
        JsonNode entry = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!.AsArray().Single(e => (string)e!["file"]! == file)!;
        await rig.PutAsync(file, File.ReadAllBytes(Path.Combine(folder, file)));

        switch ((string)entry["expected"]!)
        {
            case "valid" when (string)entry["format"]! is "JPEG" or "MPO" or "PNG" or "APNG":
                await ExpectSuccessAsync(entry, null);
                break;
            case "valid" when (string)entry["mime"]! is "image/webp" or "image/gif" or "image/avif" or "image/tiff":
                await ExpectErrorAsync(file, null, nameof(InvalidImageFormatError));
                await ExpectSuccessAsync(entry, Widened);
                break;
            case "valid":
                await ExpectErrorAsync(file, null, nameof(InvalidImageFormatError));
                await ExpectErrorAsync(file, Widened, nameof(InvalidImageFormatError));
                break;
            case "invalid" or "reject-too-large":
                await ExpectErrorAsync(file, null);
                await ExpectErrorAsync(file, Widened);
                break;
            default:
                await ExpectAnEndAsync(file);
                break;
        }
    }

    public void Dispose() => rig.Dispose();

    private static JsonObject Formats(string[]? allowed) => allowed is null ? [] : new() { ["allowedFormats"] = JsonSerializer.SerializeToNode(allowed) };

    private static JsonObject Sizes() => new()
    {
        ["sizes"] = JsonNode.Parse("""[{"name":"small","width":64},{"name":"square","width":48,"height":48},{"name":"large","width":512,"height":512}]"""),
    };

    private async Task ExpectSuccessAsync(JsonNode entry, string[]? allowed)
    {
        string file = (string)entry["file"]!;
        (int width, int height) = ((int)entry["displayWidth"]!, (int)entry["displayHeight"]!);
        JsonObject valid = await rig.RunAsync("ValidateImage", file, Formats(allowed));
        Assert.Equal((width, height), ((int)valid["width"]!, (int)valid["height"]!));

        JsonObject metadata = await rig.RunAsync("ReadMetadata", file);
        Assert.Equal((width, height), ((int)metadata["width"]!, (int)metadata["height"]!));
        Assert.Equal((string)entry["sha256"]!, (string)metadata["sha256"]!);
        if (entry["orientation"] is { } orientation)
        {
            Assert.Equal((int)orientation, (int)metadata["orientation"]!);
        }

        JsonObject resized = await rig.RunAsync("ResizeImage", file, Sizes());
        Assert.True((bool)resized["ok"]!);
        foreach (JsonNode? image in resized["images"]!.AsArray())
        {
            byte[] bytes = await rig.Objects.ReadAllBytesAsync(ActivityRig.Processed, (string)image!["key"]!, TestContext.Current.CancellationToken);
            Assert.Equal((int)image["bytes"]!, bytes.Length);
        }

        // A result is itself a valid picture of the size that was reported.
        string first = (string)resized["key"]!;
        await rig.Objects.CopyAsync(ActivityRig.Processed, first, ActivityRig.Uploads, first, TestContext.Current.CancellationToken);
        JsonObject again = await rig.RunAsync("ValidateImage", first, Formats(Widened));
        Assert.Equal(((int)resized["width"]!, (int)resized["height"]!), ((int)again["width"]!, (int)again["height"]!));
        Assert.Equal(Math.Min(64, width), (int)resized["width"]!);
    }

    private async Task ExpectErrorAsync(string file, string[]? allowed, string? name = null)
    {
        ActivityError error = await rig.FailAsync("ValidateImage", file, Formats(allowed));
        Assert.Contains(error.ErrorType, name is null ? DeclaredErrors : [name]);
        Assert.Contains(file, error.ErrorMessage, StringComparison.Ordinal);
        if (allowed is null)
        {
            return;
        }

        foreach (string activity in new[] { "ReadMetadata", "ResizeImage" })
        {
            ActivityError later = await rig.FailAsync(activity, file, activity == "ResizeImage" ? Sizes() : null);
            Assert.Contains(later.ErrorType, DeclaredErrors);
            Assert.Contains(file, later.ErrorMessage, StringComparison.Ordinal);
        }

        Assert.Empty(await rig.KeysAsync(ActivityRig.Processed));
    }

    private async Task ExpectAnEndAsync(string file)
    {
        foreach (string activity in new[] { "ValidateImage", "ReadMetadata", "ResizeImage" })
        {
            ActivityResult result = await rig.InvokeAsync(activity, file, activity == "ResizeImage" ? Sizes() : Formats(activity == "ValidateImage" ? Widened : null));
            if (result.Error is { } error)
            {
                Assert.Contains(error.ErrorType, DeclaredErrors);
            }
        }
    }
}
