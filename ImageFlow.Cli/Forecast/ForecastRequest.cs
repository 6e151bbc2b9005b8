namespace ImageFlow.Cli.Forecast;

/// <summary>The command line of <c>forecast</c>.</summary>
internal sealed record ForecastRequest
{
    public required string File { get; init; }

    public string? Image { get; init; }

    public string? Input { get; init; }

    public string? Mock { get; init; }

    /// <summary>How many executions a month there are.</summary>
    public required decimal PerMonth { get; init; }

    /// <summary>How many times the average rate the busiest second has.</summary>
    public required double Peak { get; init; }

    /// <summary>Whether the functions run on x86_64 instead of arm64.</summary>
    public bool IsIntel { get; init; }

    public bool Json { get; init; }
}
