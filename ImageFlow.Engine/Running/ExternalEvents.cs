using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>External events by name: the task that has waited longest gets one, and what comes early is kept.</summary>
internal sealed class ExternalEvents(EngineCore core)
{
    /// <returns>Whether a task got it at once; otherwise it is kept. Either is committed.</returns>
    public async Task<bool> SendAsync(string arn, string name, string payload)
    {
        if (name.Length is 0 or > KeptEvent.MaxName)
        {
            throw new EngineException("InvalidEventName", $"An event's name has 1 to {KeptEvent.MaxName} characters; this one has {name.Length}.");
        }

        JsonData value = Parse(payload);
        ExecutionRow row = core.Require(arn);
        ExecutionRun run = (row.Status == ExecutionStatus.Running ? core.Find(row.Id) : null) ?? throw Ended(arn);
        bool isDelivered = false;
        await EngineCore.AskAsync(run, new ExternalEventCame(default, 0, name, value), Refusal).ConfigureAwait(false);
        return isDelivered;

        EngineException? Refusal(ExecutionState state)
        {
            if (!state.IsRunning)
            {
                return Ended(arn);
            }

            isDelivered = Interpreter.WaitingFor(state, name) is not null;
            return isDelivered ? null : FullAfter(state, value);
        }
    }

    private static JsonData Parse(string payload)
    {
        JsonData value;
        try
        {
            value = JsonData.Parse(payload);
        }
        catch (JsonException e)
        {
            throw new EngineException("InvalidEvent", $"The event's body is not JSON: {e.Message}", e);
        }

        return Limits.Exceeds(value) ? throw new EngineException("EventTooLarge", "The event's body is greater than 256 KiB, the greatest result of a task; send a reference to the data instead.") : value;
    }

    private static EngineException? FullAfter(ExecutionState state, JsonData value)
    {
        if (state.KeptEvents.Count >= KeptEvent.MaxCount)
        {
            return new EngineException("EventLimitExceeded", $"{KeptEvent.MaxCount} events are kept for this execution, which no task has waited for yet; send this one again when some have been taken.");
        }

        long size = state.KeptEvents.Sum(kept => (long)kept.Payload.ToJson().Length) + value.ToJson().Length;
        return size > KeptEvent.MaxSize
            ? new EngineException("EventLimitExceeded", $"The events that are kept for this execution would hold {size} characters, more than {KeptEvent.MaxSize}; send this one again when some have been taken.")
            : null;
    }

    private static EngineException Ended(string arn) => new("ExecutionEnded", $"The execution has ended and waits for no event any more: '{arn}'");
}
