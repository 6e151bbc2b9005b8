using ImageFlow.Asl.Values;
using ImageFlow.Cli;
using ImageFlow.Tests.LocalCloud;

namespace ImageFlow.Tests.Cli;

/// <summary>Runs commands in this process over a data folder of their own.</summary>
internal sealed class CliFixture : IDisposable
{
    private static readonly string[] WithData = ["run", "executions", "history", "redrive", "stop"];

    private readonly TemporaryFolder folder = new();

    public string DataDirectory => folder.File("data");

    public string Folder => folder.Path;

    public string Write(string name, string content)
    {
        File.WriteAllText(folder.File(name), content);
        return folder.File(name);
    }

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        bool addData = arguments.Length > 0 && WithData.Contains(arguments[0]) && !arguments.Contains("--data");
        string[] line = addData ? [.. arguments, "--data", DataDirectory] : arguments;
        int exitCode = await CommandLine.RunAsync(line, new Terminal(output, error), TestContext.Current.CancellationToken);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    public void Dispose() => folder.Dispose();
}

internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public ObjectData Json => (ObjectData)JsonData.Parse(Output);
}
