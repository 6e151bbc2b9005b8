using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Model;

/// <summary>One entry of <c>Retry</c>. A field that the document leaves out is <see langword="null"/>; the defaults stand below.</summary>
public sealed record Retrier
{
    public required IReadOnlyList<string> ErrorEquals { get; init; }

    /// <summary>Seconds before the first retry, 1 or more. Default 1.</summary>
    public long? IntervalSeconds { get; init; }

    /// <summary>Retries after the first attempt, 0 or more. Default 3.</summary>
    public long? MaxAttempts { get; init; }

    /// <summary>By how much each wait is longer than the one before, 1.0 or more. Default 2.0.</summary>
    public double? BackoffRate { get; init; }

    /// <summary>The longest wait in seconds, above <see cref="IntervalSeconds"/>. Default: none.</summary>
    public long? MaxDelaySeconds { get; init; }

    /// <summary><c>NONE</c> (the default) or <c>FULL</c>.</summary>
    public string? JitterStrategy { get; init; }

    public string? Comment { get; init; }
}

/// <summary>One entry of <c>Catch</c>.</summary>
public sealed record Catcher
{
    public required IReadOnlyList<string> ErrorEquals { get; init; }

    public required string Next { get; init; }

    public JsonData? ResultPath { get; init; }

    public Template? Output { get; init; }

    public Template? Assign { get; init; }

    public string? Comment { get; init; }
}
