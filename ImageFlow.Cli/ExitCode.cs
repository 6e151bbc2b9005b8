namespace ImageFlow.Cli;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The document has errors, or the execution did not succeed.</summary>
    public const int Findings = 1;

    /// <summary>The command line, or a file or id that it names, cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>The machine or the program is at fault.</summary>
    public const int Internal = 3;

    /// <summary>Ctrl-C: 128 + SIGINT, as shells expect it.</summary>
    public const int Interrupted = 130;
}

/// <summary>The caller is wrong; the message is one sentence that says what to do. Ends with <see cref="ExitCode.Usage"/>.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : Exception(message, innerException);
