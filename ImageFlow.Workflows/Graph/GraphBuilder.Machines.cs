using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Graph;

/// <summary>Elsa.StateMachine: states with transitions between them, each after a trigger, under a condition, or both.</summary>
internal sealed partial class GraphBuilder
{
    private Step EnterStateMachine(ActivityNode node, Surroundings around)
    {
        List<ObjectData> states = [.. Reading.Fields.Items(node.Members["states"]).OfType<ObjectData>()];
        List<ObjectData> transitions = [.. Reading.Fields.Items(node.Members["transitions"]).OfType<ObjectData>()];
        Dictionary<string, Step> entries = new(StringComparer.Ordinal);
        foreach (string name in states.Select(state => Text(state, "name")))
        {
            if (!entries.TryAdd(name, Make(StepKind.Silent, node, around.Container)))
            {
                findings.Error("FLOW0103", node, $"'{node.DisplayName}' has two states '{name}'.", "Give each state a name of its own.");
            }
        }

        for (int i = 0; i < states.Count; i++)
        {
            string name = Text(states[i], "name");
            Step leave = EnterTransitions(node, name, transitions, entries, states, around);
            entries[name].Next = node.Nested.TryGetValue($"states/{i}/entry", out ActivityNode? entry) ? Enter(entry, around with { Port = _ => leave }) : leave;
        }

        string initial = Inputs.LiteralText(node, "initialState") ?? (states.Count > 0 ? Text(states[0], "name") : "");
        if (entries.TryGetValue(initial, out Step? first))
        {
            return first;
        }

        findings.Error("FLOW0103", node, $"'{node.DisplayName}' begins in the state '{initial}', which it does not have.", "Choose one of its states.");
        return Make(StepKind.Silent, node, around);
    }

    /// <summary>What happens in a state: transitions without a trigger first, then a wait for the trigger; a state without transitions is the end.</summary>
    private Step EnterTransitions(ActivityNode node, string state, List<ObjectData> transitions, Dictionary<string, Step> entries, List<ObjectData> states, Surroundings around)
    {
        List<int> own = [.. Enumerable.Range(0, transitions.Count).Where(i => Text(transitions[i], "from") == state)];
        List<int> waiting = own.FindAll(i => node.Nested.ContainsKey($"transitions/{i}/trigger"));
        List<int> plain = [.. own.Except(waiting)];
        Step otherwise = around.Port(Done);
        if (waiting.Count > 0)
        {
            Step wait = Make(StepKind.Silent, node, around.Container);
            ActivityNode trigger = node.Nested[$"transitions/{waiting[0]}/trigger"];
            if (waiting.Exists(i => !SameTrigger(node.Nested[$"transitions/{i}/trigger"], trigger)))
            {
                findings.Error("FLOW0102", node, $"The state '{state}' of '{node.DisplayName}' waits for several triggers at once, and a state machine waits for one answer.", "Let one event decide by its payload, or draw the wait as parallel paths.");
            }

            Step taken = Choose(node, waiting, transitions, entries, states, wait, around, $"{node.DisplayName}: {state} after {trigger.DisplayName}");
            wait.Next = Enter(trigger, around with { Port = _ => taken });
            otherwise = wait;
        }

        return plain.Count == 0 ? otherwise : Choose(node, plain, transitions, entries, states, otherwise, around, $"{node.DisplayName}: {state}");
    }

    private static bool SameTrigger(ActivityNode one, ActivityNode other) => ReferenceEquals(one, other)
        || (one.Type == other.Type && one.Type == "Elsa.Event" && Inputs.LiteralText(one, "eventName") is { } name && name == Inputs.LiteralText(other, "eventName"));

    /// <summary>The first transition whose condition holds; one without a condition always does.</summary>
    private Step Choose(ActivityNode node, List<int> candidates, List<ObjectData> transitions, Dictionary<string, Step> entries, List<ObjectData> states, Step otherwise, Surroundings around, string title)
    {
        Step decide = Make(StepKind.Decide, node, around.Container, title);
        decide.Next = otherwise;
        foreach (int index in candidates)
        {
            ObjectData transition = transitions[index];
            Step target = EnterTransition(node, index, transition, entries, states, around);
            if (transition["condition"] is null or NullData)
            {
                decide.Next = target;
                break;
            }

            decide.Cases.Add(new(Text(transition, "name"), new("transitions", index), target));
        }

        if (decide.Cases.Count == 0)
        {
            decide.Kind = StepKind.Silent;
        }

        return decide;
    }

    /// <summary>What the old state does at its end, the transition's own activity, the new state.</summary>
    private Step EnterTransition(ActivityNode node, int index, ObjectData transition, Dictionary<string, Step> entries, List<ObjectData> states, Surroundings around)
    {
        if (!entries.TryGetValue(Text(transition, "to"), out Step? next))
        {
            findings.Error("FLOW0103", node, $"A transition of '{node.DisplayName}' leads to the state '{Text(transition, "to")}', which it does not have.", "Choose one of its states.");
            return around.Port(Done);
        }

        if (node.Nested.TryGetValue($"transitions/{index}/action", out ActivityNode? action))
        {
            Step after = next;
            next = Enter(action, around with { Port = _ => after });
        }

        int from = states.FindIndex(state => Text(state, "name") == Text(transition, "from"));
        if (node.Nested.TryGetValue($"states/{from}/exit", out ActivityNode? exit))
        {
            Step after = next;
            next = Enter(exit, around with { Port = _ => after });
        }

        return next;
    }

    private static string Text(ObjectData source, string member) => (source[member] as StringData)?.Value ?? "";
}
