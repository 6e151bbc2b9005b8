using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>The steps that become one graph of states: the machine, a branch, or a loop's body.</summary>
/// <param name="Entry">Where it begins.</param>
/// <param name="Ends">The steps at which it ends; they are not part of it.</param>
/// <param name="Members">All steps in it, those of inner branches included; <see langword="null"/> means everything that is reached.</param>
internal sealed record Region(Step Entry, HashSet<Step> Ends, HashSet<Step>? Members)
{
    public static Region Of(FlowGraph graph) => new(graph.Entry, [graph.Container.Exit], null);

    public Region Branch(Step fork, int index) =>
        new(fork.Heads[index], [.. Ends, fork.Container.Exit, fork.Plan!.Join], fork.Plan.Members[index]);

    public bool Contains(Step step) => !Ends.Contains(step) && (Members is null || Members.Contains(step));

    /// <summary>The steps on this level: of a fork, the fork itself and what comes after it.</summary>
    public IEnumerable<Step> Level()
    {
        Stack<Step> open = new([Entry]);
        HashSet<Step> seen = [];
        while (open.TryPop(out Step? step))
        {
            if (Contains(step) && seen.Add(step))
            {
                yield return step;
                foreach (Step next in Onward(step))
                {
                    open.Push(next);
                }
            }
        }
    }

    /// <summary>Where the errors go that the branches of a fork do not handle themselves.</summary>
    public static IEnumerable<(Step From, ErrorEdge Edge)> Hoisted(Step fork) => fork.Plan!.Members
        .SelectMany(members => members.SelectMany(step => step.Errors.Where(edge => !members.Contains(edge.Target)).Select(edge => (step, edge))));

    private static IEnumerable<Step> Onward(Step step) => step.Plan is { } plan
        ? Hoisted(step).Select(hoisted => hoisted.Edge.Target).Append(plan.Join)
        : step.AllSuccessors;
}
