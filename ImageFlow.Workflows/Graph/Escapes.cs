namespace ImageFlow.Workflows.Graph;

/// <summary>
/// Lets an activity end more than its own parallel path: it raises an error of a name of its own, which the Parallel or Map state
/// around it catches and leads to where the activity wanted to go. What runs beside it is stopped, as in Elsa.
/// </summary>
internal static class Escapes
{
    private const string Prefix = "ImageFlow.";

    /// <summary>An Elsa.Finish inside a loop over items ends the workflow, not the item: it leaves the Map state.</summary>
    public static void LeaveMaps(FlowGraph graph)
    {
        foreach (Step map in graph.Steps.Where(step => step.Body is not null).ToList())
        {
            FlowGraph body = map.Body!;
            LeaveMaps(body);
            if (body.Steps.FirstOrDefault(step => step.Kind == StepKind.Finish) is not { } first)
            {
                continue;
            }

            Step landing = graph.Add(new(graph.Steps.Count + first.Index, StepKind.Finish, first.Node, map.Container) { Loop = map.Loop });
            foreach (Step finish in body.Steps.Where(step => step.Kind == StepKind.Finish).ToList())
            {
                Raise(finish, new(Prefix + "Finish", landing) { IsEscape = true });
            }

            map.Errors.Insert(0, new(Prefix + "Finish", landing) { IsEscape = true });
        }
    }

    /// <summary>Whether the step would end more than the parallel path that it stands in.</summary>
    public static bool LeavesPath(Step step, HashSet<Step> members) =>
        step.Kind == StepKind.Finish || (step.EndsContainer && step.Next is { } next && !members.Contains(next));

    /// <summary>Makes the step raise its error, and gives the step that the error leads to.</summary>
    /// <param name="known">The landings of one fork, by the error's name.</param>
    /// <param name="add">Takes a new landing.</param>
    public static void Leave(Step step, Dictionary<string, Step> known, Action<Step> add)
    {
        string error = Prefix + (step.Kind == StepKind.Finish ? "Finish" : step.LeavesLoop ? $"Break.{step.Loop!.Head.Node.Id}" : $"End.{step.Container.Node.Id}");
        if (!known.TryGetValue(error, out Step? landing))
        {
            known[error] = landing = step.Kind == StepKind.Finish
                ? new(step.Index, StepKind.Finish, step.Node, step.Container) { Loop = step.Loop }
                : new(step.Index, StepKind.Silent, step.Node, step.Container) { Loop = step.Loop, Next = step.Next, EndsContainer = true, LeavesLoop = step.LeavesLoop };
            add(landing);
        }

        if (step.Kind == StepKind.SetOutput)
        {
            // It sets the outcomes first, and then leaves.
            Step leave = new(step.Index, StepKind.Silent, step.Node, step.Container) { Loop = step.Loop };
            add(leave);
            step.Next = leave;
            step.EndsContainer = false;
            step = leave;
        }

        Raise(step, new(error, landing) { IsEscape = true });
    }

    /// <summary>The first path that arrives at a join of the mode WaitAny ends the others.</summary>
    public static Step Win(Step join, FlowContainer container, Dictionary<string, Step> known, Action<Step> add)
    {
        string error = $"{Prefix}First.{join.Node.Id}";
        if (!known.TryGetValue(error, out Step? landing))
        {
            known[error] = landing = new(join.Index, StepKind.Silent, join.Node, container) { Loop = join.Loop, Next = join };
            add(landing);
        }

        Step winner = new(join.Index, StepKind.Escape, join.Node, container) { Loop = join.Loop, Title = $"First at {join.Node.DisplayName}" };
        winner.Errors.Add(new(error, landing) { IsEscape = true });
        return winner;
    }

    private static void Raise(Step step, ErrorEdge edge)
    {
        step.Kind = StepKind.Escape;
        step.Next = null;
        step.EndsContainer = false;
        step.Errors.Clear();
        step.Errors.Add(edge);
    }
}
