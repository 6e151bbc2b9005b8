namespace ImageFlow.Workflows.Graph;

/// <summary>Finds loops that can be entered elsewhere than at their beginning: Elsa refuses to run them, and so do we to compile them.</summary>
internal static class LoopCheck
{
    public static void Check(FlowGraph graph, Dominators dominators, Findings findings)
    {
        HashSet<Step> finished = [];
        HashSet<Step> onPath = [];
        Stack<(Step Step, IEnumerator<Step> Onward)> path = new();
        Push(graph.Entry);
        while (path.TryPeek(out (Step Step, IEnumerator<Step> Onward) top))
        {
            if (!top.Onward.MoveNext())
            {
                path.Pop();
                onPath.Remove(top.Step);
                finished.Add(top.Step);
                continue;
            }

            Step next = top.Onward.Current;
            if (onPath.Contains(next) && !dominators.Dominates(next, top.Step))
            {
                findings.Error(
                    "FLOW0108",
                    top.Step.Node,
                    $"The connection from '{top.Step.Node.DisplayName}' back to '{next.Node.DisplayName}' closes a loop that can also be entered elsewhere.",
                    "Let every path into the loop enter it at the same activity.");
            }
            else if (!onPath.Contains(next) && !finished.Contains(next))
            {
                Push(next);
            }
        }

        void Push(Step step)
        {
            onPath.Add(step);
            path.Push((step, step.AllSuccessors.GetEnumerator()));
        }
    }
}
