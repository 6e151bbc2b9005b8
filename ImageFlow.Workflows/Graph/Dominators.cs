namespace ImageFlow.Workflows.Graph;

/// <summary>
/// Which steps every path from the entry passes before it reaches a step (Cooper, Harvey, Kennedy, "A Simple, Fast Dominance
/// Algorithm"), over all edges, those of errors included.
/// </summary>
internal sealed class Dominators
{
    private readonly Dictionary<Step, int> order = new(ReferenceEqualityComparer.Instance);
    private readonly List<Step> postorder = [];
    private readonly int[] immediate;

    public Dominators(Step entry)
    {
        Number(entry);
        Dictionary<Step, List<Step>> predecessors = new(ReferenceEqualityComparer.Instance);
        foreach (Step step in postorder)
        {
            foreach (Step next in step.AllSuccessors)
            {
                if (!predecessors.TryGetValue(next, out List<Step>? list))
                {
                    predecessors[next] = list = [];
                }

                list.Add(step);
            }
        }

        immediate = new int[postorder.Count];
        Array.Fill(immediate, -1);
        immediate[order[entry]] = order[entry];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = postorder.Count - 2; i >= 0; i--)
            {
                int found = -1;
                foreach (Step before in predecessors[postorder[i]])
                {
                    int at = order[before];
                    found = immediate[at] < 0 ? found : found < 0 ? at : Meet(found, at);
                }

                if (immediate[i] != found)
                {
                    immediate[i] = found;
                    changed = true;
                }
            }
        }
    }

    /// <summary>The reachable steps, each before what it leads to (but for the edges that lead back).</summary>
    public IEnumerable<Step> Reachable => Enumerable.Reverse(postorder);

    /// <summary>The place in <see cref="Reachable"/>; <see langword="null"/> for steps that are not reached.</summary>
    public int? Rank(Step step) => order.TryGetValue(step, out int at) ? postorder.Count - at : null;

    public bool IsReachable(Step step) => order.ContainsKey(step);

    /// <summary>Whether every path from the entry to <paramref name="step"/> passes <paramref name="candidate"/>. A step dominates itself.</summary>
    public bool Dominates(Step candidate, Step step)
    {
        if (!order.TryGetValue(candidate, out int target) || !order.TryGetValue(step, out int at))
        {
            return false;
        }

        while (at < target)
        {
            at = immediate[at];
        }

        return at == target;
    }

    private int Meet(int a, int b)
    {
        while (a != b)
        {
            while (a < b)
            {
                a = immediate[a];
            }

            while (b < a)
            {
                b = immediate[b];
            }
        }

        return a;
    }

    /// <summary>Postorder without recursion, so that long flows do not exhaust the stack.</summary>
    private void Number(Step entry)
    {
        HashSet<Step> seen = new(ReferenceEqualityComparer.Instance) { entry };
        Stack<(Step Step, IEnumerator<Step> Onward)> path = new();
        path.Push((entry, entry.AllSuccessors.GetEnumerator()));
        while (path.TryPeek(out (Step Step, IEnumerator<Step> Onward) top))
        {
            if (!top.Onward.MoveNext())
            {
                order[top.Step] = postorder.Count;
                postorder.Add(top.Step);
                path.Pop();
            }
            else if (seen.Add(top.Onward.Current))
            {
                path.Push((top.Onward.Current, top.Onward.Current.AllSuccessors.GetEnumerator()));
            }
        }
    }
}
