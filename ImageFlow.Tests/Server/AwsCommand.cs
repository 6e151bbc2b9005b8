using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>The AWS command line against a server's AWS address. Tests skip where it is not on PATH.</summary>
internal sealed class AwsCommand(Uri endpoint)
{
    public static void Require() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "aws"))),
        "The AWS command line is not on PATH.");

    /// <summary>Runs <c>aws …</c>, which must succeed; gives what it wrote.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        (int code, string output, string error) = await TryAsync(arguments);
        Assert.True(code == 0, $"aws {string.Join(' ', arguments)}: {error}");
        return output;
    }

    /// <summary>Runs <c>aws …</c> and reads its answer; an empty object where it wrote nothing.</summary>
    public async Task<JsonNode> AskAsync(params string[] arguments) =>
        await RunAsync(["--output", "json", .. arguments]) is { } text && text.Trim().Length > 0 ? JsonNode.Parse(text)! : new JsonObject();

    public async Task<(int Code, string Output, string Error)> TryAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("aws", ["--endpoint-url", endpoint.ToString().TrimEnd('/'), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in new[] { ("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "any"), ("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_PAGER", "") })
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
