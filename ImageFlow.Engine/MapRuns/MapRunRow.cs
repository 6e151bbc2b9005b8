namespace ImageFlow.Engine.MapRuns;

/// <summary>The numbers stand in journals.</summary>
internal enum MapRunStatus : byte
{
    Running = 0,
    Succeeded = 1,
    Failed = 2,
    Aborted = 3,
}

/// <summary>A Map Run as the journal keeps it: the iterations of a distributed Map, each an execution of its own. Times are milliseconds since 1970.</summary>
/// <param name="Execution">The execution that the Map state belongs to.</param>
/// <param name="State">The Map state's name.</param>
/// <param name="Path">The machine's name and the label of the Map state, with those of the Map states around it between: <c>machine/Label</c>.</param>
/// <param name="Uuid">The last part of the Map Run's ARN.</param>
/// <param name="Items">How many items there are.</param>
/// <param name="Children">How many executions they make: fewer than items where these come in batches.</param>
internal sealed record MapRunRow(long Id, long Execution, string State, string Path, string Uuid, long Started, int Items, int Children)
{
    /// <summary>The Map state's label.</summary>
    public string Label => Path[(Path.LastIndexOf('/') + 1)..];

    public MapRunStatus Status { get; init; }

    /// <summary>Whether the item processor's ExecutionType is EXPRESS.</summary>
    public bool IsExpress { get; init; }

    public long? Stopped { get; init; }

    /// <summary>0 means as many as possible.</summary>
    public int MaxConcurrency { get; init; }

    /// <summary>How many items may fail; <see langword="null"/> where nobody said.</summary>
    public double? ToleratedCount { get; init; }

    /// <summary>How many per cent of the items may fail; <see langword="null"/> where nobody said.</summary>
    public double? ToleratedPercentage { get; init; }

    public int Redrives { get; init; }

    public long? Redriven { get; init; }

    /// <summary>How many results the ResultWriter has written.</summary>
    public long ResultsWritten { get; init; }

    /// <summary>Whether so many failures are too many (ASL, "Tolerated failure threshold"): either threshold counts where it is set; without one no failure is tolerated.</summary>
    public bool IsExceededBy(long failedItems) =>
        failedItems > 0
        && (ToleratedCount is null && ToleratedPercentage is null
            || ToleratedCount is double count && failedItems > count
            || ToleratedPercentage is double percentage && failedItems * 100.0 / Items > percentage);
}

/// <summary>The Map Run of a thread that is in a distributed Map state.</summary>
/// <param name="HasItems">Whether its items were read and selected, so that a redrive need not do so again.</param>
internal sealed record MapRunReference(long Id, string Arn, int Redrives, bool HasItems, bool IsOver);
