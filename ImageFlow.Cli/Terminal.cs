using Spectre.Console;

namespace ImageFlow.Cli;

/// <summary>Where a command writes: results to <see cref="Out"/>, progress and complaints to <see cref="Error"/>.</summary>
internal sealed class Terminal
{
    /// <summary>Redirected output is not broken into lines.</summary>
    private const int Unbroken = 10_000;

    private readonly Lazy<IAnsiConsole> progress;

    public Terminal(TextWriter output, TextWriter error, bool redirected = true)
    {
        Out = output;
        Error = error;
        progress = new(() => CreateConsole(error, redirected));
    }

    /// <summary>Standard output: what another program reads.</summary>
    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>Where the answers to questions come from; empty by default.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Standard error with colours, where it is a terminal.</summary>
    public IAnsiConsole Progress => progress.Value;

    public static Terminal OfProcess() => new(Console.Out, Console.Error, Console.IsErrorRedirected) { In = Console.In };

    private static IAnsiConsole CreateConsole(TextWriter error, bool redirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(error),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (redirected)
        {
            console.Profile.Width = Unbroken;
        }

        return console;
    }
}
