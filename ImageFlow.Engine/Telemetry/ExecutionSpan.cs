using System.Diagnostics;

namespace ImageFlow.Engine.Telemetry;

/// <summary>A part of an execution that took time: the whole, a state, an iteration of a Map state, an attempt of a task.</summary>
/// <param name="openedBy">The id of the event that it began with.</param>
internal sealed class ExecutionSpan(SpanSubject subject, string name, long openedBy, DateTimeOffset start, ExecutionSpan? parent)
{
    public SpanSubject Subject { get; } = subject;

    public string Name { get; } = name;

    public long OpenedBy { get; } = openedBy;

    public DateTimeOffset Start { get; } = start;

    public ExecutionSpan? Parent { get; } = parent;

    public List<ExecutionSpan> Children { get; } = [];

    public List<KeyValuePair<string, object?>> Tags { get; } = [];

    /// <summary><see langword="null"/> while it goes on.</summary>
    public DateTimeOffset? End { get; private set; }

    /// <summary>The name of the error that it ended with; <see langword="null"/> where it ended well.</summary>
    public string? Error { get; private set; }

    public string? Cause { get; private set; }

    public ActivityKind Kind => Subject switch { SpanSubject.Execution => ActivityKind.Server, SpanSubject.Attempt => ActivityKind.Client, _ => ActivityKind.Internal };

    public ExecutionSpan Open(SpanSubject inner, string innerName, long eventId, DateTimeOffset time)
    {
        ExecutionSpan child = new(inner, innerName, eventId, time, this);
        Children.Add(child);
        return child;
    }

    /// <summary>Ends it, and with it what is still open in it.</summary>
    public void Close(DateTimeOffset time, string? error = null, string? cause = null)
    {
        if (End is not null)
        {
            return;
        }

        End = time;
        (Error, Cause) = (error, cause);
        foreach (ExecutionSpan child in Children)
        {
            child.Close(time, error ?? (child.Subject == SpanSubject.Iteration ? null : Cancelled), error is null ? null : cause);
        }
    }

    /// <summary>What stopped because something around it ended.</summary>
    public const string Cancelled = "imageflow.cancelled";
}

internal enum SpanSubject
{
    Execution,
    State,
    Iteration,
    Attempt,
}
