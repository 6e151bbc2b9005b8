using System.Text.Json.Nodes;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// The sample avatar-pipeline on a server as a process, started by uploads alone and killed in the middle: one avatar is taken, the same photo of another user, a picture without a
/// face and a broken file are refused and deleted.
/// </summary>
public sealed class AvatarTests
{
    private const string Sample = "avatar-pipeline";

    [Fact]
    public async Task Avatars_UploadedAndKilledInTheMiddle_AreTakenOnceOrRefused()
    {
        byte[] face = await SampleServer.PhotoAsync("face_recognition__obama.jpg");
        await using SampleServer server = await SampleServer.StartAsync();
        await server.CreateMachineAsync(Sample);
        await server.StartByUploadAsync(Sample, "avatars/");
        await server.Aws.PutObjectAsync("imageflow-uploads", "avatars/ada.jpg", face);
        await server.KillAsync();

        await server.StartAgainAsync();
        JsonNode taken = Assert.Single(await server.EndedAsync(Sample, 1))!;
        JsonObject output = await server.DescribeAsync(taken);
        Assert.True((string?)output["status"] == "SUCCEEDED", output.ToJsonString());
        JsonObject avatar = (JsonObject)JsonNode.Parse((string)output["output"]!)!;
        Assert.Equal("ada", (string?)avatar["userId"]);
        Assert.Single(avatar["warnings"]!.AsArray());
        foreach (JsonNode? variant in avatar["variants"]!.AsArray())
        {
            int side = (string?)variant!["key"] is { } key && key.EndsWith("small.jpg", StringComparison.Ordinal) ? 64 : 256;
            Assert.Equal((side, side), ((int)variant["width"]!, (int)variant["height"]!));
            using HttpResponseMessage stored = await server.Aws.GetObjectAsync((string)variant["bucket"]!, (string)variant["key"]!);
            Assert.True(stored.IsSuccessStatusCode);
        }

        await server.Aws.PutObjectAsync("imageflow-uploads", "avatars/bob.jpg", face);
        await server.Aws.PutObjectAsync("imageflow-uploads", "avatars/cleo.png", await SampleServer.PhotoAsync("exif-orientation-examples__Landscape_1.jpg"));
        await server.Aws.PutObjectAsync("imageflow-uploads", "avatars/dan.png", "no picture"u8.ToArray());
        JsonArray ended = await server.EndedAsync(Sample, 4);
        List<string?> errors = [];
        foreach (JsonNode? execution in ended.Where(e => (string?)e!["status"] == "FAILED"))
        {
            errors.Add((string?)(await server.DescribeAsync(execution!))["error"]);
        }

        Assert.Equal(["FaceAlreadyExistsError", "InvalidImageFormatError", "PhotoDoesNotMeetRequirementError"], errors.Order());
        foreach ((string key, bool there) in new[] { ("ada.jpg", true), ("bob.jpg", false), ("cleo.png", false), ("dan.png", false) })
        {
            using HttpResponseMessage upload = await server.Aws.GetObjectAsync("imageflow-uploads", "avatars/" + key);
            Assert.Equal(there, upload.IsSuccessStatusCode);
        }

        JsonArray items = await server.ItemsAsync("imageflow-images");
        Assert.Equal(["failed", "failed", "failed", "processed"], items.Select(item => (string)item!["status"]!["S"]!).Order());
        Assert.Single((await server.Aws.CallAsync("RekognitionService.ListFaces", new JsonObject { ["CollectionId"] = "imageflow-faces" }))["Faces"]!.AsArray());
        JsonArray messages = await server.InboxAsync("messages");
        Assert.Equal(["Avatar ready", "Avatar refused", "Avatar refused", "Avatar refused"], messages.Select(message => (string?)message!["subject"]).Order());
    }
}
