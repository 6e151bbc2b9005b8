namespace ImageFlow.Cli.Run;

/// <summary>The command line of <c>run</c>.</summary>
internal sealed record RunRequest
{
    public required string File { get; init; }

    public string? Image { get; init; }

    public string? Input { get; init; }

    public required string DataDirectory { get; init; }

    public bool TimeSkip { get; init; }

    public bool Json { get; init; }
}
