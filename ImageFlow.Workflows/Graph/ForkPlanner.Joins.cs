using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Graph;

/// <summary>How a join waits (elsa-core, Flowchart and FlowJoin): a path that ends before it does not arrive there.</summary>
internal sealed partial class ForkPlanner
{
    /// <summary>
    /// WaitAll goes on where every path has arrived, WaitAllActive where any has; otherwise the join is skipped, and the container
    /// ends there. Where a path may end before, it keeps whether it has arrived, and a decision after the Parallel state asks.
    /// </summary>
    /// <returns>The step that follows the Parallel state.</returns>
    private Step Arrivals(Step fork, Step join, List<HashSet<Step>> members, HashSet<Step> ends)
    {
        if (ends.Contains(join) || members.Count < 2)
        {
            return join;
        }

        if (join.Join == JoinMode.WaitAny)
        {
            return options.EmulateWaitAny ? Race(fork, join, members) : Refuse(join);
        }

        List<int> mayEnd = [.. Enumerable.Range(0, members.Count).Where(i => members[i].Any(step => step.Successors.Contains(fork.Container.Exit)))];
        if (mayEnd.Count == 0 || (join.Join != JoinMode.WaitAll && mayEnd.Count < members.Count))
        {
            return join;
        }

        List<Expr> arrived = [];
        Step decide = New(StepKind.Decide, join, fork.Container, $"{join.Node.DisplayName}: arrived?");
        for (int i = 0; i < members.Count; i++)
        {
            Step after = decide;
            if (mayEnd.Contains(i))
            {
                ArrivedSymbol symbol = new(fork, i);
                arrived.Add(new Binary("===", new SymbolUse(symbol, DataType.Boolean), new Literal(BooleanData.True), 0));
                after = New(StepKind.Assign, join, fork.Container, $"Path {i + 1} arrives at {join.Node.DisplayName}");
                after.Assigns = [KeyValuePair.Create<Symbol, Expr>(symbol, new Literal(BooleanData.True))];
                after.Next = decide;
            }

            foreach (Step step in members[i])
            {
                step.Redirect(target => target == join ? after : target);
            }

            if (after != decide)
            {
                members[i].Add(after);
            }
        }

        string all = join.Join == JoinMode.WaitAll ? "&&" : "||";
        decide.Cases.Add(new("Arrived", new("arrived") { Made = arrived.Aggregate((left, right) => new Binary(all, left, right, 0)) }, join));
        decide.Next = fork.Container.Exit;
        return decide;
    }

    /// <summary>Asked for: whoever arrives first goes on, and the Parallel state stops the others.</summary>
    private Step Race(Step fork, Step join, List<HashSet<Step>> members)
    {
        Dictionary<string, Step> landings = new(StringComparer.Ordinal);
        foreach (HashSet<Step> branch in members)
        {
            Step winner = Keep(Escapes.Win(join, fork.Container, landings, landing => Keep(landing)));
            foreach (Step step in branch)
            {
                step.Redirect(target => target == join ? winner : target);
            }

            branch.Add(winner);
        }

        findings.Warning(
            "FLOW0129",
            join.Node,
            $"The first path that arrives at '{join.Node.DisplayName}' stops the others wherever they are; what they have done so far stays done.",
            "Make sure that the slower paths may be stopped at any activity.");
        return fork.Container.Exit;
    }

    private Step Refuse(Step join)
    {
        findings.Error(
            "FLOW0110",
            join.Node,
            $"'{join.Node.DisplayName}' goes on with the first path that arrives (WaitAny) and cancels the others, which a state machine does not do by itself.",
            "Set the mode to WaitAll, or ask for the emulation (customProperties \"imageflow:emulateWaitAny\": true), which stops the slower paths by an error.");
        return join;
    }

    private Step New(StepKind kind, Step like, FlowContainer container, string title) =>
        Keep(new(like.Index, kind, like.Node, container) { Loop = like.Loop, Frame = like.Frame, Title = title });

    /// <summary>Makes a new step part of the graph and of every path that is being planned.</summary>
    private Step Keep(Step step)
    {
        graph.Add(step);
        foreach (HashSet<Step> path in enclosing)
        {
            path.Add(step);
        }

        return step;
    }
}
