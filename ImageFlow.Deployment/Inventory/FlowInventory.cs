using System.Text.RegularExpressions;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Deployment.Inventory;

/// <summary>What a state machine uses: its calls of services, its distributed Maps, and the names that occur in it.</summary>
internal sealed class FlowInventory
{
    private readonly List<ServiceCall> calls = [];
    private readonly List<MapState> distributedMaps = [];
    private readonly string definition;

    /// <summary>What the states assign to each variable, as far as it is text.</summary>
    private readonly Dictionary<string, List<string>> assigned = [];

    public FlowInventory(StateMachine machine, string definition)
    {
        this.definition = definition;
        Walk(machine);
        CollectAssignments(JsonData.Parse(definition));
    }

    public IReadOnlyList<ServiceCall> Calls => calls;

    public IReadOnlyList<MapState> DistributedMaps => distributedMaps;

    /// <summary>
    /// An argument that only a run works out, followed back to the variables it reads: where all that is assigned to them names just one resource, that is meant.
    /// </summary>
    public Argument Resolve(Argument argument)
    {
        if (!argument.IsDynamic)
        {
            return argument;
        }

        string[] names = [.. Argument.Variables(argument.Expression!).SelectMany(name => assigned.GetValueOrDefault(name) ?? []).SelectMany(Argument.OwnNames).Distinct()];
        return names is [{ } only] ? argument with { Literal = only } : argument;
    }

    /// <summary>Whether the name occurs as a whole word anywhere in the definition.</summary>
    public bool Mentions(string name) => Regex.IsMatch(definition, WholeName(name));

    /// <summary>A pattern for the name that does not match inside a longer name.</summary>
    public static string WholeName(string name) => $"(?<![A-Za-z0-9_-]){Regex.Escape(name)}(?![A-Za-z0-9_-])";

    /// <summary>A pattern for the name of a table where a call names its table: any other text may hold the same word.</summary>
    public static string TableName(string name) => $"(?<=TableName['\"]\\s*:\\s*['\"]){Regex.Escape(name)}(?=['\"])";

    private void CollectAssignments(JsonData value)
    {
        switch (value)
        {
            case ObjectData members:
                foreach ((string name, JsonData member) in members)
                {
                    if (name == "Assign" && member is ObjectData assignments)
                    {
                        foreach ((string variable, JsonData given) in assignments)
                        {
                            string key = variable.EndsWith(".$", StringComparison.Ordinal) ? variable[..^2] : variable;
                            if (given is StringData text)
                            {
                                (assigned.TryGetValue(key, out List<string>? known) ? known : assigned[key] = []).Add(text.Value.StartsWith("{%", StringComparison.Ordinal) ? text.Value : $"'{text.Value}'");
                            }
                        }
                    }

                    CollectAssignments(member);
                }

                break;
            case ArrayData items:
                foreach (JsonData item in (IEnumerable<JsonData>)items)
                {
                    CollectAssignments(item);
                }

                break;
            default:
                break;
        }
    }

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
