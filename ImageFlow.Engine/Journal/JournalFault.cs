using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Journal;

/// <summary>
/// The crash that tests ask for: the journal dies at its nth commit, either just before it (nothing of it is kept) or just after
/// it (all of it is kept, but nobody hears). From then on the journal writes nothing more, as if the process were gone.
/// </summary>
/// <param name="AtCommit">Counted from 1; 0 never.</param>
internal sealed record JournalFault(int AtCommit, bool AfterIt)
{
    private readonly object gate = new();
    private long events;

    /// <summary>
    /// Dies instead when so many events have happened since the open, before the advance that they belong to is written: between
    /// two transitions inside it, or in the middle of one. 0 never.
    /// </summary>
    public long AtEvent { get; init; }

    /// <summary>The greatest size of the file in pages, as if the disk were full then. 0: no bound.</summary>
    public int MaxPages { get; init; }

    /// <summary>How many events have happened, written or not.</summary>
    public long Events => Interlocked.Read(ref events);

    public TransitionResult Apply(ExecutionState own, Machine machine, ExecutionIdentity identity, EngineEvent occurrence, JournalWriter journal)
    {
        lock (gate)
        {
            long left = AtEvent == 0 ? Transition.MaxEvents : Math.Clamp(AtEvent - events, 1, Transition.MaxEvents);
            TransitionResult result = Transition.ApplyTo(own, machine, identity, occurrence, (int)left);
            events += result.Events.Count;
            if (AtEvent != 0 && events >= AtEvent)
            {
                journal.Crash();
                throw new SimulatedCrashException();
            }

            return result;
        }
    }
}

/// <summary>The crash of a <see cref="JournalFault"/>.</summary>
internal sealed class SimulatedCrashException() : Exception("The journal was told to crash here.");

/// <summary>One write contradicts what the tables hold, such as a number that is taken. A defect; nothing else is touched by it.</summary>
internal sealed class JournalConflictException(string file, Exception inner)
    : Exception($"The journal '{file}' refused a write ({inner.Message.TrimEnd('.')}).", inner);
