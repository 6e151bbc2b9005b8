namespace ImageFlow.Workflows.Graph;

/// <summary>
/// Finds for each fork the branches and the join of the Parallel state that it becomes. Branches that share steps before the
/// join become one branch with a fork of its own; what is not nested that way is refused with the nodes named.
/// </summary>
internal sealed partial class ForkPlanner
{
    private readonly FlowGraph graph;
    private readonly ForkOptions options;
    private readonly Findings findings;
    private readonly Dictionary<Step, List<Step>> predecessors = new(ReferenceEqualityComparer.Instance);

    /// <summary>The parallel paths around what is being planned, from the outermost on.</summary>
    private readonly List<HashSet<Step>> enclosing = [];
    private Dominators dominators;
    private int created;

    /// <summary>The fork whose paths are being found.</summary>
    private Step? planning;

    private ForkPlanner(FlowGraph graph, Dominators dominators, ForkOptions options, Findings findings)
    {
        this.graph = graph;
        this.options = options;
        this.findings = findings;
        this.dominators = dominators;
        FindPredecessors();
    }

    private void FindPredecessors()
    {
        predecessors.Clear();
        foreach (Step step in dominators.Reachable)
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
    }

    /// <summary>Plans every reachable fork of the graph; adds the forks that it needs for branches that share steps.</summary>
    public static void Plan(FlowGraph graph, Dominators dominators, ForkOptions options, Findings findings) =>
        new ForkPlanner(graph, dominators, options, findings).PlanRegion(graph.Entry, [], null);

    /// <summary>Plans the forks of one region: what <paramref name="entry"/> leads to, up to the steps that end the region.</summary>
    private void PlanRegion(Step entry, HashSet<Step> ends, HashSet<Step>? members)
    {
        Stack<Step> open = new([entry]);
        HashSet<Step> seen = [];
        while (open.TryPop(out Step? step))
        {
            if (ends.Contains(step) || (members is not null && !members.Contains(step)) || !seen.Add(step))
            {
                continue;
            }

            IEnumerable<Step> onward = step.AllSuccessors;
            if (step.Kind == StepKind.Fork && step.Heads.Count > 0 && step.Plan is null)
            {
                PlanFork(step, ends);
            }

            if (step.Plan is { } plan)
            {
                HashSet<Step> inside = [.. plan.Members.SelectMany(branch => branch)];
                onward = inside.SelectMany(member => member.Errors.Select(edge => edge.Target)).Where(target => !inside.Contains(target)).Append(plan.Join);
            }

            foreach (Step next in onward)
            {
                open.Push(next);
            }
        }
    }

    private void PlanFork(Step fork, HashSet<Step> outerEnds)
    {
        planning = fork;
        HashSet<Step> ends = [.. outerEnds, fork.Container.Exit];
        List<Step> heads = [.. fork.Heads.Distinct()];
        Step join = FindJoin(heads, ends) ?? fork.Container.Exit;
        HashSet<Step> stops = [.. ends, join];
        List<List<Step>> groups = Group(heads, stops);
        if (groups.Count == 1 && heads.Count > 1)
        {
            if (options.Sequentialise && Serialiser.TryApply(fork, ends, graph, findings))
            {
                dominators = new(graph.Entry);
                FindPredecessors();
                return;
            }

            findings.Error(
                "FLOW0109",
                fork.Node,
                $"The parallel paths after '{fork.Node.DisplayName}' ({Names(heads)}) cross: they share steps without one place where they all meet.",
                "Let the paths meet in one FlowJoin before they share steps, or let them run one after the other (--sequentialise).");
            fork.Heads = [heads[0]];
            groups = [[heads[0]]];
        }

        List<Step> entries = [.. groups.Select(group => group.Count == 1 ? group[0] : Subfork(fork, group))];
        List<HashSet<Step>> members = [.. entries.Select(entry => Members(fork, entry, stops))];
        Dictionary<string, Step> landings = new(StringComparer.Ordinal);
        foreach ((HashSet<Step> branch, Step step) in members.SelectMany(branch => branch.Where(step => Escapes.LeavesPath(step, branch)).Select(step => (branch, step))).ToList())
        {
            Escapes.Leave(step, landings, landing => Keep(landing));
            if (step.Next is { Kind: StepKind.Escape } leave)
            {
                branch.Add(leave);
            }
        }

        Step after = Arrivals(fork, join, members, ends);
        if (after != join && entries.Contains(join))
        {
            entries = [.. entries.Select((entry, i) => entry == join && members[i].Count > 0 ? members[i].First() : entry)];
        }

        stops.Add(after);
        fork.Heads = entries;
        fork.Plan = new(after, members);
        for (int i = 0; i < entries.Count; i++)
        {
            CheckBranch(members[i], stops);
            enclosing.Add(members[i]);
            PlanRegion(entries[i], stops, members[i]);
            enclosing.RemoveAt(enclosing.Count - 1);
        }
    }

    /// <summary>
    /// The first step where paths from several heads meet and beyond which nothing is reached but through it. A path that ends
    /// before it does not count.
    /// </summary>
    private Step? FindJoin(List<Step> heads, HashSet<Step> ends)
    {
        if (TryMeet(heads, ends, out Step? meeting))
        {
            return meeting;
        }

        List<HashSet<Step>> reached = [.. heads.Select(head => Reach([head], ends))];
        List<Step> shared = [.. dominators.Reachable.Where(step => reached.Count(set => set.Contains(step)) > 1)];
        foreach (Step candidate in shared)
        {
            HashSet<Step> before = Reach(heads, [.. ends, candidate]);
            HashSet<Step> after = Reach([candidate], ends);
            if (!before.Overlaps(after) && Group(heads, [.. ends, candidate]).Count > 1)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Puts heads together that share a step before the stops.</summary>
    private List<List<Step>> Group(List<Step> heads, HashSet<Step> stops)
    {
        List<(List<Step> Heads, HashSet<Step> Reach)> groups = [];
        foreach (Step head in heads)
        {
            List<Step> together = [head];
            HashSet<Step> reach = Reach([head], stops);
            foreach ((List<Step> Heads, HashSet<Step> Reach) other in groups.FindAll(group => group.Reach.Overlaps(reach)))
            {
                together = [.. other.Heads, .. together];
                reach.UnionWith(other.Reach);
                groups.Remove(other);
            }

            groups.Add((together, reach));
        }

        return [.. groups.Select(group => group.Heads).OrderBy(group => heads.IndexOf(group[0]))];
    }

    private Step Subfork(Step fork, List<Step> heads)
    {
        Step inner = Keep(new(int.MaxValue - ++created, StepKind.Fork, fork.Node, fork.Container) { Heads = heads, Loop = fork.Loop, Frame = fork.Frame });
        foreach (Step head in heads)
        {
            predecessors[head].Remove(fork);
            predecessors[head].Add(inner);
        }

        predecessors[inner] = [fork];
        return inner;
    }

    /// <summary>Steps reached without failing and without going back.</summary>
    private HashSet<Step> Reach(IEnumerable<Step> from, HashSet<Step> stops)
    {
        HashSet<Step> reached = [];
        Stack<Step> open = new(from);
        while (open.TryPop(out Step? step))
        {
            if (!stops.Contains(step) && reached.Add(step))
            {
                foreach (Step next in Onward(step, step.Successors).Where(next => !dominators.Dominates(next, step)))
                {
                    open.Push(next);
                }
            }
        }

        return reached;
    }

    /// <summary>A Break out of a loop that is around the fork leads out of the path, and so does a Finish of a workflow that is.</summary>
    private IEnumerable<Step> Onward(Step step, IEnumerable<Step> successors) =>
        (step.LeavesLoop && dominators.Dominates(step.Loop!.Head, planning!)) || (step.EndsFrame && IsInside(planning!.Frame, step.Frame!)) ? [] : successors;

    private static bool IsInside(Frame? frame, Frame around) => frame is not null && (frame == around || IsInside(frame.Outer, around));

    /// <summary>The branch: what is reached without failing, and the error handlers that belong to nothing else and lead nowhere else.</summary>
    private HashSet<Step> Members(Step fork, Step entry, HashSet<Step> stops)
    {
        HashSet<Step> main = Reach([entry], stops);
        HashSet<Step> members = [];
        Stack<Step> open = new([entry]);
        while (open.TryPop(out Step? step))
        {
            if (!stops.Contains(step) && step != fork && members.Add(step))
            {
                foreach (Step next in Onward(step, step.AllSuccessors))
                {
                    open.Push(next);
                }
            }
        }

        bool Foreign(Step step) => !main.Contains(step) && (step.Kind == StepKind.Finish
            || (step.EndsContainer && step.Next is { } exit && !members.Contains(exit))
            || predecessors[step].Exists(before => !members.Contains(before))
            || step.Successors.Any(next => !members.Contains(next) && !stops.Contains(next)));

        while (members.RemoveWhere(Foreign) > 0)
        {
            // Each removal may make others foreign.
        }

        return members;
    }

    private void CheckBranch(HashSet<Step> members, HashSet<Step> stops)
    {
        foreach (Step step in members)
        {
            foreach (Step next in step.Successors.Where(next => !members.Contains(next) && !stops.Contains(next)))
            {
                findings.Error(
                    "FLOW0111",
                    step.Node,
                    $"The connection from '{step.Node.DisplayName}' to '{next.Node.DisplayName}' leads out of a parallel path.",
                    "Let the parallel paths meet in a join before the flow goes back or elsewhere.");
            }
        }
    }

    private static string Names(IEnumerable<Step> steps) => string.Join(", ", steps.Select(step => step.Node.DisplayName));
}
