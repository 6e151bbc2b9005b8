using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>Checks how the states of a definition hang together: targets, reachability, an end, names. Works on the JSON, so that it also speaks where fields are wrong.</summary>
internal sealed class GraphCheck(Findings findings)
{
    private readonly HashSet<string> stateNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> labels = new(StringComparer.Ordinal);

    public void Check(ObjectData graph, Location at)
    {
        if (graph["States"] is not ObjectData { Count: > 0 } states)
        {
            return;
        }

        Location place = at.Member("States");
        CheckTargets(graph, states, at, place);
        CheckEnd(graph, states, place);
        foreach ((string name, JsonData value) in states.Span)
        {
            if (!stateNames.Add(name))
            {
                findings.Add(FindingKind.DuplicateStateName, place.Member(name), $"Duplicate State name: {name}");
            }

            if (value is ObjectData state)
            {
                CheckLabel(state, place.Member(name));
                CheckInner(state, place.Member(name));
            }
        }
    }

    private void CheckTargets(ObjectData graph, ObjectData states, Location at, Location place)
    {
        if (graph["StartAt"] is StringData start)
        {
            CheckTarget(new Transition(start.Value, at.Member("StartAt")), states);
        }

        foreach ((string name, JsonData value) in states.Span)
        {
            if (value is ObjectData state)
            {
                foreach (Transition transition in Transition.Of(state, place.Member(name)))
                {
                    CheckTarget(transition, states);
                }
            }
        }
    }

    private void CheckTarget(Transition transition, ObjectData states)
    {
        if (!states.Contains(transition.Target))
        {
            findings.Add(FindingKind.MissingTarget, transition.At, $"Missing 'Next' target: {transition.Target}");
        }
    }

    private void CheckEnd(ObjectData graph, ObjectData states, Location place)
    {
        if (!states.Any(member => member.Value is not ObjectData state || IsTerminal(state)))
        {
            findings.Add(FindingKind.NoTerminalState, (Location?)null, "Workflow has no terminal state");
            return;
        }

        HashSet<string> reached = new(StringComparer.Ordinal);
        Stack<string> open = new([(graph["StartAt"] as StringData)?.Value ?? ""]);
        while (open.TryPop(out string? name))
        {
            if (states[name] is ObjectData state && reached.Add(name))
            {
                foreach (Transition transition in Transition.Of(state, place))
                {
                    open.Push(transition.Target);
                }
            }
        }

        foreach ((string name, JsonData value) in states.Span)
        {
            if (value is ObjectData && !reached.Contains(name))
            {
                findings.Add(FindingKind.Unreachable, place.Member(name), $"State \"{name}\" is not reachable.");
            }
        }
    }

    private static bool IsTerminal(ObjectData state) =>
        state["Type"] is StringData { Value: "Succeed" or "Fail" } || state["End"] is BooleanData { Value: true };

    private void CheckLabel(ObjectData state, Location at)
    {
        if (state["Label"] is not StringData label)
        {
            return;
        }

        const int LongestLabel = 40;
        if (label.Value.Length > LongestLabel)
        {
            findings.Add(FindingKind.BadLabel, at.Member("Label"), $"Label name '{label.Value}' exceeds the 40-character limit allowed by the service");
        }
        else if (label.Value.Length == 0 || label.Value.AsSpan().IndexOfAny(" ?*<>{}[]:;,\\|^~$#%&`\"") >= 0 || label.Value.Any(char.IsControl))
        {
            findings.Add(FindingKind.BadLabel, at.Member("Label"), $"Label name '{label.Value}' contains invalid characters");
        }

        if (!labels.Add(label.Value))
        {
            findings.Add(FindingKind.DuplicateLabel, at.Member("Label"), $"Duplicate Label name: {label.Value}");
        }
    }

    private void CheckInner(ObjectData state, Location at)
    {
        foreach (string processor in new[] { "ItemProcessor", "Iterator" })
        {
            if (state[processor] is ObjectData graph)
            {
                Check(graph, at.Member(processor));
            }
        }

        if (state["Branches"] is ArrayData branches)
        {
            for (int i = 0; i < branches.Count; i++)
            {
                if (branches[i] is ObjectData branch)
                {
                    Check(branch, at.Member("Branches").Item(i));
                }
            }
        }
    }
}

/// <summary>One way out of a state, and where it is written.</summary>
internal readonly record struct Transition(string Target, Location At)
{
    /// <summary>The ways out of a state as the JSON has it, whether its fields are right or not.</summary>
    public static IEnumerable<Transition> Of(ObjectData state, Location at)
    {
        if (state["Next"] is StringData next)
        {
            yield return new(next.Value, at.Member("Next"));
        }

        foreach (string list in new[] { "Choices", "Catch" })
        {
            if (state[list] is not ArrayData entries)
            {
                continue;
            }

            for (int i = 0; i < entries.Count; i++)
            {
                if (entries[i] is ObjectData entry && entry["Next"] is StringData target)
                {
                    yield return new(target.Value, at.Member(list).Item(i).Member("Next"));
                }
            }
        }

        if (state["Default"] is StringData fallback)
        {
            yield return new(fallback.Value, at.Member("Default"));
        }
    }
}
