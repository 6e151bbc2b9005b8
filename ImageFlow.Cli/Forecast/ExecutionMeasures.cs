using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Forecast;

/// <summary>A call of a Lambda function.</summary>
/// <param name="FunctionName">Without account, version or alias.</param>
internal sealed record LambdaCall(string FunctionName, TimeSpan Duration);

/// <summary>The largest text that passed between two states.</summary>
/// <param name="Bytes">UTF-8.</param>
/// <param name="State">Where it was met; <see langword="null"/> for the execution's own input or output.</param>
internal sealed record PayloadMark(long Bytes, string? State);

/// <summary>What one execution used, read from its history.</summary>
/// <param name="Transitions">States entered, and repetitions of a state (AWS charges a retry as a transition).</param>
/// <param name="Retries">How many of the transitions are repetitions.</param>
/// <param name="Events">Events of the history.</param>
/// <param name="OpenTasks">How many tasks ran at once at most.</param>
internal sealed record ExecutionMeasures(
    long Transitions, long Retries, long Events, TimeSpan Duration, PayloadMark Payload, int OpenTasks, IReadOnlyList<LambdaCall> Calls)
{
    private const string Entered = "StateEntered";

    /// <summary>The members of an event's details that count toward the limit of 256 KiB.</summary>
    private static readonly string[] Payloads = ["input", "output", "parameters"];

    /// <summary>What begins a try of a Task, and of a Parallel or Map.</summary>
    private static readonly HashSet<string> Scheduled = ["TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled"];
    private static readonly HashSet<string> Ended = ["TaskSucceeded", "TaskFailed", "TaskTimedOut", "TaskSubmitFailed", "LambdaFunctionSucceeded", "LambdaFunctionFailed", "LambdaFunctionTimedOut", "ActivitySucceeded", "ActivityFailed", "ActivityTimedOut"];

    /// <param name="history">All events of the execution, oldest first.</param>
    public static ExecutionMeasures Of(IReadOnlyList<HistoryEvent> history)
    {
        Dictionary<long, HistoryEvent> byId = history.ToDictionary(happened => happened.Id);
        long entered = history.LongCount(happened => happened.Type.EndsWith(Entered, StringComparison.Ordinal));
        long retries = TaskRetries(history, byId) + GroupRetries(history, "Parallel") + GroupRetries(history, "Map");
        return new ExecutionMeasures(
            entered + retries,
            retries,
            history.Count,
            history.Count == 0 ? TimeSpan.Zero : history[^1].Timestamp - history[0].Timestamp,
            LargestPayload(history, byId),
            MostOpen(history),
            [.. LambdaCalls(history, byId)]);
    }

    /// <summary>The name of the state that an event belongs to: of the nearest state entered before it in its branch.</summary>
    public static string? StateOf(HistoryEvent happened, IReadOnlyDictionary<long, HistoryEvent> byId)
    {
        for (HistoryEvent? at = happened; at is not null; at = byId.GetValueOrDefault(at.PreviousEventId))
        {
            if (at.Details?["name"] is StringData name && at.Type.Contains("State", StringComparison.Ordinal))
            {
                return name.Value;
            }
        }

        return null;
    }

    /// <summary>The first try of a state is the transition into it; each further one is another.</summary>
    private static long TaskRetries(IReadOnlyList<HistoryEvent> history, Dictionary<long, HistoryEvent> byId)
    {
        HashSet<long> tried = [];
        long retries = 0;
        foreach (HistoryEvent scheduled in history.Where(happened => Scheduled.Contains(happened.Type)))
        {
            HistoryEvent? at = byId.GetValueOrDefault(scheduled.PreviousEventId);
            while (at is not null && !at.Type.EndsWith(Entered, StringComparison.Ordinal))
            {
                at = byId.GetValueOrDefault(at.PreviousEventId);
            }

            retries += at is not null && !tried.Add(at.Id) ? 1 : 0;
        }

        return retries;
    }

    private static long GroupRetries(IReadOnlyList<HistoryEvent> history, string kind) => Math.Max(
        0,
        history.LongCount(happened => happened.Type == kind + "StateStarted") - history.LongCount(happened => happened.Type == kind + "StateEntered"));

    private static PayloadMark LargestPayload(IReadOnlyList<HistoryEvent> history, Dictionary<long, HistoryEvent> byId)
    {
        long largest = 0;
        HistoryEvent? where = null;
        foreach (HistoryEvent happened in history)
        {
            foreach (string member in Payloads)
            {
                long bytes = happened.Details?[member] is StringData text ? Encoding.UTF8.GetByteCount(text.Value) : 0;
                if (bytes > largest)
                {
                    (largest, where) = (bytes, happened);
                }
            }
        }

        return new PayloadMark(largest, where is null ? null : StateOf(where, byId));
    }

    private static int MostOpen(IReadOnlyList<HistoryEvent> history)
    {
        int open = 0;
        int most = 0;
        foreach (HistoryEvent happened in history)
        {
            open += Scheduled.Contains(happened.Type) ? 1 : Ended.Contains(happened.Type) ? -1 : 0;
            most = Math.Max(most, open);
        }

        return most;
    }

    private static IEnumerable<LambdaCall> LambdaCalls(IReadOnlyList<HistoryEvent> history, Dictionary<long, HistoryEvent> byId)
    {
        foreach (HistoryEvent end in history.Where(happened => Ended.Contains(happened.Type)))
        {
            HistoryEvent? scheduled = byId.GetValueOrDefault(end.PreviousEventId);
            DateTimeOffset began = scheduled?.Timestamp ?? end.Timestamp;
            while (scheduled is not null && !Scheduled.Contains(scheduled.Type))
            {
                scheduled = byId.GetValueOrDefault(scheduled.PreviousEventId);
            }

            if (scheduled is not null && FunctionOf(scheduled) is { } function)
            {
                yield return new LambdaCall(function, end.Timestamp - began);
            }
        }
    }

    private static string? FunctionOf(HistoryEvent scheduled)
    {
        string? reference = scheduled.Type == "LambdaFunctionScheduled"
            ? (scheduled.Details?["resource"] as StringData)?.Value
            : scheduled.Details is { } details && details["resourceType"] is StringData { Value: "lambda" } && details["parameters"] is StringData parameters
                ? ((JsonData.Parse(parameters.Value) as ObjectData)?["FunctionName"] as StringData)?.Value
                : null;
        if (reference is null)
        {
            return null;
        }

        int marker = reference.IndexOf("function:", StringComparison.Ordinal);
        return (marker < 0 ? reference : reference[(marker + "function:".Length)..]).Split(':')[0];
    }
}
