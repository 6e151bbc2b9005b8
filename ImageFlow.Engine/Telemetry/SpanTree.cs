using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Telemetry;

/// <summary>Makes spans of the events of a history: a state lies in the iteration or branch that it is in, which follows from the events before each event.</summary>
internal static class SpanTree
{
    private static readonly string[] Attempts = ["Task", "LambdaFunction", "Activity"];
    private static readonly string[] Endings = ["Succeeded", "Failed", "TimedOut", "Aborted", "SubmitFailed", "ScheduleFailed", "StartFailed"];

    /// <param name="name">Of the whole: the state machine's name.</param>
    public static ExecutionSpan Of(string name, IReadOnlyList<HistoryEvent> history)
    {
        ExecutionSpan whole = new(SpanSubject.Execution, name, history[0].Id, history[0].Timestamp, null);

        // After each event: the innermost part that is open in its branch.
        Dictionary<long, ExecutionSpan> after = new() { [0] = whole };
        foreach (HistoryEvent happened in history)
        {
            after[happened.Id] = Apply(happened, after.GetValueOrDefault(happened.PreviousEventId, whole), whole);
        }

        whole.Close(history[^1].Timestamp);
        return whole;
    }

    /// <returns>What is open after the event.</returns>
    private static ExecutionSpan Apply(HistoryEvent happened, ExecutionSpan current, ExecutionSpan whole)
    {
        string type = happened.Type;
        if (type.StartsWith("Execution", StringComparison.Ordinal))
        {
            if (type is "ExecutionSucceeded" or "ExecutionFailed" or "ExecutionTimedOut" or "ExecutionAborted")
            {
                whole.Tags.Add(new("imageflow.execution.status", type["Execution".Length..]));
                string? error = type == "ExecutionSucceeded" ? null : Text(happened, "error") ?? (type == "ExecutionTimedOut" ? "States.Timeout" : type["Execution".Length..]);
                whole.Close(happened.Timestamp, error, Text(happened, "cause"));
            }

            return whole;
        }

        if (type.EndsWith("StateEntered", StringComparison.Ordinal))
        {
            ExecutionSpan state = current.Open(SpanSubject.State, Text(happened, "name") ?? type, happened.Id, happened.Timestamp);
            state.Tags.Add(new("imageflow.state.name", state.Name));
            state.Tags.Add(new("imageflow.state.type", type[..^"StateEntered".Length]));
            return state;
        }

        if (type.EndsWith("StateExited", StringComparison.Ordinal))
        {
            return Close(current, SpanSubject.State, Text(happened, "name"), happened, null);
        }

        if (type == "MapIterationStarted")
        {
            string index = happened.Details?["index"]?.ToJson() ?? "";
            ExecutionSpan iteration = current.Open(SpanSubject.Iteration, $"{current.Name} [{index}]", happened.Id, happened.Timestamp);
            iteration.Tags.Add(new("imageflow.map.index", index));
            return iteration;
        }

        if (type.StartsWith("MapIteration", StringComparison.Ordinal))
        {
            return Close(current, SpanSubject.Iteration, null, happened, type == "MapIterationSucceeded" ? null : type["MapIteration".Length..]);
        }

        return Attempt(happened, current);
    }

    private static ExecutionSpan Attempt(HistoryEvent happened, ExecutionSpan current)
    {
        if (Attempts.FirstOrDefault(subject => happened.Type.StartsWith(subject, StringComparison.Ordinal)) is not { } subject)
        {
            return current;
        }

        string what = happened.Type[subject.Length..];
        if (what == "Scheduled")
        {
            string resource = Text(happened, "resourceType") is { } service ? $"{service}:{Text(happened, "resource")}" : Text(happened, "resource") ?? subject;
            ExecutionSpan attempt = current.Open(SpanSubject.Attempt, resource, happened.Id, happened.Timestamp);
            attempt.Tags.Add(new("imageflow.task.resource", resource));
            attempt.Tags.Add(new("imageflow.task.attempt", current.Children.Count(child => child.Subject == SpanSubject.Attempt) - 1));
            return attempt;
        }

        if (what == "StateAborted")
        {
            return Close(current, SpanSubject.State, null, happened, ExecutionSpan.Cancelled);
        }

        return Endings.Contains(what) && current.Subject == SpanSubject.Attempt
            ? Close(current, SpanSubject.Attempt, null, happened, what == "Succeeded" ? null : Text(happened, "error") ?? (what == "TimedOut" ? "States.Timeout" : what))
            : current;
    }

    /// <summary>Ends the innermost part of this kind and name, and what is open in it.</summary>
    /// <returns>What is around it.</returns>
    private static ExecutionSpan Close(ExecutionSpan current, SpanSubject subject, string? name, HistoryEvent happened, string? error)
    {
        ExecutionSpan? closed = current;
        while (closed is not null && (closed.Subject != subject || (name is not null && closed.Name != name)))
        {
            closed = closed.Parent;
        }

        if (closed?.Parent is not { } around)
        {
            return current;
        }

        closed.Close(happened.Timestamp, error, error is null ? null : Text(happened, "cause"));
        return around;
    }

    private static string? Text(HistoryEvent happened, string member) => (happened.Details?[member] as StringData)?.Value;
}
