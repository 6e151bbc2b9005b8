using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>The sample image-resize on a server as a process: started by uploads and by a POST, killed in the middle, decided by <c>$.ok</c>.</summary>
public sealed class ResizeTests
{
    private const string Sample = "image-resize";
    private const int Photos = 12;

    private static readonly string[] Sizes = ["thumbnail", "medium", "large"];

    [Fact]
    public async Task Resize_KilledWhilePhotosAreWorkedOn_MakesEachSizeOnceWithTheSameBytes()
    {
        byte[] photo = await SampleServer.PhotoAsync("exif-orientation-examples__Landscape_6.jpg");
        await using SampleServer server = await SampleServer.StartAsync();
        await server.CreateMachineAsync(Sample);
        await server.StartByUploadAsync(Sample, "photos/");
        await server.Aws.PutObjectAsync("imageflow-uploads", "photos/first.jpg", photo);
        JsonObject first = await server.DescribeAsync((await server.EndedAsync(Sample, 1))[0]!);
        JsonArray made = JsonNode.Parse((string)first["output"]!)!["images"]!.AsArray();
        Assert.Equal(Sizes, made.Select(image => (string?)image!["name"]));
        Assert.Equal([(256, 171), (1024, 683), (1800, 1200)], made.Select(image => ((int)image!["width"]!, (int)image["height"]!)));

        for (int i = 0; i < Photos; i++)
            await server.Aws.PutObjectAsync("imageflow-uploads", $"photos/{i}.jpg", photo);
        await SampleServer.UntilAsync(() => Task.FromResult(server.CountObjects("imageflow-processed")), count => count > Sizes.Length);
        await server.KillAsync();
        Assert.True(server.CountObjects("imageflow-processed") < (Photos + 1) * Sizes.Length, "It was killed after the work, not in its middle.");
        await server.StartAgainAsync();
        JsonArray ended = await server.EndedAsync(Sample, Photos + 1);

        Assert.All(ended, execution => Assert.Equal("SUCCEEDED", (string?)execution!["status"]));
        Assert.Equal(Photos + 1, ended.Select(execution => (string)execution!["name"]!).Distinct().Count());
        Assert.Equal((Photos + 1) * Sizes.Length, server.CountObjects("imageflow-processed"));
        foreach (JsonNode? image in made)
        {
            string key = (string)image!["key"]!;
            byte[] expected = await server.ReadObjectAsync("imageflow-processed", key);
            for (int i = 0; i < Photos; i++)
                Assert.Equal(expected, await server.ReadObjectAsync("imageflow-processed", key.Replace("first", $"{i}", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Resize_OfWhatIsNoPicture_FailsWithTheActivitysErrorAndLeavesNothing()
    {
        await using SampleServer server = await SampleServer.StartAsync();
        await server.CreateMachineAsync(Sample);
        await server.StartByUploadAsync(Sample, "photos/");

        await server.Aws.PutObjectAsync("imageflow-uploads", "other/photo.jpg", "no picture"u8.ToArray());
        await server.Aws.PutObjectAsync("imageflow-uploads", "photos/broken.jpg", "no picture"u8.ToArray());
        JsonObject failed = await server.DescribeAsync((await server.EndedAsync(Sample, 1))[0]!);

        Assert.Equal(("FAILED", "InvalidImageFormatError"), ((string?)failed["status"], (string?)failed["error"]));
        Assert.Contains("photos/broken.jpg", (string)failed["cause"]!, StringComparison.Ordinal);
        Assert.Equal(0, server.CountObjects("imageflow-processed"));
    }

    [Fact]
    public async Task Resize_StartedByAPost_AnswersWithTheRunAndItsSizesCanBeCopiedByTheAwsCommandLine()
    {
        string aws = ExternalPrograms.Require("aws");
        string photo = Path.Combine(SharedData.Require("images"), "exif-orientation-examples__Landscape_1.jpg");
        await using SampleServer server = await SampleServer.StartAsync();
        string target = Path.Combine(server.Data, "copied.jpg");
        await RunAsync("s3", "cp", photo, "s3://imageflow-uploads/by-hand/photo.jpg");

        using HttpResponseMessage answer = await server.Web.PostAsJsonAsync(
            $"/api/workflows/{Sample}/simulate",
            new JsonObject { ["input"] = new JsonObject { ["bucket"] = "imageflow-uploads", ["key"] = "by-hand/photo.jpg", ["size"] = new FileInfo(photo).Length } },
            TestContext.Current.CancellationToken);
        string id = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
        JsonNode run = await SampleServer.UntilAsync(
            async () => JsonNode.Parse(await server.Web.GetStringAsync($"/api/executions/{Uri.EscapeDataString(id)}", TestContext.Current.CancellationToken))!, execution => execution["stopDate"] is not null);
        Assert.Equal("SUCCEEDED", (string?)run["status"]);
        string listed = await RunAsync("s3", "ls", "s3://imageflow-processed/", "--recursive");
        string key = Assert.Single(listed.Split('\n'), line => line.Contains("thumbnail", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1].Trim();
        await RunAsync("s3", "cp", "s3://imageflow-processed/" + key, target);

        Assert.Equal(await server.ReadObjectAsync("imageflow-processed", key), await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken));

        async Task<string> RunAsync(params string[] arguments)
        {
            (int code, string output) = await ExternalPrograms.RunAsync(aws, ["--endpoint-url", server.Aws.Endpoint.ToString(), .. arguments], new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = "any", ["AWS_SECRET_ACCESS_KEY"] = "any", ["AWS_DEFAULT_REGION"] = "us-east-1",
            });
            Assert.True(code == 0, output);
            return output;
        }
    }
}
