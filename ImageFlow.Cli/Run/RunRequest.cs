namespace ImageFlow.Cli.Run;

/// <summary>The command line of <c>run</c>.</summary>
internal sealed record RunRequest
{
    public required string File { get; init; }

    /// <summary>Files of other workflows, which the flow may call.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    public string? Image { get; init; }

    public string? Input { get; init; }

    public required string DataDirectory { get; init; }

    public bool TimeSkip { get; init; }

    /// <summary>A mock file, with its test case after a <c>#</c> where it has several.</summary>
    public string? Mock { get; init; }

    /// <summary>In the form that <see cref="LocalCloud.Mocks.Fault.Form"/> says.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Hosts in the form that <see cref="LocalCloud.Http.HostList.Form"/> says.</summary>
    public IReadOnlyList<string> PrivateHttp { get; init; } = [];

    public bool Json { get; init; }
}
