using System.Collections.Concurrent;
using ImageFlow.Asl.Model;

namespace ImageFlow.Engine.Interpretation;

/// <summary>A state machine made ready to run: transitions resolved, the query language of each state known.</summary>
internal sealed class Machine
{
    private readonly ConcurrentDictionary<string, Machine> processors = new(StringComparer.Ordinal);

    public Machine(StateMachine definition)
    {
        TimeoutSeconds = definition.TimeoutSeconds;
        Root = new Graph(definition, definition.QueryLanguage ?? QueryLanguage.JsonPath);
    }

    private Machine(Graph root) => Root = root;

    public long? TimeoutSeconds { get; }

    public Graph Root { get; }

    /// <summary>The item processor of a distributed Map state, wherever it stands, as the machine that each iteration runs.</summary>
    /// <exception cref="InvalidDataException">There is no such state.</exception>
    public Machine Processor(string mapState) => processors.GetOrAdd(mapState, name =>
        new Machine((Find(Root, name) ?? throw new InvalidDataException($"The state machine has no Map state '{name}'.")).Inner[0]));

    /// <summary>State names are unique in the whole machine (ASL, "States").</summary>
    private static Node? Find(Graph graph, string mapState)
    {
        foreach (Node node in graph.Nodes)
        {
            if (node.Name == mapState && node.Kind == StateKind.Map)
            {
                return node;
            }

            foreach (Graph inner in node.Inner)
            {
                if (Find(inner, mapState) is Node found)
                {
                    return found;
                }
            }
        }

        return null;
    }
}

/// <summary>The states of a machine, a branch or an item processor.</summary>
internal sealed class Graph
{
    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);

    public Graph(StateGraph source, QueryLanguage language)
    {
        foreach (State state in source.States.Values)
        {
            nodes.Add(state.Name, new Node(state, this, state.QueryLanguage ?? language, language));
        }

        Start = nodes[source.StartAt];
    }

    public Node Start { get; }

    public IEnumerable<Node> Nodes => nodes.Values;

    public Node this[string name] => nodes[name];
}

/// <summary>One state in its graph.</summary>
internal sealed class Node
{
    private readonly Graph graph;
    private Node? next;

    public Node(State state, Graph graph, QueryLanguage language, QueryLanguage inherited)
    {
        State = state;
        this.graph = graph;
        Language = language;
        Kind = Enum.Parse<StateKind>(state.Type);
        Inner = state switch
        {
            ParallelState parallel => [.. parallel.Branches.Select(branch => new Graph(branch, inherited))],
            MapState map => [new Graph(map.ItemProcessor, inherited)],
            _ => [],
        };
    }

    public State State { get; }

    public string Name => State.Name;

    public StateKind Kind { get; }

    public QueryLanguage Language { get; }

    public bool IsJsonata => Language == QueryLanguage.Jsonata;

    /// <summary>The branches of a Parallel state, or the one item processor of a Map state.</summary>
    public Graph[] Inner { get; }

    /// <summary>Whether the state is a Map in distributed mode, whose iterations leave no events in this history.</summary>
    public bool IsDistributed => State is MapState { ItemProcessor.ProcessorConfig.Mode: "DISTRIBUTED" };

    /// <summary>Where <c>Next</c> leads; <see langword="null"/> where the state ends its graph.</summary>
    public Node? Next => State.Next is null ? null : next ??= graph[State.Next];

    public Node Sibling(string name) => graph[name];
}

internal enum StateKind
{
    Pass,
    Task,
    Choice,
    Wait,
    Succeed,
    Fail,
    Parallel,
    Map,
}
