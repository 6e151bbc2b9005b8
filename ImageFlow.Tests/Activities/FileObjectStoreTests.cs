using System.Text;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

public sealed class FileObjectStoreTests : IDisposable
{
    private const string Bucket = "imageflow-uploads";

    private readonly string root = Directory.CreateTempSubdirectory("imageflow-").FullName;
    private readonly FileObjectStore store;

    public FileObjectStoreTests() => store = new(Path.Combine(root, "objects"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> EscapingKeys =>
    [
        "", "..", ".", "../x", "a/../../x", "a/..", "./a", "/etc/passwd", "/", "a\0b", "a\nb", new string('k', 1025),
        "folder/" + new string('é', 128), "..//x", "a/./b",
    ];

    public static TheoryData<string> StrangeKeys =>
    [
        "plain.jpg", "a b/ü/日本.png", "...", "..a", "a..", "a//b", "folder/", "%2e%2e/x", "-rf", "~", "a:b", "con", ".meta/x", ".tmp", new string('k', 255),
        string.Join('/', Enumerable.Repeat(new string('s', 100), 10)),
    ];

    [Theory]
    [MemberData(nameof(EscapingKeys))]
    public async Task EveryMember_KeyThatCouldEscape_IsRefused(string key)
    {
        await Assert.ThrowsAsync<InvalidObjectNameException>(() => PutAsync(Bucket, key, "x"));
        await Assert.ThrowsAsync<InvalidObjectNameException>(() => store.GetAsync(Bucket, key, Token));
        await Assert.ThrowsAsync<InvalidObjectNameException>(() => store.HeadAsync(Bucket, key, Token));
        await Assert.ThrowsAsync<InvalidObjectNameException>(() => store.DeleteAsync(Bucket, key, Token));
        await Assert.ThrowsAsync<InvalidObjectNameException>(() => store.CopyAsync(Bucket, key, Bucket, "x", Token));
        Assert.Throws<InvalidObjectNameException>(() => store.FindFile(Bucket, key));
        Assert.Empty(Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".meta")]
    [InlineData(".overflow")]
    [InlineData("a/b")]
    [InlineData("Upper")]
    [InlineData("a..b")]
    [InlineData("-ab")]
    [InlineData("a\0b")]
    public async Task PutAsync_BucketThatCouldEscape_IsRefused(string bucket) =>
        await Assert.ThrowsAsync<InvalidObjectNameException>(() => PutAsync(bucket, "k", "x"));

    [Theory]
    [MemberData(nameof(StrangeKeys))]
    public async Task PutAsync_StrangeKey_ComesBackUnderExactlyItsName(string key)
    {
        await PutAsync(Bucket, key, "hello", new() { ContentType = "image/png", Metadata = new Dictionary<string, string> { ["by"] = "me" } });

        Assert.Equal("hello", await ReadAsync(key));
        ObjectInfo info = Assert.Single(await store.ListAsync(Bucket, "", Token).ToListAsync(Token));
        Assert.Equal((key, 5, "image/png", "me"), (info.Key, info.Size, info.Attributes.ContentType, info.Attributes.Metadata["by"]));
        Assert.Equal("5d41402abc4b2a76b9719d911017c592", info.ETag);
        string file = Path.GetFullPath(store.FindFile(Bucket, key)!);
        Assert.StartsWith(root + Path.DirectorySeparatorChar, file, StringComparison.Ordinal);

        await store.DeleteAsync(Bucket, key, Token);
        Assert.Null(await store.HeadAsync(Bucket, key, Token));
        Assert.Empty(Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
    }

    [Theory]
    [InlineData("a", "a/b")]
    [InlineData("a/b", "a")]
    [InlineData("x/y/z", "x/y")]
    public async Task PutAsync_AKeyThatIsAFolderOfAnother_BothAreThere(string first, string second)
    {
        await PutAsync(Bucket, first, "1");
        await PutAsync(Bucket, second, "2");

        Assert.Equal(("1", "2"), (await ReadAsync(first), await ReadAsync(second)));
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), await store.ListAsync(Bucket, "", Token).Select(o => o.Key).ToListAsync(Token));

        await store.DeleteAsync(Bucket, first, Token);
        Assert.Equal("2", await ReadAsync(second));
        await PutAsync(Bucket, second, "3");
        Assert.Equal("3", await ReadAsync(second));
        await store.DeleteAsync(Bucket, second, Token);
        Assert.Empty(await store.ListAsync(Bucket, "", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task PutAsync_SourceFailsHalfway_TheEarlierObjectStays()
    {
        await PutAsync(Bucket, "a.txt", "before");

        await Assert.ThrowsAsync<IOException>(() => store.PutAsync(Bucket, "a.txt", new BreakingStream(), new(), Token));

        Assert.Equal("before", await ReadAsync("a.txt"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(root, "objects", ".tmp")));
    }

    [Fact]
    public async Task PutAsync_ManyAtOnceOnOneKey_TheObjectIsAlwaysWholeAndOfItsType()
    {
        await Parallel.ForAsync(0, 60, Token, async (i, token) =>
        {
            string text = new((char)('a' + (i % 26)), 1000 + i);
            await PutAsync(Bucket, "same", text, new() { ContentType = "text/" + text[0] });
            string read = await ReadAsync("same");
            Assert.Single(read.Distinct());
        });

        ObjectInfo? info = await store.HeadAsync(Bucket, "same", Token);
        Assert.Equal("text/" + (await ReadAsync("same"))[0], info!.Attributes.ContentType);
    }

    [Fact]
    public async Task HeadAsync_FileLaidThereByHand_IsAnObject()
    {
        string folder = Directory.CreateDirectory(Path.Combine(root, "objects", Bucket, "mine")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "cat.jpg"), "hello", Token);

        ObjectInfo? info = await store.HeadAsync(Bucket, "mine/cat.jpg", Token);

        Assert.Equal(("image/jpeg", 5L, "5d41402abc4b2a76b9719d911017c592"), (info!.Attributes.ContentType, info.Size, info.ETag));
    }

    [Fact]
    public async Task HeadAsync_ContentReplacedByHand_DoesNotKeepTheOldTypeAndTag()
    {
        await PutAsync(Bucket, "a.png", "first", new() { ContentType = "text/plain" });
        await File.WriteAllTextAsync(store.FindFile(Bucket, "a.png")!, "hello", Token);
        File.SetLastWriteTimeUtc(store.FindFile(Bucket, "a.png")!, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        ObjectInfo? info = await store.HeadAsync(Bucket, "a.png", Token);

        Assert.Equal(("image/png", "5d41402abc4b2a76b9719d911017c592"), (info!.Attributes.ContentType, info.ETag));
    }

    [Fact]
    public async Task ListAsync_Prefix_ComesInTheOrderOfBytes()
    {
        string[] keys = ["b/1", "b/10", "b/2", "b-1", "b", "\U0001F600", "\uFF5E", "a"];
        foreach (string key in keys)
        {
            await PutAsync(Bucket, key, "x");
        }

        Assert.Equal(["b/1", "b/10", "b/2"], await store.ListAsync(Bucket, "b/", Token).Select(o => o.Key).ToListAsync(Token));
        Assert.Equal(
            keys.OrderBy(k => Convert.ToHexString(Encoding.UTF8.GetBytes(k)), StringComparer.Ordinal),
            await store.ListAsync(Bucket, "", Token).Select(o => o.Key).ToListAsync(Token));
    }

    [Fact]
    public async Task DeleteAsync_NothingThere_Succeeds()
    {
        await store.DeleteAsync(Bucket, "never/was", Token);
        await Assert.ThrowsAsync<ObjectNotFoundError>(() => store.GetAsync(Bucket, "never/was", Token));
        await Assert.ThrowsAsync<ObjectNotFoundError>(() => store.CopyAsync(Bucket, "never/was", Bucket, "x", Token));
        Assert.Empty(await store.ListAsync("no-such-bucket", "", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task CopyAsync_AnObject_KeepsTypeAndMetadata()
    {
        await PutAsync(Bucket, "a", "hello", new() { ContentType = "image/webp", Metadata = new Dictionary<string, string> { ["k"] = "v" } });

        await store.CopyAsync(Bucket, "a", "other-bucket", "b/c", Token);

        await using StoredObject copy = await store.GetAsync("other-bucket", "b/c", Token);
        Assert.Equal(("image/webp", "v"), (copy.Info.Attributes.ContentType, copy.Info.Attributes.Metadata["k"]));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private Task<ObjectInfo> PutAsync(string bucket, string key, string text, ObjectAttributes? attributes = null) =>
        store.PutAsync(bucket, key, Encoding.UTF8.GetBytes(text), attributes ?? new(), Token);

    private async Task<string> ReadAsync(string key)
    {
        await using StoredObject stored = await store.GetAsync(Bucket, key, Token);
        using StreamReader reader = new(stored.Content);
        return await reader.ReadToEndAsync(Token);
    }

    /// <summary>Gives some bytes, then fails.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        private bool began;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (began)
            {
                throw new IOException("The line broke.");
            }

            began = true;
            buffer.Span[..10].Clear();
            return ValueTask.FromResult(10);
        }
    }
}
