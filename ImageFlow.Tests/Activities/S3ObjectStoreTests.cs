using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

/// <summary>The S3 adapter against moto's S3, where <c>moto_server</c> is on PATH.</summary>
public sealed class S3ObjectStoreTests : IAsyncLifetime
{
    private const string Bucket = "imageflow-uploads";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private Process? server;
    private AmazonS3Client? client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private S3ObjectStore Store => new(client!);

    public async ValueTask InitializeAsync()
    {
        int port = FreePort();
        try
        {
            server = Process.Start(new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("moto_server is not on PATH; 'pip install moto[server]' brings it.");
        }

        server!.BeginOutputReadLine();
        server.BeginErrorReadLine();
        client = new(new BasicAWSCredentials("test", "test"), new AmazonS3Config
        {
            ServiceURL = $"http://127.0.0.1:{port}",
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
        });
        await WaitForAsync(port);
        await client.PutBucketAsync(Bucket, Token);
        await client.PutBucketAsync("other-bucket", Token);
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (server is { HasExited: false })
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }

        server?.Dispose();
    }

    [Fact]
    public async Task EveryMember_OverS3_DoesWhatTheFileStoreDoes()
    {
        Dictionary<string, string> metadata = new() { ["by"] = "me" };
        ObjectInfo put = await Store.PutAsync(Bucket, "photos/a b+c?.txt", Encoding.UTF8.GetBytes("hello"), new() { ContentType = "text/plain", Metadata = metadata }, Token);
        Assert.Equal((5L, "5d41402abc4b2a76b9719d911017c592", "text/plain", "me"), (put.Size, put.ETag, put.Attributes.ContentType, put.Attributes.Metadata["by"]));

        await Store.CopyAsync(Bucket, "photos/a b+c?.txt", "other-bucket", "copy", Token);
        await using (StoredObject copy = await Store.GetAsync("other-bucket", "copy", Token))
        {
            Assert.Equal("hello", await new StreamReader(copy.Content).ReadToEndAsync(Token));
            Assert.Equal(("text/plain", "me"), (copy.Info.Attributes.ContentType, copy.Info.Attributes.Metadata["by"]));
        }

        await Store.PutAsync(Bucket, "photos/b", Encoding.UTF8.GetBytes("x"), new(), Token);
        await Store.PutAsync(Bucket, "other", Encoding.UTF8.GetBytes("x"), new(), Token);
        Assert.Equal(["photos/a b+c?.txt", "photos/b"], await Store.ListAsync(Bucket, "photos/", Token).Select(o => o.Key).ToListAsync(Token));

        await Store.DeleteAsync(Bucket, "photos/b", Token);
        await Store.DeleteAsync(Bucket, "photos/b", Token);
        Assert.Null(await Store.HeadAsync(Bucket, "photos/b", Token));
        ObjectNotFoundError error = await Assert.ThrowsAsync<ObjectNotFoundError>(() => Store.GetAsync(Bucket, "photos/b", Token));
        Assert.Equal("photos/b", error.Key);
        await Assert.ThrowsAsync<ObjectNotFoundError>(() => Store.CopyAsync(Bucket, "photos/b", Bucket, "x", Token));
        await Assert.ThrowsAsync<InvalidObjectNameException>(() => Store.HeadAsync(Bucket, "../x", Token));
    }

    [Fact]
    public async Task ResizeImage_OverS3_StoresTheResult()
    {
        await Store.PutAsync(Bucket, "a.jpg", TestPicture.Gradient(200, 100), new(), Token);

        ActivityResult result = await ActivityInvoker.InvokeAsync(
            "ResizeImage",
            """{"bucket":"imageflow-uploads","key":"a.jpg","width":50,"targetBucket":"other-bucket"}"""u8.ToArray(),
            new() { Objects = Store },
            Token);

        Assert.Null(result.Error);
        ObjectInfo? info = await Store.HeadAsync("other-bucket", "a-w50.jpg", Token);
        Assert.Equal("image/jpeg", info!.Attributes.ContentType);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitForAsync(int port)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync("127.0.0.1", port, Token);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(start) < StartLimit && server is { HasExited: false })
            {
                await Task.Delay(200, Token);
            }
        }
    }
}
