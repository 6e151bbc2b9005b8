using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Journal;

/// <summary>
/// Whether a thread is as it was at the advance before. Values are never changed in place, so that the same value is the same
/// object; of equal ones at most a row too many is written.
/// </summary>
internal static class ThreadComparison
{
    public static bool AreSame(ExecutionThread? before, ExecutionThread? after)
    {
        if (before is null || after is null)
        {
            return before is null && after is null;
        }

        return before.Id == after.Id
            && before.Index == after.Index
            && ReferenceEquals(before.MapItem, after.MapItem)
            && ReferenceEquals(before.Node, after.Node)
            && before.Phase == after.Phase
            && ReferenceEquals(before.Input, after.Input)
            && ReferenceEquals(before.Variables, after.Variables)
            && before.Previous == after.Previous
            && before.PreviousBeforeEntry == after.PreviousBeforeEntry
            && before.EnteredId == after.EnteredId
            && before.EnteredTime == after.EnteredTime
            && before.RetryCount == after.RetryCount
            && AreSame(before.RetrierCounts, after.RetrierCounts)
            && before.Due == after.Due
            && ReferenceEquals(before.Task, after.Task)
            && ReferenceEquals(before.MapRun, after.MapRun)
            && AreSame(before.Join, after.Join);
    }

    private static bool AreSame(int[]? before, int[]? after) =>
        before is null || after is null ? before is null && after is null : before.AsSpan().SequenceEqual(after);

    private static bool AreSame(Join? before, Join? after)
    {
        if (before is null || after is null)
        {
            return before is null && after is null;
        }

        bool isSame = ReferenceEquals(before.Items, after.Items)
            && ReferenceEquals(before.Keys, after.Keys)
            && ReferenceEquals(before.Input, after.Input)
            && before.MaxConcurrency == after.MaxConcurrency
            && before.ToleratedCount == after.ToleratedCount
            && before.ToleratedPercentage == after.ToleratedPercentage
            && before.Next == after.Next
            && before.Running == after.Running
            && before.Ended == after.Ended
            && before.Failures == after.Failures
            && before.Chain == after.Chain
            && before.LastEnd == after.LastEnd
            && before.HasRows == after.HasRows
            && before.Threads.Length == after.Threads.Length;
        for (int i = 0; isSame && i < before.Threads.Length; i++)
        {
            isSame = ReferenceEquals(before.Results[i], after.Results[i]) && AreSame(before.Threads[i], after.Threads[i]);
        }

        return isSame;
    }
}
