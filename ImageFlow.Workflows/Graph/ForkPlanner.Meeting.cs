namespace ImageFlow.Workflows.Graph;

/// <summary>Finds where the paths of a fork meet without looking beyond, so that a long row of forks takes no longer than its length.</summary>
internal sealed partial class ForkPlanner
{
    /// <summary>
    /// Goes along all paths at once, always at the step that comes first in the graph. The first step that several heads lead to is
    /// where they meet, if no other path is open then.
    /// </summary>
    /// <param name="join">Where they meet; <see langword="null"/> where they nowhere do.</param>
    /// <returns>Whether that is certain; otherwise <see cref="FindJoin"/> looks at all candidates.</returns>
    private bool TryMeet(List<Step> heads, HashSet<Step> ends, out Step? join)
    {
        join = null;
        PriorityQueue<Step, int> open = new();
        Dictionary<Step, int> owners = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < heads.Count; i++)
        {
            if (!Reaches(heads[i], i))
            {
                return false;
            }
        }

        while (open.TryDequeue(out Step? step, out _))
        {
            int owner = owners[step];
            if (owner == Several)
            {
                join = step;
                return open.Count == 0 && Group(heads, [.. ends, step]).Count > 1;
            }

            foreach (Step next in Onward(step, step.Successors).Where(next => !dominators.Dominates(next, step)))
            {
                if (!Reaches(next, owner))
                {
                    return false;
                }
            }
        }

        return true;

        bool Reaches(Step step, int owner)
        {
            if (ends.Contains(step))
            {
                return true;
            }

            if (owners.TryGetValue(step, out int known))
            {
                owners[step] = known == owner ? owner : Several;
                return true;
            }

            if (dominators.Rank(step) is not { } rank)
            {
                return false; // made while planning; it has no place in the order
            }

            owners[step] = owner;
            open.Enqueue(step, rank);
            return true;
        }
    }

    private const int Several = -1;
}
