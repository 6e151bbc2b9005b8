using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>What keeps a data folder from being opened is one sentence with a code.</summary>
public sealed class LocalCloudHostTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Open_WhereTheFolderIsAFile_IsRefused()
    {
        string file = folder.File("data");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        EngineUnavailableException refusal = await OpenAsync(file);

        Assert.Equal("ENG0003", refusal.Code);
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhereTheDatabaseIsNone_IsRefused()
    {
        await File.WriteAllTextAsync(folder.File("cloud.db"), new string('x', 4096), TestContext.Current.CancellationToken);

        EngineUnavailableException refusal = await OpenAsync(folder.Path);

        Assert.Equal("ENG0007", refusal.Code);
        Assert.Contains("cloud.db", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("localhost:3001")]
    [InlineData("ftp://127.0.0.1")]
    public void LambdaEndpoint_ThatIsNoAddress_IsRefused(string value)
    {
        EngineUnavailableException refusal = Assert.Throws<EngineUnavailableException>(() => RemoteLambda.ReadEndpoint(value));

        Assert.Equal("AWS0103", refusal.Code);
        Assert.Contains($"'{value}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LambdaEndpoint_ThatIsAnAddressOrUnset_IsTaken()
    {
        Assert.Equal(3001, RemoteLambda.ReadEndpoint("http://127.0.0.1:3001")!.Port);
        Assert.Null(RemoteLambda.ReadEndpoint(null));
        Assert.Null(RemoteLambda.ReadEndpoint(""));
    }

    public void Dispose() => folder.Dispose();

    private static Task<EngineUnavailableException> OpenAsync(string path) => Assert.ThrowsAsync<EngineUnavailableException>(
        () => LocalCloudHost.OpenAsync(new LocalCloudOptions { DataDirectory = path }, TestContext.Current.CancellationToken));
}
