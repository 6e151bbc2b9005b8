using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>What the state's input is at each step, where that is the same on every path: then an expression reads it from there.</summary>
internal sealed class Origins
{
    private readonly Dictionary<Step, Symbol?> at = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Step, Step?> results = new(ReferenceEqualityComparer.Instance);

    public Origins(FlowGraph graph, Symbol entry) => Spread(graph, entry);

    /// <summary>The symbol that the input of the step's state is; <see langword="null"/> where it differs or has no name.</summary>
    public Symbol? At(Step step) => at.GetValueOrDefault(step);

    /// <summary>The activity that certainly ran last before the step, on every path.</summary>
    public Step? LastResult(Step step) => results.GetValueOrDefault(step);

    private void Spread(FlowGraph graph, Symbol? entry)
    {
        Queue<Step> open = new();
        HashSet<Step> joins = [];
        Arrive(graph.Entry, entry, null);
        while (open.TryDequeue(out Step? step))
        {
            Symbol? symbol = at[step];
            Step? result = results[step];
            if (step.Plan is { } plan)
            {
                foreach (Step head in step.Heads)
                {
                    Arrive(head, symbol, result);
                }

                joins.Add(plan.Join);
                Arrive(plan.Join, null, null);
            }
            else
            {
                (Symbol? after, Step? last) = step.Kind switch
                {
                    StepKind.Work => (new OutputSymbol(step), step),
                    StepKind.ForEach => (null, null),
                    StepKind.Script or StepKind.Return => (symbol, step),
                    _ => (symbol, result),
                };
                foreach (Step next in step.Successors.Where(next => !joins.Contains(next)))
                {
                    Arrive(next, after, last);
                }
            }

            foreach (ErrorEdge edge in step.Errors)
            {
                Arrive(edge.Target, edge.IsEscape ? null : new ErrorSymbol(), null);
            }

            if (step.Body is { } body && at.TryAdd(body.Entry, new ItemSymbol(step)))
            {
                at.Remove(body.Entry);
                Spread(body, new ItemSymbol(step));
            }
        }

        void Arrive(Step step, Symbol? symbol, Step? result)
        {
            bool first = !at.TryGetValue(step, out Symbol? known);
            Symbol? met = first || Equals(known, symbol) ? symbol : null;
            Step? last = first || results[step] == result ? result : null;
            if (first || !Equals(known, met) || results[step] != last)
            {
                at[step] = met;
                results[step] = last;
                open.Enqueue(step);
            }
        }
    }
}
