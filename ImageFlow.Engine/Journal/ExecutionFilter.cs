namespace ImageFlow.Engine.Journal;

/// <summary>Which executions are listed; what is <see langword="null"/> does not matter.</summary>
internal sealed record ExecutionFilter
{
    /// <summary>The state machine's number.</summary>
    public long? Machine { get; init; }

    public int? Status { get; init; }

    /// <summary>Whether they have been redriven at least once.</summary>
    public bool? IsRedriven { get; init; }

    /// <summary>The version that they were started with, directly or through an alias.</summary>
    public int? Version { get; init; }

    /// <summary>The alias that they were started through.</summary>
    public string? Alias { get; init; }
}
