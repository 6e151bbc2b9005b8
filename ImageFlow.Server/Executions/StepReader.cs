using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.Executions;

/// <summary>
/// Reads an execution's history as the states that it entered. Branches and iterations interleave in a history; each event is placed by following its
/// <c>previousEventId</c>, never by its position.
/// </summary>
internal sealed class StepReader(Func<string, string?> nodeOfState)
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<long, Scope?> _scopeAfter = new() { [0] = null };

    public static IReadOnlyList<Step> Read(IEnumerable<HistoryEvent> history, Func<string, string?> nodeOfState)
    {
        StepReader reader = new(nodeOfState);
        foreach (var happened in history)
            reader.Add(happened);
        return reader.Steps;
    }

    public IReadOnlyList<Step> Steps => [.. _entries.Select(e => e.Step)];

    private void Add(HistoryEvent happened)
    {
        var scope = _scopeAfter.GetValueOrDefault(happened.PreviousEventId);
        _scopeAfter[happened.Id] = happened.Type switch
        {
            var type when type.EndsWith("StateEntered", StringComparison.Ordinal) => Enter(happened, scope),
            var type when type.EndsWith("StateExited", StringComparison.Ordinal) => Exit(happened, scope),
            "MapIterationStarted" => new Scope(scope?.Entry, scope, Index(happened)),
            "MapIterationSucceeded" => scope?.Outer,
            _ => scope,
        };
        Follow(happened, scope?.Entry);
    }

    private Scope Enter(HistoryEvent happened, Scope? scope)
    {
        var name = Text(happened, "name") ?? "";
        Entry entry = new()
        {
            Step = new Step(nodeOfState(name), name, happened.Type[..^"StateEntered".Length], "running", happened.Timestamp, null, 0, scope?.Iteration,
                Json(happened, "input"), null, null, null, happened.Id, null),
        };
        _entries.Add(entry);
        return new Scope(entry, scope, scope?.Iteration);
    }

    private static Scope? Exit(HistoryEvent happened, Scope? scope)
    {
        var name = Text(happened, "name");
        for (var at = scope; at is not null; at = at.Outer)
        {
            // An iteration's scope repeats its Map's entry: the outermost one with the name is the state itself.
            if (at.Entry?.Step.State != name || (at.Outer?.Entry == at.Entry && at.Outer is not null))
                continue;
            at.Entry!.Step = at.Entry.Step with
            {
                Status = at.Entry.Failed ? "caught" : "done",
                ExitedAt = happened.Timestamp,
                ExitedEventId = happened.Id,
                Output = Json(happened, "output"),
            };
            return at.Outer;
        }

        return scope;
    }

    private void Follow(HistoryEvent happened, Entry? entry)
    {
        switch (happened.Type)
        {
            case "TaskScheduled" or "LambdaFunctionScheduled" or "ActivityScheduled" when entry is not null:
                entry.Failed = false;
                entry.Step = entry.Step with { Status = "running", Attempts = entry.Step.Attempts + 1 };
                break;
            case "TaskSucceeded" or "LambdaFunctionSucceeded" or "ActivitySucceeded" when entry is not null:
                // What an earlier attempt died of stays readable in the history; the state itself is well.
                entry.Step = entry.Step with { Error = null, Cause = null };
                break;
            case "ExecutionFailed" or "ExecutionTimedOut" or "ExecutionAborted":
                Close(happened.Type == "ExecutionAborted" ? "aborted" : "failed", happened);
                break;
            case "ExecutionRedriven":
                foreach (var failed in _entries.Where(e => e.Step is { ExitedEventId: null, Status: "failed" or "aborted" }))
                    failed.Step = failed.Step with { Status = "running" };
                break;
            case var type when entry is not null && IsFailure(type):
                entry.Failed = true;
                entry.Step = entry.Step with { Status = "retrying", Error = Text(happened, "error") ?? (type.EndsWith("TimedOut", StringComparison.Ordinal) ? "States.Timeout" : null), Cause = Text(happened, "cause") };
                break;
        }
    }

    private void Close(string status, HistoryEvent happened)
    {
        foreach (var open in _entries.Where(e => e.Step is { ExitedEventId: null, Status: "running" or "retrying" }))
            open.Step = open.Step with { Status = status, ExitedAt = happened.Timestamp, Error = open.Step.Error ?? Text(happened, "error"), Cause = open.Step.Cause ?? Text(happened, "cause") };
    }

    private static bool IsFailure(string type) =>
        (type.EndsWith("Failed", StringComparison.Ordinal) || type.EndsWith("TimedOut", StringComparison.Ordinal)) && !type.StartsWith("Execution", StringComparison.Ordinal) && type != "MapIterationFailed";

    private static string? Text(HistoryEvent happened, string member) => happened.Details?[member] is StringData text ? text.Value : null;

    private static int? Index(HistoryEvent happened) => happened.Details?["index"] is NumberData number ? (int)number.Value : null;

    private static JsonElement? Json(HistoryEvent happened, string member) => Text(happened, member) is { } text ? JsonText.Parse(text) : null;

    private sealed class Entry
    {
        public required Step Step { get; set; }

        public bool Failed { get; set; }
    }

    private sealed record Scope(Entry? Entry, Scope? Outer, int? Iteration);
}
