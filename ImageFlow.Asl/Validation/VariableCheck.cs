using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>Finds variables that are read where no way leads from a state that assigns them.</summary>
internal sealed class VariableCheck
{
    private readonly Findings findings;
    private readonly Dictionary<State, IReadOnlyList<(string Variable, Location At)>> uses = new(ReferenceEqualityComparer.Instance);

    /// <summary>The variables that are read anywhere: others need not be followed.</summary>
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    private VariableCheck(Findings findings) => this.findings = findings;

    public static void Check(StateMachine machine, Findings findings)
    {
        VariableCheck check = new(findings);
        check.Collect(machine, Location.Root, machine.QueryLanguage ?? QueryLanguage.JsonPath);
        if (check.read.Count > 0)
        {
            check.Check(machine, []);
        }
    }

    private void Collect(StateGraph graph, Location at, QueryLanguage machineLanguage)
    {
        Location states = at.Member("States");
        foreach ((string name, State state) in graph.States)
        {
            Location place = states.Member(name);
            IReadOnlyList<(string Variable, Location At)> found = VariableUses.Of(state, state.QueryLanguage ?? machineLanguage, place);
            if (found.Count > 0)
            {
                uses.Add(state, found);
                read.UnionWith(found.Select(use => use.Variable));
            }

            if (state is MapState map)
            {
                Collect(map.ItemProcessor, place.Member(map.IsLegacyIterator ? "Iterator" : "ItemProcessor"), machineLanguage);
            }
            else if (state is ParallelState parallel)
            {
                for (int i = 0; i < parallel.Branches.Count; i++)
                {
                    Collect(parallel.Branches[i], place.Member("Branches").Item(i), machineLanguage);
                }
            }
        }
    }

    /// <param name="outer">The variables that the surrounding state sees.</param>
    private void Check(StateGraph graph, HashSet<string> outer)
    {
        Dictionary<string, HashSet<string>> seen = SeenBy(graph, outer);
        foreach ((string name, State state) in graph.States)
        {
            HashSet<string> known = seen.GetValueOrDefault(name) ?? outer;
            foreach ((string variable, Location at) in uses.GetValueOrDefault(state) ?? [])
            {
                if (!known.Contains(variable))
                {
                    findings.Add(FindingKind.UndeclaredVariable, at, $"The variable '${variable}' is not assigned on any way to the state '{name}'.");
                }
            }

            IEnumerable<StateGraph> inner = state is MapState map ? [map.ItemProcessor] : (state as ParallelState)?.Branches ?? [];
            foreach (StateGraph graphInside in inner)
            {
                Check(graphInside, known);
            }
        }
    }

    /// <summary>For each state the variables that some way from the start assigns before it.</summary>
    private Dictionary<string, HashSet<string>> SeenBy(StateGraph graph, HashSet<string> outer)
    {
        Dictionary<string, HashSet<string>> seen = new(StringComparer.Ordinal) { [graph.StartAt] = [.. outer] };
        Stack<string> open = new([graph.StartAt]);
        while (open.TryPop(out string? name))
        {
            if (!graph.States.TryGetValue(name, out State? state))
            {
                continue;
            }

            foreach ((string target, Template? assign) in Edges(state))
            {
                bool isNew = seen.TryAdd(target, []);
                int before = seen[target].Count;
                seen[target].UnionWith(seen[name]);
                seen[target].UnionWith(NamesOf(assign).Where(read.Contains));
                if (isNew || seen[target].Count > before)
                {
                    open.Push(target);
                }
            }
        }

        return seen;
    }

    private static IEnumerable<(string Target, Template? Assign)> Edges(State state)
    {
        if (state.Next is not null)
        {
            yield return (state.Next, state.Assign);
        }

        if (state is ChoiceState choice)
        {
            foreach (ChoiceRule rule in choice.Choices)
            {
                yield return (rule.Next, rule.Assign);
            }

            if (choice.Default is not null)
            {
                yield return (choice.Default, choice.Assign);
            }
        }

        if (state is RecoverableState recoverable)
        {
            foreach (Catcher catcher in recoverable.Catch)
            {
                yield return (catcher.Next, catcher.Assign);
            }
        }
    }

    private static IEnumerable<string> NamesOf(Template? assign) => assign?.Source is ObjectData members
        ? members.Select(member => PayloadTemplate.IsQueryName(member.Key) ? member.Key[..^2] : member.Key)
        : [];
}
