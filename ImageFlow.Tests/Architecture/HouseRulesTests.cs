using System.Text.RegularExpressions;

namespace ImageFlow.Tests.Architecture;

/// <summary>Holds the rules of the house (docs/architecture.md) by reading the repository's source text.</summary>
public partial class HouseRulesTests
{
    private const int SourceLimit = 400;
    private const int TestLimit = 600;

    private static readonly string[] ForbiddenFolders = ["Interfaces", "Models", "Services", "Helpers", "Managers"];
    private static readonly string[] SourceEndings = [".cs", ".ts", ".tsx"];
    private static readonly string[] BuildFolders = ["bin", "obj", "node_modules", "dist", "wwwroot", ".git", ".imageflow", "TestResults"];

    [Fact]
    public void SourceFiles_Length_StaysUnderTheLimit()
    {
        IEnumerable<string> offenders = SourceFiles()
            .Where(file => !file.Path.EndsWith(".g.cs", StringComparison.Ordinal))
            .Select(file => (file.Path, Lines: file.Text.Count(c => c == '\n')))
            .Where(file => file.Lines > (IsTest(file.Path) ? TestLimit : SourceLimit))
            .Select(file => $"{file.Path}: {file.Lines} lines");

        Assert.Empty(offenders);
    }

    [Fact]
    public void Folders_AreNamedBySubject()
    {
        IEnumerable<string> offenders = SourceFiles()
            .Select(file => Path.GetDirectoryName(file.Path)!)
            .Distinct()
            .Where(folder => folder.Split('/').Intersect(ForbiddenFolders, StringComparer.OrdinalIgnoreCase).Any());

        Assert.Empty(offenders);
    }

    [Fact]
    public void CatchBlocks_AreNeverEmpty()
    {
        IEnumerable<string> offenders = Matches(EmptyCatch());

        Assert.Empty(offenders);
    }

    [Fact]
    public void SourceFiles_HoldNoUnfinishedWork()
    {
        IEnumerable<string> offenders = Matches(Unfinished());

        Assert.Empty(offenders);
    }

    [Fact]
    public void Tests_AreNeverSkippedWithoutACondition()
    {
        IEnumerable<string> offenders = Matches(SkippedInCode());

        Assert.Empty(offenders);
    }

    [Fact]
    public void Repository_NamesNoMachinePath()
    {
        IEnumerable<string> offenders = SourceFiles().Where(file => !IsTest(file.Path)).SelectMany(file => Offences(file, MachinePath()));

        Assert.Empty(offenders);
    }

    [Fact]
    public void DiagnosticCodes_UsedInSource_AreInTheErrorsPage()
    {
        HashSet<string> documented = [.. Code().Matches(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "errors.md"))).Select(m => m.Value)];
        IEnumerable<string> offenders = SourceFiles()
            .Where(file => !IsTest(file.Path))
            .SelectMany(file => Code().Matches(file.Text).Select(m => (Code: m.Value, file.Path)))
            .Where(use => !documented.Contains(use.Code))
            .Select(use => $"{use.Code} ({use.Path})")
            .Distinct();

        Assert.Empty(offenders);
    }

    [Fact]
    public void DiagnosticCodes_InTheErrorsPage_HaveAFailingSampleInATest()
    {
        HashSet<string> tested = [.. SourceFiles().Where(file => IsTest(file.Path)).SelectMany(file => Code().Matches(file.Text).Select(m => m.Value))];
        IEnumerable<string> offenders = Code().Matches(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "errors.md")))
            .Select(m => m.Value).Distinct().Where(code => !tested.Contains(code));

        Assert.Empty(offenders);
    }

    private static bool IsTest(string path) => path.StartsWith("ImageFlow.Tests/", StringComparison.Ordinal) || path.Contains(".test.", StringComparison.Ordinal);

    private static IEnumerable<string> Matches(Regex pattern) => SourceFiles().SelectMany(file => Offences(file, pattern));

    private static IEnumerable<string> Offences((string Path, string Text) file, Regex pattern) =>
        pattern.Matches(file.Text).Select(m => $"{file.Path}:{file.Text.AsSpan(0, m.Index).Count('\n') + 1}: {m.Value.Trim()}");

    private static IEnumerable<(string Path, string Text)> SourceFiles() => Walk(new DirectoryInfo(SharedData.RepositoryRoot))
        .Where(file => SourceEndings.Contains(file.Extension))
        .Select(file => (Path.GetRelativePath(SharedData.RepositoryRoot, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName)));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(d => !BuildFolders.Contains(d.Name)).SelectMany(Walk));

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*\{(\s|//[^\n]*\n)*\}")]
    private static partial Regex EmptyCatch();

    // Written so that this file does not match itself.
    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK)\b|Not[I]mplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"Skip\s*=\s*""")]
    private static partial Regex SkippedInCode();

    [GeneratedRegex(@"""(/home/|/Users/|/root/|C:\\\\)")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(ASL|FLOW|ENG|IMG|AWS)0\d{3}\b")]
    private static partial Regex Code();
}
