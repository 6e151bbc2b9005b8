using ImageFlow.Engine.Histories;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Logs;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Engine.Running;

/// <summary>What a turn does to the execution, and what of it is written.</summary>
internal sealed partial class ExecutionRun
{
    /// <summary>All that the happenings do to the execution, on one copy of its state.</summary>
    private Advance Apply(List<Happening> turn)
    {
        ExecutionState after = state.Copy();
        List<EventRecord> events = [];
        List<EngineCommand> commands = [];
        bool hasMore = false;
        bool hasChanged = false;
        for (int i = 0; i < turn.Count; i++)
        {
            Happening happening = turn[i];
            if (happening.Refuse?.Invoke(after) is EngineException refusal)
            {
                happening.Done?.TrySetException(refusal);
                turn[i] = happening with { Done = null };
                continue;
            }

            // Late answers and timers of an execution that is over: whoever redrives it has its state now.
            if (!after.IsRunning && happening.Event is not RedriveRequested)
            {
                continue;
            }

            EngineEvent occurrence = Stamp(happening.Event);
            TransitionResult result = core.Options.Fault is JournalFault fault
                ? fault.Apply(after, Machine, Identity, occurrence, core.Journal)
                : Transition.ApplyTo(after, Machine, Identity, occurrence);
            events.AddRange(result.Events);
            commands.AddRange(result.Commands);
            hasMore |= result.HasMore;
            hasChanged |= result.Events.Count > 0 || result.Commands.Count > 0 || happening.Event is HeartbeatReceived or ExternalEventCame or JobSubmitted or HandlerAnswered or TimePassed { JumpTo: not null };
        }

        return new Advance(after, events, commands, hasMore, hasChanged);
    }

    private EngineEvent Stamp(EngineEvent occurrence)
    {
        DateTimeOffset time = occurrence.Time == default ? core.Options.TimeProvider.GetUtcNow() : occurrence.Time;
        return occurrence with { Time = time, Seed = core.NewSeed() };
    }

    private AdvanceWrite Write(ExecutionState before, ExecutionState after, List<EventRecord> events, List<EngineCommand> commands)
    {
        bool rowChanged = before.Status != after.Status || before.RedriveCount != after.RedriveCount;
        PlaceRows? places = after.Status == ExecutionStatus.Succeeded ? null : new PlaceRows(before);
        return new AdvanceWrite
        {
            ExecutionId = Identity.Id,
            New = unwritten,
            FirstEventId = before.LastEventId + 1,
            Events = events.Count == 0 ? [] : EventCodec.Write(events, before.LastEventId + 1),
            State = after.Status == ExecutionStatus.Succeeded ? null : StateCodec.Write(after, places),
            Places = places,
            MayHavePlaces = hasHadJoins |= before.Root?.Join is not null,
            MapRuns = [.. commands.OfType<MapRunCommand>()],
            IsLogged = Identity.Log is LogTarget target && events.Exists(e => target.Takes(e.Type)),
            IsTraced = core.Traces.IsOn && !after.IsRunning && rowChanged,
            Redriven = after.RedriveCount != before.RedriveCount ? (after.RedriveTime!.Value.ToUnixTimeMilliseconds(), after.RedriveTokens) : null,
            KeptEvents = KeptEventRows.Between(before, after),
            Due = Schedule.Wake(after),
            End = rowChanged
                ? new ExecutionEnd((int)after.Status, after.StopTime?.ToUnixTimeMilliseconds(), after.Output?.ToJson(), after.Error, after.Cause, after.RedriveCount)
                : null,
        };
    }

    /// <param name="HasMore">Whether a transition stopped at its bound of events.</param>
    /// <param name="HasChanged">Whether there is something to write.</param>
    private readonly record struct Advance(ExecutionState After, List<EventRecord> Events, List<EngineCommand> Commands, bool HasMore, bool HasChanged);
}
