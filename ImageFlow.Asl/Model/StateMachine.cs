namespace ImageFlow.Asl.Model;

/// <summary>The language of the expressions in a state.</summary>
public enum QueryLanguage
{
    JsonPath,
    Jsonata,
}

/// <summary>States with a start: a whole machine, a Parallel branch, or an item processor.</summary>
public record StateGraph
{
    public required string StartAt { get; init; }

    /// <summary>The states by name, in the order of the document.</summary>
    public required OrderedDictionary<string, State> States { get; init; }

    public string? Comment { get; init; }
}

/// <summary>A state machine (ASL, section "State Machine").</summary>
public sealed record StateMachine : StateGraph
{
    public string? Version { get; init; }

    /// <summary>Seconds that an execution may run; <see langword="null"/> means without limit.</summary>
    public long? TimeoutSeconds { get; init; }

    /// <summary>The language of states that declare none; <see langword="null"/> where the document does not say, which means JSONPath.</summary>
    public QueryLanguage? QueryLanguage { get; init; }
}

/// <summary>A branch of a Parallel state.</summary>
public sealed record Branch : StateGraph;

/// <summary>The processor of a Map state.</summary>
public sealed record ItemProcessor : StateGraph
{
    public ProcessorConfig? ProcessorConfig { get; init; }
}

/// <param name="Mode"><c>INLINE</c> (the default) or <c>DISTRIBUTED</c>.</param>
/// <param name="ExecutionType"><c>STANDARD</c> or <c>EXPRESS</c>, for distributed mode alone.</param>
public sealed record ProcessorConfig(string? Mode, string? ExecutionType);
