using System.IO.Compression;
using ImageFlow.Deployment.Packages;
using ImageFlow.Tests.LocalCloud;

namespace ImageFlow.Tests.Deployment;

public sealed class PackageTests : IDisposable
{
    /// <summary>What a package may have at most.</summary>
    private const long MaxBytes = 15_000_000;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Write_OfTheSameFilesMadeAtOtherTimesInOtherOrder_GivesTheSameBytes()
    {
        string first = Tree("first", ["b.dll", "a.dll", "runtimes/x.so"], new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        string second = Tree("second", ["runtimes/x.so", "a.dll", "b.dll"], new DateTime(2026, 5, 6, 7, 8, 9, DateTimeKind.Utc));
        string other = Tree("other", ["a.dll", "c.dll", "runtimes/x.so"], new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));

        Assert.Equal(ReproducibleZip.Write(first, folder.File("1.zip")), ReproducibleZip.Write(second, folder.File("2.zip")));
        Assert.NotEqual(ReproducibleZip.Hash(folder.File("1.zip")), ReproducibleZip.Write(other, folder.File("3.zip")));
    }

    [Theory]
    [InlineData(LambdaPackage.Arm, 0xB7)]
    [InlineData(LambdaPackage.Intel, 0x3E)]
    public async Task BuildAsync_ForAProcessor_HoldsTheFunctionAndItsLibvips(string architecture, int machine)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("VIPS_LIB") is { Length: > 0 }, "VIPS_LIB names an installed libvips, so that none is packed.");

        LambdaPackage package = await LambdaPackage.BuildAsync(SharedData.RepositoryRoot, architecture, folder.File("out"), TestContext.Current.CancellationToken);

        using ZipArchive zip = ZipFile.OpenRead(package.File);
        Assert.InRange(package.Bytes, 1_000_000, MaxBytes);
        Assert.Contains(zip.Entries, entry => entry.FullName == "ImageFlow.Lambda.dll");
        Assert.Contains(zip.Entries, entry => entry.FullName == "ImageFlow.Lambda.runtimeconfig.json");
        using Stream library = zip.GetEntry("libvips-cpp.so")!.Open();
        byte[] head = new byte[20];
        library.ReadExactly(head);
        Assert.Equal(machine, head[18]);
    }

    public void Dispose() => folder.Dispose();

    private string Tree(string name, string[] files, DateTime time)
    {
        foreach (string file in files)
        {
            string path = Path.Combine(folder.File(name), file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "content of " + file);
            File.SetLastWriteTimeUtc(path, time);
        }

        return folder.File(name);
    }
}
