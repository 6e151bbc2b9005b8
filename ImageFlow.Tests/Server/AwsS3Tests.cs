using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary><c>aws s3 …</c> and <c>aws s3api …</c> against the server.</summary>
public sealed class AwsS3Tests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task CommandLine_CpLsSyncRm_WorkUnchanged()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        string folder = Directory.CreateTempSubdirectory("imageflow-s3-").FullName;
        try
        {
            // Greater than 8 MiB: the client sends it in parts.
            byte[] big = RandomNumberGenerator.GetBytes(9 * 1024 * 1024);
            await File.WriteAllBytesAsync(Path.Combine(folder, "big file.bin"), big, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "small.txt"), "small", TestContext.Current.CancellationToken);

            await aws.RunAsync("s3", "mb", "s3://photos");
            await aws.RunAsync("s3", "sync", folder, "s3://photos/in");
            await aws.RunAsync("s3", "cp", "s3://photos/in/big file.bin", "s3://photos/copy/big.bin");
            string listed = await aws.RunAsync("s3", "ls", "s3://photos", "--recursive");
            Assert.Contains("in/big file.bin", listed, StringComparison.Ordinal);
            Assert.Contains("copy/big.bin", listed, StringComparison.Ordinal);
            Assert.Contains("PRE in/", await aws.RunAsync("s3", "ls", "s3://photos/"), StringComparison.Ordinal);
            await aws.RunAsync("s3", "cp", "s3://photos/copy/big.bin", Path.Combine(folder, "back.bin"));
            Assert.Equal(big, await File.ReadAllBytesAsync(Path.Combine(folder, "back.bin"), TestContext.Current.CancellationToken));
            Assert.DoesNotContain("upload", await aws.RunAsync("s3", "sync", folder, "s3://photos/in", "--exclude", "back.bin"), StringComparison.Ordinal);
            await aws.RunAsync("s3", "rm", "s3://photos", "--recursive");
            await aws.RunAsync("s3", "rb", "s3://photos");
            Assert.DoesNotContain("photos", await aws.RunAsync("s3", "ls"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task CommandLine_S3Api_KnowsTagsRangesPagesAndErrors()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "0123456789", TestContext.Current.CancellationToken);
            foreach (string key in new[] { "t/a.txt", "t/b.txt" })
            {
                await aws.AskAsync("s3api", "put-object", "--bucket", "imageflow-uploads", "--key", key, "--body", file, "--content-type", "text/plain", "--metadata", "who=me", "--tagging", "kind=test");
            }

            JsonNode head = await aws.AskAsync("s3api", "head-object", "--bucket", "imageflow-uploads", "--key", "t/a.txt");
            Assert.Equal((10, "text/plain", "me"), ((int)head["ContentLength"]!, (string?)head["ContentType"], (string?)head["Metadata"]!["who"]));
            JsonNode tags = await aws.AskAsync("s3api", "get-object-tagging", "--bucket", "imageflow-uploads", "--key", "t/a.txt");
            Assert.Equal(("kind", "test"), ((string?)tags["TagSet"]![0]!["Key"], (string?)tags["TagSet"]![0]!["Value"]));
            await aws.AskAsync("s3api", "get-object", "--bucket", "imageflow-uploads", "--key", "t/a.txt", "--range", "bytes=2-4", file);
            Assert.Equal("234", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            JsonNode page = await aws.AskAsync("s3api", "list-objects-v2", "--bucket", "imageflow-uploads", "--prefix", "t/", "--page-size", "1");
            Assert.Equal(2, ((JsonArray)page["Contents"]!).Count);
            JsonNode deleted = await aws.AskAsync("s3api", "delete-objects", "--bucket", "imageflow-uploads", "--delete", """{"Objects":[{"Key":"t/a.txt"},{"Key":"t/b.txt"}]}""");
            Assert.Equal(2, ((JsonArray)deleted["Deleted"]!).Count);
            (int code, _, string error) = await aws.TryAsync("s3api", "get-object", "--bucket", "imageflow-uploads", "--key", "t/a.txt", file);
            Assert.NotEqual(0, code);
            Assert.Contains("(NoSuchKey)", error, StringComparison.Ordinal);
            Assert.Contains("(NoSuchBucket)", (await aws.TryAsync("s3api", "list-objects-v2", "--bucket", "no-such-bucket")).Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
