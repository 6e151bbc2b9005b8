using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>Finds variables that are read where no way leads from a state that assigns them.</summary>
internal sealed class VariableCheck(Findings findings, QueryLanguage machineLanguage)
{
    /// <param name="outer">The variables that the surrounding state sees.</param>
    public void Check(StateGraph graph, Location at, IReadOnlySet<string> outer)
    {
        Dictionary<string, HashSet<string>> seen = SeenBy(graph, outer);
        foreach ((string name, State state) in graph.States)
        {
            QueryLanguage language = state.QueryLanguage ?? machineLanguage;
            Location place = at.Member("States").Member(name);
            HashSet<string> known = seen.GetValueOrDefault(name) ?? [.. outer];
            foreach ((string variable, Location use) in VariableUses.Of(state, language, place))
            {
                if (!known.Contains(variable))
                {
                    findings.Add(FindingKind.UndeclaredVariable, use, $"The variable '${variable}' is not assigned on any way to the state '{name}'.");
                }
            }

            CheckInner(state, place, known);
        }
    }

    private void CheckInner(State state, Location place, HashSet<string> known)
    {
        if (state is MapState map)
        {
            Check(map.ItemProcessor, place.Member(map.IsLegacyIterator ? "Iterator" : "ItemProcessor"), known);
        }
        else if (state is ParallelState parallel)
        {
            for (int i = 0; i < parallel.Branches.Count; i++)
            {
                Check(parallel.Branches[i], place.Member("Branches").Item(i), known);
            }
        }
    }

    /// <summary>For each state the variables that some way from the start assigns before it.</summary>
    private static Dictionary<string, HashSet<string>> SeenBy(StateGraph graph, IReadOnlySet<string> outer)
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
                seen[target].UnionWith(NamesOf(assign));
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
