using System.Text.RegularExpressions;
using ImageFlow.Asl.Model;

namespace ImageFlow.Deployment.Inventory;

/// <summary>What a state machine uses: its calls of services, its distributed Maps, and the names that occur in it.</summary>
internal sealed class FlowInventory
{
    private readonly List<ServiceCall> calls = [];
    private readonly List<MapState> distributedMaps = [];
    private readonly string definition;

    public FlowInventory(StateMachine machine, string definition)
    {
        this.definition = definition;
        Walk(machine);
    }

    public IReadOnlyList<ServiceCall> Calls => calls;

    public IReadOnlyList<MapState> DistributedMaps => distributedMaps;

    /// <summary>Whether the name occurs as a whole word anywhere in the definition.</summary>
    public bool Mentions(string name) => Regex.IsMatch(definition, WholeName(name));

    /// <summary>A pattern for the name that does not match inside a longer name.</summary>
    public static string WholeName(string name) => $"(?<![A-Za-z0-9_-]){Regex.Escape(name)}(?![A-Za-z0-9_-])";

    private void Walk(StateGraph graph)
    {
        foreach (State state in graph.States.Values)
        {
            switch (state)
            {
                case TaskState task when ServiceCall.Of(task.Name, task.Resource, (task.Arguments ?? task.Parameters)?.Source) is { } call:
                    calls.Add(call);
                    break;
                case ParallelState parallel:
                    foreach (Branch branch in parallel.Branches)
                    {
                        Walk(branch);
                    }

                    break;
                case MapState map:
                    if (map.ItemProcessor.ProcessorConfig?.Mode == "DISTRIBUTED")
                    {
                        distributedMaps.Add(map);
                    }

                    Walk(map.ItemProcessor);
                    break;
                default:
                    break;
            }
        }
    }
}
