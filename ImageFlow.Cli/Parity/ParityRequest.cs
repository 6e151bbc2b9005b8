namespace ImageFlow.Cli.Parity;

/// <summary>The command line of <c>parity</c>.</summary>
internal sealed record ParityRequest
{
    public required string File { get; init; }

    public string? Image { get; init; }

    public string? Input { get; init; }

    /// <summary>The other endpoint's address; <see langword="null"/> for AWS with the user's credentials.</summary>
    public string? Endpoint { get; init; }

    public string? Region { get; init; }

    /// <summary>The role of the state machine that is made there.</summary>
    public string? RoleArn { get; init; }

    /// <summary>A state machine that is there already, as <c>deploy</c> makes it.</summary>
    public string? MachineArn { get; init; }

    /// <summary>Names of resources here and there.</summary>
    public IReadOnlyList<(string Here, string There)> Names { get; init; } = [];

    /// <summary>Names of <see cref="ParityRule.Optional"/>.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    public bool Json { get; init; }
}
