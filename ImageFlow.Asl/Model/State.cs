using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Model;

/// <summary>
/// A state. The fields that several types share stand here; which of them a type may have is the reader's to say.
/// A path field (<c>InputPath</c> …) is <see langword="null"/> where absent, <see cref="NullData"/> where the document says
/// <c>null</c>, else a string.
/// </summary>
public abstract record State
{
    public required string Name { get; init; }

    /// <summary>The value of the <c>Type</c> field.</summary>
    public abstract string Type { get; }

    public string? Comment { get; init; }

    /// <summary>The language the state itself declares; see <see cref="StateMachine.QueryLanguage"/> for the default.</summary>
    public QueryLanguage? QueryLanguage { get; init; }

    public string? Next { get; init; }

    public bool End { get; init; }

    public JsonData? InputPath { get; init; }

    public JsonData? OutputPath { get; init; }

    public Template? Parameters { get; init; }

    public Template? ResultSelector { get; init; }

    public JsonData? ResultPath { get; init; }

    public Template? Arguments { get; init; }

    public Template? Output { get; init; }

    public Template? Assign { get; init; }
}

public sealed record PassState : State
{
    public override string Type => "Pass";

    public JsonData? Result { get; init; }
}

public sealed record SucceedState : State
{
    public override string Type => "Succeed";
}

public sealed record FailState : State
{
    public override string Type => "Fail";

    /// <summary>A string; in JSONata states it may be an expression.</summary>
    public string? Error { get; init; }

    public string? ErrorPath { get; init; }

    public string? Cause { get; init; }

    public string? CausePath { get; init; }
}

/// <summary>Exactly one of the four is set. In JSONata states <see cref="Seconds"/> and <see cref="Timestamp"/> may be expressions.</summary>
public sealed record WaitState : State
{
    public override string Type => "Wait";

    public JsonData? Seconds { get; init; }

    public string? SecondsPath { get; init; }

    public string? Timestamp { get; init; }

    public string? TimestampPath { get; init; }
}

/// <summary>A state that can fail and so has Retry and Catch: Task, Parallel, Map.</summary>
public abstract record RecoverableState : State
{
    public IReadOnlyList<Retrier> Retry { get; init; } = [];

    public IReadOnlyList<Catcher> Catch { get; init; } = [];
}

public sealed record TaskState : RecoverableState
{
    public override string Type => "Task";

    /// <summary>The ARN of what runs, as written.</summary>
    public required string Resource { get; init; }

    /// <summary>A number of seconds, or in JSONata states an expression. Default 99,999,999.</summary>
    public JsonData? TimeoutSeconds { get; init; }

    public string? TimeoutSecondsPath { get; init; }

    public JsonData? HeartbeatSeconds { get; init; }

    public string? HeartbeatSecondsPath { get; init; }

    public Template? Credentials { get; init; }
}

public sealed record ParallelState : RecoverableState
{
    public override string Type => "Parallel";

    public required IReadOnlyList<Branch> Branches { get; init; }
}
