using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>The threads of a Parallel or Map state. Threads that are done are dropped; their results stay.</summary>
internal sealed class Join
{
    /// <summary>One place for each branch or iteration; empty before its start and after its end.</summary>
    public required ExecutionThread?[] Threads { get; init; }

    /// <summary>The outputs so far. A tolerated failure leaves its place empty.</summary>
    public required JsonData?[] Results { get; init; }

    /// <summary>The inputs of a Map's iterations; empty for a Parallel state.</summary>
    public JsonData[] Items { get; set; } = [];

    /// <summary>The keys of a Map over an object.</summary>
    public string[]? Keys { get; set; }

    /// <summary>The item selector's or ItemsPath's view of the input, which item selectors see as <c>$</c>.</summary>
    public required JsonData Input { get; set; }

    /// <summary>0 means without limit.</summary>
    public int MaxConcurrency { get; init; }

    public double? ToleratedCount { get; init; }

    public double? ToleratedPercentage { get; init; }

    /// <summary>Whether the journal has the places in rows of their own, as this join was at the last advance.</summary>
    public bool HasRows { get; set; }

    /// <summary>The next iteration to start.</summary>
    public int Next { get; set; }

    public int Running { get; set; }

    public int Ended { get; set; }

    public int Failures { get; set; }

    /// <summary>Where the next iteration's chain begins: the event that started the state, then the end of the last iteration.</summary>
    public long Chain { get; set; }

    /// <summary>The id of the last <c>MapIterationSucceeded</c>, or <see cref="Chain"/>.</summary>
    public long LastEnd { get; set; }

    public bool IsComplete => Ended == Threads.Length;

    public bool CanStart => Next < Items.Length && (MaxConcurrency == 0 || Running < MaxConcurrency);

    public Join Copy(ExecutionThread owner)
    {
        Join copy = new()
        {
            Threads = new ExecutionThread?[Threads.Length],
            Results = (JsonData?[])Results.Clone(),
            Items = Items,
            Keys = Keys,
            Input = Input,
            MaxConcurrency = MaxConcurrency,
            ToleratedCount = ToleratedCount,
            ToleratedPercentage = ToleratedPercentage,
            Next = Next,
            Running = Running,
            Ended = Ended,
            Failures = Failures,
            Chain = Chain,
            LastEnd = LastEnd,
            HasRows = HasRows,
        };
        for (int i = 0; i < Threads.Length; i++)
        {
            copy.Threads[i] = Threads[i]?.Copy(owner);
        }

        return copy;
    }

    /// <summary>The same join as if no iteration had begun or ended, without its items.</summary>
    public Join WithoutPlaces()
    {
        Join copy = new()
        {
            Threads = new ExecutionThread?[Threads.Length],
            Results = new JsonData?[Results.Length],
            Input = NullData.Instance,
            MaxConcurrency = MaxConcurrency,
            ToleratedCount = ToleratedCount,
            ToleratedPercentage = ToleratedPercentage,
            Next = Next,
            Running = Running,
            Ended = Ended,
            Failures = Failures,
            Chain = Chain,
            LastEnd = LastEnd,
        };
        return copy;
    }
}
