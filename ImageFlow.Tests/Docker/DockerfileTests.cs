using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ImageFlow.Tests.Docker;

/// <summary>There need be no Docker engine here: what the Dockerfile copies is copied, and what it publishes is published.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, "Dockerfile"));

    private static readonly string[] NotCopied = ["bin", "obj", "node_modules", ".imageflow", "dist"];

    [Fact]
    public void CopySources_FromTheRepository_AllExist()
    {
        IEnumerable<string> missing = CopySources().Where(source => !Path.Exists(Path.Combine(SharedData.RepositoryRoot, source)));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task PublishCommand_OverWhatTheDockerfileCopies_GivesAServer()
    {
        Match publish = Assert.Single(Lines.Select(line => PublishCommand().Match(line)), match => match.Success);
        using LocalCloud.TemporaryFolder folder = new();
        string source = folder.File("source");
        foreach (string name in CopySources())
        {
            Copy(Path.Combine(SharedData.RepositoryRoot, name), Path.Combine(source, name));
        }

        string app = folder.File("app");
        string output = await RunAsync(source, $"publish {publish.Groups["arguments"].Value} -o {app} --nologo -v quiet");

        string[] expected = ["ImageFlow.Server.dll", "ImageFlow.Server.runtimeconfig.json"];
        Assert.True(expected.All(name => File.Exists(Path.Combine(app, name))), output);
        Assert.True(Directory.EnumerateFiles(app, "libvips*", SearchOption.AllDirectories).Any(), "The image library was not published. " + output);
    }

    /// <summary>The last stage must not run as root, and must ask the server itself for its health.</summary>
    [Fact]
    public void FinalStage_RunsAsAnotherUserAndChecksItsHealth()
    {
        string[] final = [.. Lines.SkipWhile(line => !line.EndsWith(" AS final", StringComparison.Ordinal))];

        Assert.Contains("USER $APP_UID", final);
        Assert.Contains(final, line => line.StartsWith("HEALTHCHECK", StringComparison.Ordinal) && line.Contains("\"--health\"", StringComparison.Ordinal));
        Assert.Contains(final, line => line.Contains("libsqlite3-0", StringComparison.Ordinal));
    }

    private static IEnumerable<string> CopySources() => Lines
        .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal))
        .SelectMany(line => line.Split(' ')[1..^1]);

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
            return;
        }

        foreach (string entry in Directory.EnumerateFileSystemEntries(from).Where(entry => !NotCopied.Contains(Path.GetFileName(entry))))
        {
            Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
        }
    }

    private static async Task<string> RunAsync(string directory, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string text = await output + await error;
        Assert.True(process.ExitCode == 0, text);
        return text;
    }

    [GeneratedRegex(@"^RUN dotnet publish (?<arguments>.*) -o /app$")]
    private static partial Regex PublishCommand();
}
