using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Lowering;

namespace ImageFlow.Workflows.Graph;

/// <summary>Checks that AWS does not make.</summary>
internal static class FlowChecks
{
    /// <summary>Activities that no path reaches, and flows without any.</summary>
    public static void Reachability(WorkflowDefinition definition, List<FlowGraph> graphs, List<Dominators> dominators, Findings findings)
    {
        List<Step> steps = [.. graphs.SelectMany(graph => graph.Steps)];
        HashSet<ActivityNode> drawn = new(steps.Select(step => step.Node), ReferenceEqualityComparer.Instance);
        HashSet<ActivityNode> reached = new(ReferenceEqualityComparer.Instance);
        foreach (Step step in steps.Where(step => dominators.Exists(order => order.IsReachable(step))))
        {
            reached.Add(step.Node);
        }

        if (!findings.HasErrors && !steps.Exists(step => step.Kind != StepKind.Silent || step.Node.Type is "Elsa.Start" or "Elsa.End"))
        {
            findings.Error("FLOW0121", definition.Root, "The workflow has no activity to run.", "Draw at least one activity.");
        }

        foreach (ActivityNode node in definition.Root.Descendants().Where(node => node.Activities is null && drawn.Contains(node) && !reached.Contains(node)))
        {
            findings.Warning("FLOW0105", node, $"No path leads to '{node.DisplayName}', so it never runs.", "Connect it, or remove it.");
        }
    }

    /// <summary>Caught errors that are never raised, and declared errors that nothing catches.</summary>
    public static void Errors(IEnumerable<Step> steps, ActivityManifest manifest, Findings findings)
    {
        foreach (Step step in steps.Where(step => step.Kind == StepKind.Work))
        {
            ManifestActivity activity = manifest.Find(step.Node)!;
            foreach (ErrorEdge edge in step.Errors.Where(edge => !IsRaised(edge.Error, activity)))
            {
                findings.Warning(
                    "FLOW0106",
                    step.Node,
                    $"'{step.Node.DisplayName}' never raises {edge.Error}, so the connection from that port is never followed.",
                    activity.Errors.Count == 0 ? "Connect the port Error, which takes every error." : $"It raises {string.Join(", ", activity.Errors)}; the port Error takes every error.",
                    [edge.Error]);
            }

            if (Inputs.LiteralText(step.Node, "onError") == "result" || step.Errors.Exists(edge => edge.Error is ErrorEdge.Any or "States.ALL" or "States.TaskFailed"))
            {
                continue;
            }

            List<string> free = [.. activity.Errors.Where(error => step.Errors.TrueForAll(edge => edge.Error != error))];
            if (free.Count > 0)
            {
                findings.Info("FLOW0107", step.Node, $"'{step.Node.DisplayName}' raises {string.Join(", ", free)}, nothing catches it, and the workflow then fails.", "Connect the error's port, or the port Error, to what shall happen then.", free);
            }
        }
    }

    /// <summary>Variables that parallel paths fight over, and those that a loop over items cannot set.</summary>
    /// <param name="homes">The variables that a loop's body declares for itself, by their ids, and the loop.</param>
    public static void Variables(IEnumerable<Step> steps, VariablePlan plan, IReadOnlyDictionary<string, HashSet<Step>> homes, Findings findings)
    {
        List<Step> all = [.. steps];
        foreach (Step fork in Forks(all))
        {
            IReadOnlyList<HashSet<Step>> branches = fork.Plan!.Members;
            for (int i = 0; i < branches.Count; i++)
            {
                foreach ((Step writer, Symbol symbol) in branches[i].SelectMany(step => plan.OwnWrites(step).Where(symbol => symbol is not OutputSymbol).Select(symbol => (step, symbol))))
                {
                    bool others = branches.Where((_, other) => other != i).Any(other => other.Any(step => plan.OwnWrites(step).Contains(symbol)) || plan.Readers(symbol).Any(reader => plan.IsInside(reader, other)));
                    if (others)
                    {
                        findings.Error("FLOW0113", writer.Node, $"'{writer.Node.DisplayName}' sets '{symbol.PreferredName}' while a parallel path uses it too, so the outcome would depend on which is faster.", "Use a variable of its own in each path, and combine them after the join.");
                    }
                }
            }
        }

        foreach ((Step loop, Step step) in all.Where(step => step.Body is not null).SelectMany(loop => loop.Body!.Steps.Select(step => (loop, step))))
        {
            foreach (Symbol symbol in plan.OwnWrites(step).Where(symbol => symbol is WorkflowOutputSymbol || (symbol is VariableSymbol variable && !(homes.GetValueOrDefault(variable.Id)?.Contains(loop) ?? false))))
            {
                findings.Error("FLOW0114", step.Node, $"'{step.Node.DisplayName}' sets '{symbol.PreferredName}' from within a loop whose items run in parallel, which a state machine cannot.", "Let the loop's activities give results, or set the variable after the loop.");
            }
        }
    }

    /// <summary>An item of a distributed Map is an execution of its own, whose errors come out as one (ASL, "Map State": ExceedToleratedFailureThreshold).</summary>
    public static void Distributed(IEnumerable<Step> steps, Findings findings)
    {
        foreach (Step map in steps.Where(step => step.IsDistributed))
        {
            if (map.Errors.Exists(edge => edge.IsEscape))
            {
                findings.Error("FLOW0139", map.Node, $"An activity inside '{map.Node.DisplayName}' ends more than its item, which a distributed Map does not let it.", "Set customProperties \"imageflow:map\": \"inline\", or decide after the loop.");
            }

            foreach (ErrorEdge edge in map.Errors.Where(edge => !edge.IsEscape && edge.Error is not (ErrorEdge.Any or "States.ALL" or "States.TaskFailed") && !edge.Error.StartsWith("States.", StringComparison.Ordinal)))
            {
                findings.Warning("FLOW0139", map.Node, $"The error {edge.Error} of an item does not leave the distributed Map '{map.Node.DisplayName}' by its name: the Map fails with States.ExceedToleratedFailureThreshold.", "Connect the port Error of the loop, or catch the error inside of it.");
            }
        }
    }

    /// <summary>Errors that leave parallel paths are caught by the Parallel state, for all paths alike.</summary>
    public static void Hoisting(IEnumerable<Step> forks, Findings findings)
    {
        foreach (Step fork in forks.Where(step => step.Plan is not null))
        {
            foreach (ErrorEdge edge in Region.Hoisted(fork).Select(hoisted => hoisted.Edge).Where(edge => !edge.IsEscape).DistinctBy(edge => (edge.Error, edge.Target)))
            {
                foreach ((HashSet<Step> members, Step step) in fork.Plan!.Members.SelectMany(members => members.Where(step => step.Kind is StepKind.Work or StepKind.ForEach).Select(step => (members, step))))
                {
                    ErrorEdge? own = step.Errors.Find(candidate => candidate.Error == edge.Error) ?? step.Errors.Find(candidate => candidate.Error == ErrorEdge.Any);
                    if (own is null)
                    {
                        findings.Warning("FLOW0124", step.Node, $"'{step.Node.DisplayName}' runs beside paths whose error {edge.Error} leads to '{edge.Target.Node.DisplayName}'; its own is caught there too.", "Connect its port to the same activity to say that this is meant.", [edge.Error]);
                    }
                    else if (own.Target != edge.Target && !members.Contains(own.Target))
                    {
                        findings.Error("FLOW0120", step.Node, $"Parallel paths lead the error {edge.Error} to different activities ('{own.Target.Node.DisplayName}' and '{edge.Target.Node.DisplayName}'), but only the Parallel state as a whole can catch it.", "Lead the error to one activity in all paths.");
                    }
                }
            }
        }
    }

    /// <summary>All forks, those included that were made for paths that share steps.</summary>
    public static IEnumerable<Step> Forks(IEnumerable<Step> steps) =>
        steps.Where(step => step.Plan is not null).SelectMany(fork => Forks(fork.Heads.Where(head => head.Plan is not null)).Prepend(fork)).Distinct();

    private static bool IsRaised(string error, ManifestActivity activity) =>
        error == ErrorEdge.Any
        || activity.Errors.Contains(error)
        || error == Binding.StepScript.ErrorName
        || error.StartsWith("States.", StringComparison.Ordinal)
        || (activity.Aws is LambdaForm ? error.StartsWith("Lambda.", StringComparison.Ordinal) : error.Contains('.', StringComparison.Ordinal));
}
