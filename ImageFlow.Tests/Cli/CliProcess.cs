using System.Diagnostics;

namespace ImageFlow.Tests.Cli;

/// <summary>The command as a process of its own.</summary>
internal sealed class CliProcess : IDisposable
{
    /// <summary>No wait for the process lasts longer than this; the test fails then instead of hanging.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly List<string> errorLines = [];

    public CliProcess(params string[] arguments)
    {
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "imageflow.dll"), .. arguments];
        string[] line = IgnoresInterrupts() ? ["env", "--default-signal=INT", .. command] : command;
        ProcessStartInfo start = new(line[0], line[1..])
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
        while (await process.StandardError.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken) is { } line)
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
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
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

    /// <summary>
    /// Whether this process ignores SIGINT, as one does that a shell started in the background. A child inherits that, and .NET
    /// respects it, so the child must be started with the default again.
    /// </summary>
    private static bool IgnoresInterrupts()
    {
        const int Interrupt = 2;
        const string Field = "SigIgn:";
        string? mask = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Field, StringComparison.Ordinal)) : null;
        return mask is not null && (ulong.Parse(mask.AsSpan(Field.Length).Trim(), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;
    }
}
