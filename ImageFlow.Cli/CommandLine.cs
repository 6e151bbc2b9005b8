using System.CommandLine;
using System.CommandLine.Invocation;

namespace ImageFlow.Cli;

/// <summary>The one edge at which a command line becomes an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        ParseResult line = CommandTree.Build(terminal).Parse(arguments);
        if (line.Action is ParseErrorAction)
        {
            foreach (string message in line.Errors.Select(error => error.Message).Distinct())
            {
                await terminal.Error.WriteLineAsync(message);
            }

            await terminal.Error.WriteLineAsync("'imageflow --help' and 'imageflow COMMAND --help' show what there is.");
            return ExitCode.Usage;
        }

        InvocationConfiguration configuration = new()
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        try
        {
            return await line.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("Interrupted. What has not ended goes on with the next command over the same data folder.");
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            return Failures.Report(exception, terminal);
        }
    }
}
