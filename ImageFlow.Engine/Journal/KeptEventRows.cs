using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Journal;

/// <summary>The rows of an execution's kept external events that an advance adds and removes.</summary>
internal sealed record KeptEventRows(IReadOnlyList<KeptEvent> Removed, IReadOnlyList<KeptEvent> Added)
{
    /// <returns><see langword="null"/> where nothing changes. What succeeded waits for nothing any more; what failed may be redriven.</returns>
    public static KeptEventRows? Between(ExecutionState before, ExecutionState after)
    {
        IReadOnlyList<KeptEvent> left = after.Status == ExecutionStatus.Succeeded ? [] : after.KeptEvents;
        if (ReferenceEquals(before.KeptEvents, left) || (before.KeptEvents.Count == 0 && left.Count == 0))
        {
            return null;
        }

        return new KeptEventRows(
            [.. before.KeptEvents.Where(kept => !left.Contains(kept, ReferenceEqualityComparer.Instance))],
            [.. left.Where(kept => !before.KeptEvents.Contains(kept, ReferenceEqualityComparer.Instance))]);
    }

    public void Apply(JournalStatements statements, long execution)
    {
        foreach (KeptEvent kept in Removed)
        {
            statements.DropEvents(execution, kept.Number);
        }

        foreach (KeptEvent kept in Added)
        {
            statements.Keep(execution, kept);
        }
    }
}
