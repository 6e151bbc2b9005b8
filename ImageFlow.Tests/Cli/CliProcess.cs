using System.Diagnostics;

namespace ImageFlow.Tests.Cli;

/// <summary>The command as a process of its own.</summary>
internal sealed class CliProcess : IDisposable
{
    private readonly Process process;
    private readonly List<string> errorLines = [];

    public CliProcess(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "imageflow.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
    }

    public string Error => string.Join('\n', errorLines);

    /// <summary>Reads standard error until a line begins so.</summary>
    public async Task WaitForLineAsync(string beginning, CancellationToken cancellationToken)
    {
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            errorLines.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The process ended before it printed '{beginning}'. It printed:\n{Error}\n{await process.StandardOutput.ReadToEndAsync(cancellationToken)}");
    }

    /// <summary>SIGKILL: nothing in the process gets to run any more.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    public async Task<CliResult> EndAsync(CancellationToken cancellationToken)
    {
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new CliResult(process.ExitCode, output, Error + await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
