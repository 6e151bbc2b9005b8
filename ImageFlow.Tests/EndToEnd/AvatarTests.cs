using System.Text.Json.Nodes;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.EndToEnd;

/// <summary>
/// The sample avatar-pipeline on a server as a process, started by uploads alone and killed in the middle: one avatar is taken, the same photo of another user, a picture without a
/// face and a broken file are refused and deleted.
/// </summary>
public sealed class AvatarTests : IDisposable
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:avatar-pipeline";

    private readonly string _data = Directory.CreateTempSubdirectory("imageflow-avatar-").FullName;
    private readonly AwsHttp _aws = new(new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}"));
    private readonly HttpClient _web = new() { BaseAddress = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}") };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Avatars_UploadedAndKilledInTheMiddle_AreTakenOnceOrRefused()
    {
        byte[] face = await ReadAsync("face_recognition__obama.jpg");
        await using (ServerProcess first = await StartAsync())
        {
            await SetUpAsync();
            await _aws.PutObjectAsync("imageflow-uploads", "avatars/ada.jpg", face);
            await first.KillAsync();
        }

        await using ServerProcess second = await StartAsync();
        JsonNode taken = Assert.Single(await EndedAsync(1))!;
        JsonObject output = await DescribeAsync(taken);
        Assert.True((string?)output["status"] == "SUCCEEDED", output.ToJsonString());
        JsonObject avatar = (JsonObject)JsonNode.Parse((string)output["output"]!)!;
        Assert.Equal("ada", (string?)avatar["userId"]);
        Assert.Single(avatar["warnings"]!.AsArray());
        foreach (JsonNode? variant in avatar["variants"]!.AsArray())
        {
            int side = (string?)variant!["key"] is { } key && key.EndsWith("small.jpg", StringComparison.Ordinal) ? 64 : 256;
            Assert.Equal((side, side), ((int)variant["width"]!, (int)variant["height"]!));
            using HttpResponseMessage stored = await _aws.GetObjectAsync((string)variant["bucket"]!, (string)variant["key"]!);
            Assert.True(stored.IsSuccessStatusCode);
        }

        await _aws.PutObjectAsync("imageflow-uploads", "avatars/bob.jpg", face);
        await _aws.PutObjectAsync("imageflow-uploads", "avatars/cleo.png", await ReadAsync("exif-orientation-examples__Landscape_1.jpg"));
        await _aws.PutObjectAsync("imageflow-uploads", "avatars/dan.png", "no picture"u8.ToArray());
        JsonArray ended = await EndedAsync(4);
        List<string?> errors = [];
        foreach (JsonNode? execution in ended.Where(e => (string?)e!["status"] == "FAILED"))
        {
            errors.Add((string?)(await DescribeAsync(execution!))["error"]);
        }

        Assert.Equal(["FaceAlreadyExistsError", "InvalidImageFormatError", "PhotoDoesNotMeetRequirementError"], errors.Order());
        foreach ((string key, bool there) in new[] { ("ada.jpg", true), ("bob.jpg", false), ("cleo.png", false), ("dan.png", false) })
        {
            using HttpResponseMessage upload = await _aws.GetObjectAsync("imageflow-uploads", "avatars/" + key);
            Assert.Equal(there, upload.IsSuccessStatusCode);
        }

        JsonArray items = (await _aws.CallAsync("DynamoDB_20120810.Scan", new JsonObject { ["TableName"] = "imageflow-images" }))["Items"]!.AsArray();
        Assert.Equal(["failed", "failed", "failed", "processed"], items.Select(item => (string)item!["status"]!["S"]!).Order());
        Assert.Single((await _aws.CallAsync("RekognitionService.ListFaces", new JsonObject { ["CollectionId"] = "imageflow-faces" }))["Faces"]!.AsArray());
        JsonArray messages = JsonNode.Parse(await _web.GetStringAsync("/api/inbox/messages", Cancel))!["items"]!.AsArray();
        Assert.Equal(["Avatar ready", "Avatar refused", "Avatar refused", "Avatar refused"], messages.Select(message => (string?)message!["subject"]).Order());
    }

    public void Dispose()
    {
        _aws.Dispose();
        _web.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static Task<byte[]> ReadAsync(string file) => File.ReadAllBytesAsync(Path.Combine(SharedData.Require("images"), file), Cancel);

    private async Task<ServerProcess> StartAsync()
    {
        ServerProcess server = ServerProcess.Start("--url", _web.BaseAddress!.ToString(), "--aws-url", _aws.Endpoint.ToString(), "--data", _data);
        await server.WaitUntilHealthyAsync(_web.BaseAddress!);
        return server;
    }

    /// <summary>A rule starts the flow for each upload below <c>avatars/</c>; the key's name is the user.</summary>
    private async Task SetUpAsync()
    {
        string definition = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "stepfunctions", "avatar-pipeline", "state-machine.asl.json"), Cancel);
        await _aws.CallAsync("AWSStepFunctions.CreateStateMachine", new JsonObject { ["name"] = "avatar-pipeline", ["roleArn"] = "arn:aws:iam::123456789012:role/r", ["definition"] = definition });
        await _aws.CallAsync("AWSEvents.PutRule", new JsonObject
        {
            ["Name"] = "avatars",
            ["EventPattern"] = """{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["imageflow-uploads"]},"object":{"key":[{"prefix":"avatars/"}]}}}""",
        });
        await _aws.CallAsync("AWSEvents.PutTargets", new JsonObject
        {
            ["Rule"] = "avatars",
            ["Targets"] = new JsonArray(new JsonObject
            {
                ["Id"] = "flow",
                ["Arn"] = Machine,
                ["InputTransformer"] = new JsonObject
                {
                    ["InputPathsMap"] = new JsonObject { ["bucket"] = "$.detail.bucket.name", ["key"] = "$.detail.object.key" },
                    ["InputTemplate"] = """{"bucket":<bucket>,"key":<key>}""",
                },
            }),
        });
    }

    private async Task<JsonArray> EndedAsync(int count)
    {
        for (DateTime deadline = DateTime.UtcNow.AddSeconds(120); DateTime.UtcNow < deadline; await Task.Delay(100, Cancel))
        {
            JsonArray executions = (await _aws.CallAsync("AWSStepFunctions.ListExecutions", new JsonObject { ["stateMachineArn"] = Machine }))["executions"]!.AsArray();
            Assert.True(executions.Count <= count, $"{executions.Count} executions where {count} were wanted.");
            if (executions.Count == count && executions.All(execution => (string?)execution!["status"] != "RUNNING"))
            {
                return executions;
            }
        }

        throw new TimeoutException("The executions did not end within two minutes.");
    }

    private Task<JsonObject> DescribeAsync(JsonNode execution) => _aws.CallAsync("AWSStepFunctions.DescribeExecution", new JsonObject { ["executionArn"] = (string)execution["executionArn"]! });
}
