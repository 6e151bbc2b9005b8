using System.ComponentModel;
using System.Diagnostics;

namespace ImageFlow.Deployment;

/// <summary>Runs another program to its end.</summary>
internal static class Processes
{
    /// <returns>The exit code and what it wrote.</returns>
    /// <exception cref="DeploymentException">There is no such program on PATH.</exception>
    public static async Task<ProcessResult> RunAsync(string program, IEnumerable<string> arguments, string? ifAbsent, CancellationToken cancellationToken, params IReadOnlyList<(string Name, string Value)> environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start) ?? throw new DeploymentException($"'{program}' could not be started.");
        }
        catch (Win32Exception absent)
        {
            throw new DeploymentException($"'{program}' is not on PATH. {ifAbsent}", absent);
        }

        using (process)
        {
            process.StandardInput.Close();
            try
            {
                Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
                string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return new ProcessResult(process.ExitCode, output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}

internal sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>A deployment cannot go on; the message says what, where and what to do.</summary>
public sealed class DeploymentException(string message, Exception? innerException = null) : Exception(message, innerException);
