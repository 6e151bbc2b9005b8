namespace ImageFlow.Workflows.Graph;

/// <summary>
/// Finds for each fork the branches and the join of the Parallel state that it becomes. Branches that share steps before the
/// join become one branch with a fork of its own; what is not nested that way is refused with the nodes named.
/// </summary>
internal sealed class ForkPlanner
{
    private readonly Findings findings;
    private readonly Dominators dominators;
    private readonly Dictionary<Step, List<Step>> predecessors = new(ReferenceEqualityComparer.Instance);
    private int created;

    private ForkPlanner(Dominators dominators, Findings findings)
    {
        this.dominators = dominators;
        this.findings = findings;
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
    public static void Plan(FlowGraph graph, Dominators dominators, Findings findings) =>
        new ForkPlanner(dominators, findings).PlanRegion(graph.Entry, [], null);

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
        HashSet<Step> ends = [.. outerEnds, fork.Container.Exit];
        List<Step> heads = [.. fork.Heads.Distinct()];
        Step join = FindJoin(heads, ends) ?? fork.Container.Exit;
        HashSet<Step> stops = [.. ends, join];
        List<List<Step>> groups = Group(heads, stops);
        if (groups.Count == 1 && heads.Count > 1)
        {
            findings.Error(
                "FLOW0109",
                fork.Node,
                $"The parallel paths after '{fork.Node.DisplayName}' ({Names(heads)}) cross: they share steps without one place where they all meet.",
                "Let the paths meet in one FlowJoin before they share steps.");
            fork.Heads = [heads[0]];
            groups = [[heads[0]]];
        }

        List<Step> entries = [.. groups.Select(group => group.Count == 1 ? group[0] : Subfork(fork, group))];
        List<HashSet<Step>> members = [.. entries.Select(entry => Members(fork, entry, stops))];
        fork.Heads = entries;
        fork.Plan = new(join, members);
        CheckJoin(fork, join, members, ends);
        for (int i = 0; i < entries.Count; i++)
        {
            CheckBranch(fork, members[i], stops);
            PlanRegion(entries[i], stops, members[i]);
        }
    }

    /// <summary>
    /// The first step where paths from several heads meet and beyond which nothing is reached but through it. A path that ends
    /// before it does not count.
    /// </summary>
    private Step? FindJoin(List<Step> heads, HashSet<Step> ends)
    {
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
        Step inner = new(int.MaxValue - ++created, StepKind.Fork, fork.Node, fork.Container) { Heads = heads };
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
                foreach (Step next in step.Successors.Where(next => !dominators.Dominates(next, step)))
                {
                    open.Push(next);
                }
            }
        }

        return reached;
    }

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
                foreach (Step next in step.AllSuccessors)
                {
                    open.Push(next);
                }
            }
        }

        bool Foreign(Step step) => !main.Contains(step) && (step.Kind == StepKind.Finish
            || predecessors[step].Exists(before => !members.Contains(before))
            || step.Successors.Any(next => !members.Contains(next) && !stops.Contains(next)));

        while (members.RemoveWhere(Foreign) > 0)
        {
            // Each removal may make others foreign.
        }

        return members;
    }

    private void CheckJoin(Step fork, Step join, List<HashSet<Step>> members, HashSet<Step> ends)
    {
        if (ends.Contains(join) || members.Count < 2)
        {
            return;
        }

        if (join.Join == JoinMode.WaitAny)
        {
            findings.Error(
                "FLOW0110",
                join.Node,
                $"'{join.Node.DisplayName}' goes on with the first path that arrives (WaitAny) and cancels the others, which a state machine cannot.",
                "Set the mode to WaitAll.");
        }

        int mayEnd = members.Count(branch => branch.Any(step => step.Successors.Any(next => next == fork.Container.Exit)));
        if (mayEnd > 0 && (join.Join == JoinMode.WaitAll || mayEnd == members.Count))
        {
            findings.Error(
                "FLOW0122",
                join.Node,
                $"A path to '{join.Node.DisplayName}' may end before it arrives, so the join may never go on.",
                "Connect every way out of the decisions in the parallel paths to the join, or set its mode to WaitAllActive.");
        }
    }

    private void CheckBranch(Step fork, HashSet<Step> members, HashSet<Step> stops)
    {
        foreach (Step step in members)
        {
            if (step.Kind == StepKind.Finish || (step.EndsContainer && step.Container == fork.Container))
            {
                findings.Error(
                    "FLOW0112",
                    step.Node,
                    $"'{step.Node.DisplayName}' ends everything from within one of several parallel paths, which a state machine cannot.",
                    "Let the parallel paths meet in a join first.");
            }

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
