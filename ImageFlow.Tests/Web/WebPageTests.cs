using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace ImageFlow.Tests.Web;

/// <summary>The page in <c>ImageFlow.Server/web</c>: its own test run, its weight, and what a strict content security policy asks of it.</summary>
public sealed partial class WebPageTests
{
    private const int FirstLoadLimit = 300_000;

    private static readonly string s_web = Path.Combine(SharedData.RepositoryRoot, "ImageFlow.Server", "web");

    [Fact]
    public async Task NpmTest_OfThePage_Passes()
    {
        string runner = Path.Combine(s_web, "node_modules", "vitest", "vitest.mjs");
        Assert.SkipUnless(File.Exists(runner), "The page's packages are not installed (built with -p:SkipWeb=true).");

        (int exitCode, string output) = await RunAsync("node", runner, "run", "--reporter=dot");

        Assert.True(exitCode == 0, output);
        Assert.Matches("Tests +[1-9][0-9]* passed", output);
    }

    [Fact]
    public void FirstLoad_Compressed_StaysBelowItsLimit()
    {
        string dist = RequireBuilt();
        string entry = File.ReadAllText(Path.Combine(dist, "index.html"));
        string[] loaded = [.. LoadedFile().Matches(entry).Select(match => match.Groups["path"].Value)];

        long bytes = loaded.Append("index.html").Sum(path => CompressedLength(Path.Combine(dist, path.TrimStart('/'))));

        Assert.Contains(loaded, path => path.EndsWith(".js", StringComparison.Ordinal));
        Assert.InRange(bytes, 1, FirstLoadLimit);
    }

    [Fact]
    public void Entry_UnderAStrictContentSecurityPolicy_Works()
    {
        string entry = File.ReadAllText(Path.Combine(RequireBuilt(), "index.html"));

        Assert.DoesNotMatch("<script(?![^>]*\\bsrc=)[^>]*>", entry);
        Assert.DoesNotMatch("<style|\\sstyle=|\\son[a-z]+=|javascript:", entry);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", entry);
    }

    [Fact]
    public void Sources_OfThePage_NeverTurnDataIntoMarkupOrCode()
    {
        string[] files = Directory.GetFiles(Path.Combine(s_web, "src"), "*.ts*", SearchOption.AllDirectories);

        string[] found = [.. files.Where(file => MarkupFromData().IsMatch(File.ReadAllText(file)))];

        Assert.NotEmpty(files);
        Assert.Empty(found);
    }

    [Fact]
    public void LockFile_OfThePage_NamesNoRegistry()
    {
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Path.Combine(s_web, "package-lock.json")), StringComparison.Ordinal);
    }

    private static string RequireBuilt()
    {
        string dist = Path.Combine(s_web, "dist");
        Assert.SkipUnless(File.Exists(Path.Combine(dist, "index.html")), "The page is not built (built with -p:SkipWeb=true).");
        return dist;
    }

    private static long CompressedLength(string path)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(path));
        }

        return compressed.Length;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = s_web,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_COLOR"] = "1", ["CI"] = "true" },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex("(?:src|href)=\"(?<path>/assets/[^\"]+\\.(?:js|css))\"")]
    private static partial Regex LoadedFile();

    [GeneratedRegex("dangerouslySetInnerHTML|\\.(inner|outer)HTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function\\(")]
    private static partial Regex MarkupFromData();
}
