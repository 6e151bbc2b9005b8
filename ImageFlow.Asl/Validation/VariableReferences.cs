using ImageFlow.Asl.Model;

namespace ImageFlow.Asl.Validation;

/// <summary>What DescribeStateMachine answers as <c>variableReferences</c>.</summary>
public static class VariableReferences
{
    /// <summary>For each state, inner ones included, that reads workflow variables: their names in alphabetical order.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(StateMachine machine)
    {
        SortedDictionary<string, IReadOnlyList<string>> references = new(StringComparer.Ordinal);
        Collect(machine, machine.QueryLanguage ?? QueryLanguage.JsonPath, references);
        return references;
    }

    private static void Collect(StateGraph graph, QueryLanguage machineLanguage, SortedDictionary<string, IReadOnlyList<string>> references)
    {
        foreach ((string name, State state) in graph.States)
        {
            string[] names =
            [
                .. VariableUses.Of(state, state.QueryLanguage ?? machineLanguage, Location.Root)
                    .Select(use => use.Variable)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];
            if (names.Length > 0)
            {
                references[name] = names;
            }

            if (state is MapState map)
            {
                Collect(map.ItemProcessor, machineLanguage, references);
            }
            else if (state is ParallelState parallel)
            {
                foreach (Branch branch in parallel.Branches)
                {
                    Collect(branch, machineLanguage, references);
                }
            }
        }
    }
}
