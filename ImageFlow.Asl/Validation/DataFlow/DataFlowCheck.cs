using ImageFlow.Asl.Model;

namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>
/// Follows what is known of the data from state to state, over every way, and then reports paths that never find anything and payloads
/// that are too large. A state machine's input is not known; an answer that is not certain is no finding.
/// </summary>
internal sealed class DataFlowCheck
{
    /// <summary>How often what comes into a state may turn out to be more than was thought, as in loops, before it counts as unknown.</summary>
    private const int MaxChanges = 8;

    private readonly Dictionary<StateGraph, GraphFlow> flows = new(ReferenceEqualityComparer.Instance);
    private readonly QueryLanguage machineLanguage;
    private int stepsLeft = 100_000;

    private DataFlowCheck(QueryLanguage machineLanguage) => this.machineLanguage = machineLanguage;

    public ValueJoin Values { get; } = new();

    public static void Check(StateMachine machine, Findings findings)
    {
        DataFlowCheck check = new(machine.QueryLanguage ?? QueryLanguage.JsonPath);
        check.Follow(machine, KnownValue.Anything);
        if (check.stepsLeft > 0)
        {
            check.Report(machine, Location.Root, new FlowFindings(findings));
        }
    }

    /// <summary>What the states give for this input.</summary>
    /// <param name="at">Where they stand.</param>
    /// <param name="findings">Where these are not silent, the data was followed before and is now reported on.</param>
    public KnownValue OutputOf(StateGraph graph, KnownValue input, Location at, FlowFindings findings)
    {
        if (findings.IsSilent)
        {
            Follow(graph, input);
        }
        else
        {
            Report(graph, at, findings);
        }

        return flows[graph].Output ?? KnownValue.Anything;
    }

    private void Follow(StateGraph graph, KnownValue input)
    {
        GraphFlow flow = new();
        flows[graph] = flow;
        Queue<string> open = new();
        Arrive(flow, open, graph.StartAt, input);
        while (open.TryDequeue(out string? name) && stepsLeft-- > 0)
        {
            Arrival arrival = flow.Arrivals[name];
            arrival.IsOpen = false;
            foreach (Exit exit in ExitsOf(graph.States[name], arrival.Input, Location.Root, FlowFindings.Silent))
            {
                if (exit.Target is not null)
                {
                    Arrive(flow, open, exit.Target, exit.Output);
                }
                else
                {
                    flow.Output = flow.Output is null ? exit.Output : Values.Join(flow.Output, exit.Output);
                }
            }
        }
    }

    private void Arrive(GraphFlow flow, Queue<string> open, string target, KnownValue value)
    {
        if (!flow.Arrivals.TryGetValue(target, out Arrival? arrival))
        {
            arrival = new Arrival(value);
            flow.Arrivals.Add(target, arrival);
        }
        else
        {
            KnownValue joined = Values.Join(arrival.Input, value);
            if (ReferenceEquals(joined, arrival.Input))
            {
                return;
            }

            arrival.Input = ++arrival.Changes > MaxChanges ? KnownValue.Anything : joined;
        }

        if (!arrival.IsOpen)
        {
            arrival.IsOpen = true;
            open.Enqueue(target);
        }
    }

    private void Report(StateGraph graph, Location at, FlowFindings findings)
    {
        GraphFlow flow = flows[graph];
        foreach ((string name, State state) in graph.States)
        {
            if (flow.Arrivals.TryGetValue(name, out Arrival? arrival))
            {
                _ = ExitsOf(state, arrival.Input, at.Member("States").Member(name), findings);
            }
        }
    }

    private IReadOnlyList<Exit> ExitsOf(State state, KnownValue input, Location at, FlowFindings findings) =>
        (state.QueryLanguage ?? machineLanguage) == QueryLanguage.Jsonata
            ? new JsonataStateFlow(this, state, input, at, findings).Exits()
            : new PathStateFlow(this, state, input, at, findings).Exits();

    private sealed class GraphFlow
    {
        public Dictionary<string, Arrival> Arrivals { get; } = new(StringComparer.Ordinal);

        /// <summary>What the graph's last states give; <see langword="null"/> where none of them is reached.</summary>
        public KnownValue? Output { get; set; }
    }

    private sealed class Arrival(KnownValue input)
    {
        public KnownValue Input { get; set; } = input;

        public int Changes { get; set; }

        public bool IsOpen { get; set; }
    }
}

/// <summary>A way out of a state.</summary>
/// <param name="Target">The next state, or <see langword="null"/> at the end.</param>
internal readonly record struct Exit(string? Target, KnownValue Output);
