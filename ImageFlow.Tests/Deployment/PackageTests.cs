using System.IO.Compression;
using ImageFlow.Deployment.Packages;
using ImageFlow.Tests.LocalCloud;

namespace ImageFlow.Tests.Deployment;

public sealed class PackageTests : IDisposable
{
    /// <summary>What a package may have at most.</summary>
    private const long MaxBytes = 15_000_000;

    private const string NoLibrary = "VIPS_LIB names an installed libvips, so that none is packed.";

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

    [Fact]
    public async Task BuildAsync_ForArm_HoldsTheFunctionAndItsLibvips()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("VIPS_LIB") is { Length: > 0 }, NoLibrary);

        LambdaPackage package = await LambdaPackage.BuildAsync(SharedData.RepositoryRoot, LambdaPackage.Arm, folder.File("out"), TestContext.Current.CancellationToken);

        AssertHolds(package, machine: 0xB7);
    }

    /// <summary>Two whole builds, of which the second has its source in another folder.</summary>
    [Fact]
    public async Task BuildAsync_ForIntelTwice_GivesTheSameBytesFromAnotherFolder()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("VIPS_LIB") is { Length: > 0 }, NoLibrary);
        string elsewhere = folder.File("another/source");
        foreach (string file in Sources(SharedData.RepositoryRoot))
        {
            string copy = Path.Combine(elsewhere, Path.GetRelativePath(SharedData.RepositoryRoot, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        LambdaPackage here = await LambdaPackage.BuildAsync(SharedData.RepositoryRoot, LambdaPackage.Intel, folder.File("out"), TestContext.Current.CancellationToken);
        LambdaPackage there = await LambdaPackage.BuildAsync(elsewhere, LambdaPackage.Intel, folder.File("out2"), TestContext.Current.CancellationToken);

        AssertHolds(here, machine: 0x3E);
        Assert.Equal(here.Sha256, there.Sha256);
        Assert.Equal(File.ReadAllBytes(here.File), File.ReadAllBytes(there.File));
    }

    public void Dispose() => folder.Dispose();

    private static void AssertHolds(LambdaPackage package, int machine)
    {
        using ZipArchive zip = ZipFile.OpenRead(package.File);
        Assert.InRange(package.Bytes, 1_000_000, MaxBytes);
        foreach (string needed in new[] { "ImageFlow.Lambda.dll", "ImageFlow.Lambda.runtimeconfig.json", "ImageFlow.Backends.dll" })
        {
            Assert.Contains(zip.Entries, entry => entry.FullName == needed);
        }

        using Stream library = zip.GetEntry("libvips-cpp.so")!.Open();
        byte[] head = new byte[20];
        library.ReadExactly(head);
        Assert.Equal(machine, head[18]);
    }

    /// <summary>What the functions are built from, without the results of earlier builds.</summary>
    private static IEnumerable<string> Sources(string root) => new[] { "ImageFlow.Lambda", "ImageFlow.Activities", "ImageFlow.Backends" }
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, project), "*", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
        .Concat(Directory.EnumerateFiles(root));

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
