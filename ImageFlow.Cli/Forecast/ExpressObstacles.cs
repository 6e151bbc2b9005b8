using ImageFlow.Asl.Model;

namespace ImageFlow.Cli.Forecast;

/// <summary>What keeps a state machine from being Express (developer guide, "Choosing workflow type").</summary>
internal static class ExpressObstacles
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <param name="duration">How long the run took, waits included.</param>
    public static IReadOnlyList<string> Of(StateMachine machine, TimeSpan duration)
    {
        List<string> found = [];
        if (duration > Longest)
        {
            found.Add($"it takes {duration.TotalSeconds:0} s, and Express executions end after {Longest.TotalSeconds:0} s");
        }

        Walk(machine, found);
        return found;
    }

    private static void Walk(StateGraph graph, List<string> found)
    {
        foreach (State state in graph.States.Values)
        {
            switch (state)
            {
                case TaskState task when task.Resource.EndsWith(".waitForTaskToken", StringComparison.Ordinal):
                    found.Add($"the state '{task.Name}' waits for a task token");
                    break;
                case TaskState task when task.Resource.Contains(".sync", StringComparison.Ordinal):
                    found.Add($"the state '{task.Name}' waits for a job (.sync)");
                    break;
                case TaskState task when task.Resource.Contains(":activity:", StringComparison.Ordinal):
                    found.Add($"the state '{task.Name}' is an activity");
                    break;
                case ParallelState parallel:
                    foreach (Branch branch in parallel.Branches)
                    {
                        Walk(branch, found);
                    }

                    break;
                case MapState map:
                    if (map.ItemProcessor.ProcessorConfig?.Mode == "DISTRIBUTED")
                    {
                        found.Add($"the state '{map.Name}' is a distributed Map");
                    }

                    Walk(map.ItemProcessor, found);
                    break;
                default:
                    break;
            }
        }
    }
}
