namespace ImageFlow.Workflows.Graph;

/// <summary>The steps of a region in groups that lead to one another, loops that is, each group after those that lead to it (Kosaraju, Sharir).</summary>
internal sealed class Components
{
    private readonly List<Step> all = [];
    private readonly Dictionary<Step, List<Step>> before = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Step, List<Step>> groups = new(ReferenceEqualityComparer.Instance);
    private readonly List<List<Step>> ordered = [];
    private readonly HashSet<Step> heads;

    public Components(IReadOnlyList<Step> heads, HashSet<Step> ends)
    {
        this.heads = new(heads, ReferenceEqualityComparer.Instance);
        List<Step> finished = Finish(heads, ends);
        for (int i = finished.Count - 1; i >= 0; i--)
        {
            if (!groups.ContainsKey(finished[i]))
            {
                ordered.Add(Gather(finished[i]));
            }
        }
    }

    public bool Contains(Step step) => groups.ContainsKey(step);

    public List<Step> Of(Step step) => groups[step];

    public IEnumerable<List<Step>> InOrder() => ordered;

    /// <summary>The step of a group that others lead to; loops that Elsa runs have but one.</summary>
    public Step EntryOf(List<Step> group) => group.Count == 1
        ? group[0]
        : group.Find(step => heads.Contains(step) || before[step].Exists(from => groups[from] != group)) ?? group[0];

    /// <summary>All steps that are reached, those first that finish first; the first head's last, so that its steps come first in the order.</summary>
    private List<Step> Finish(IReadOnlyList<Step> from, HashSet<Step> ends)
    {
        HashSet<Step> seen = new(ReferenceEqualityComparer.Instance);
        Stack<(Step Step, IEnumerator<Step> Onward)> path = new();
        for (int i = from.Count - 1; i >= 0; i--)
        {
            Open(from[i]);
            while (path.TryPeek(out (Step Step, IEnumerator<Step> Onward) top))
            {
                if (!top.Onward.MoveNext())
                {
                    all.Add(path.Pop().Step);
                    continue;
                }

                Step next = top.Onward.Current;
                if (!ends.Contains(next))
                {
                    if (!before.TryGetValue(next, out List<Step>? list))
                    {
                        before[next] = list = [];
                    }

                    list.Add(top.Step);
                    Open(next);
                }
            }
        }

        return all;

        void Open(Step step)
        {
            if (!ends.Contains(step) && seen.Add(step))
            {
                before.TryAdd(step, []);
                path.Push((step, step.AllSuccessors.Reverse().GetEnumerator()));
            }
        }
    }

    private List<Step> Gather(Step from)
    {
        List<Step> group = [];
        Stack<Step> open = new([from]);
        while (open.TryPop(out Step? step))
        {
            if (groups.TryAdd(step, group))
            {
                group.Add(step);
                foreach (Step earlier in before[step])
                {
                    open.Push(earlier);
                }
            }
        }

        return group;
    }
}
