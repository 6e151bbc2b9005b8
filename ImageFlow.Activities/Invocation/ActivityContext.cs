namespace ImageFlow.Activities;

/// <summary>What an activity works with beside its input.</summary>
public sealed record ActivityContext
{
    public required IObjectStore Objects { get; init; }

    /// <summary>The tables of records; <see langword="null"/> where the host has none, so that steps that need them fail.</summary>
    public IRecordTables? Tables { get; init; }

    /// <summary>The bounds that no input can raise.</summary>
    public ImageLimits Limits { get; init; } = new();
}

/// <summary>Runs one activity: JSON in, JSON out, failures as exceptions.</summary>
internal delegate Task<ReadOnlyMemory<byte>> ActivityHandler(ReadOnlyMemory<byte> inputJson, ActivityContext context, CancellationToken cancellationToken);
