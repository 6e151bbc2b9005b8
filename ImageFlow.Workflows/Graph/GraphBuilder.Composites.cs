using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Graph;

/// <summary>Composites and decisions.</summary>
internal sealed partial class GraphBuilder
{
    private Step EnterSequence(ActivityNode node, Surroundings around)
    {
        FlowContainer container = new(node);
        container.Exit = Make(StepKind.Silent, node, around);
        Step next = container.Exit;
        foreach (ActivityNode child in (node.Activities ?? []).Reverse())
        {
            Step after = next;
            next = Enter(child, new(container, _ => after, around.Errors));
        }

        return next;
    }

    /// <summary>All children at once; it is done when all are.</summary>
    private Step EnterParallel(ActivityNode node, Surroundings around) => EnterTogether(node, node.Activities ?? [], around);

    private Step EnterTogether(ActivityNode node, IReadOnlyList<ActivityNode> branches, Surroundings around, JoinMode? mode = null)
    {
        FlowContainer container = new(node);
        container.Exit = Make(StepKind.Silent, node, around);
        Step fork = Make(StepKind.Fork, node, container);
        Step end = container.Exit;
        if (mode is not null)
        {
            end = Make(StepKind.Silent, node, container);
            end.Join = mode;
            end.Next = container.Exit;
        }

        fork.Heads.AddRange(branches.Select(child => Enter(child, new(container, _ => end, around.Errors))));
        fork.Next = fork.Heads.Count == 0 ? container.Exit : null;
        return fork;
    }

    private Step EnterDecision(ActivityNode node, Surroundings around, Step whenTrue, Step whenFalse)
    {
        Step step = Make(StepKind.Decide, node, around.Container);
        step.Cases.Add(new("True", new("condition"), whenTrue));
        step.Next = whenFalse;
        return step;
    }

    private Step EnterSwitch(ActivityNode node, Surroundings around)
    {
        IReadOnlyList<JsonData> cases = Reading.Fields.Items(node.Members["cases"]);
        List<(string Label, int Index)> labels = [.. cases.Select((one, i) => ((one as ObjectData)?["label"] is StringData label ? label.Value : $"Case {i + 1}", i)).Where(one => cases[one.i] is ObjectData)];
        bool isFlow = node.Type == "Elsa.FlowSwitch";
        if (labels.Count > 1 && Inputs.LiteralText(node, "mode") == "MatchAny")
        {
            return isFlow ? EnterFlowSwitchAny(node, around, labels) : EnterSwitchAny(node, around, labels);
        }

        Step step = Make(StepKind.Decide, node, around.Container);
        foreach ((string label, int index) in labels)
        {
            step.Cases.Add(new(label, new("cases", index), isFlow ? around.Port(label) : EnterCase(node, index, around)));
        }

        step.Next = isFlow ? around.Port("Default") : EnterPort(node, "default", around);
        step.Kind = step.Cases.Count == 0 ? StepKind.Silent : step.Kind; // a Choice needs a rule
        return step;
    }

    private Step EnterCase(ActivityNode node, int index, Surroundings around) =>
        node.Nested.TryGetValue($"cases/{index}/activity", out ActivityNode? activity) ? Enter(activity, around) : around.Port(Done);

    /// <summary>Every case that matches is followed, all at once; the default where none matches. What is not followed ends there.</summary>
    private Step EnterFlowSwitchAny(ActivityNode node, Surroundings around, List<(string Label, int Index)> labels)
    {
        Step fork = Make(StepKind.Fork, node, around.Container);
        fork.Heads.AddRange(labels.Select(one => EnterIf(node, one.Label, new("cases", one.Index), around.Port(one.Label), around.Container)));
        Step otherwise = around.Port("Default");
        if (otherwise != around.Container.Exit)
        {
            fork.Heads.Add(EnterIf(node, "Default", new("cases") { NoneOfCases = true }, otherwise, around.Container));
        }

        return fork;
    }

    private Step EnterSwitchAny(ActivityNode node, Surroundings around, List<(string Label, int Index)> labels)
    {
        FlowContainer container = new(node);
        container.Exit = Make(StepKind.Silent, node, around);
        Surroundings inside = new(container, _ => container.Exit, around.Errors);
        Step fork = Make(StepKind.Fork, node, container);
        fork.Heads.AddRange(labels.Select(one => EnterIf(node, one.Label, new("cases", one.Index), EnterCase(node, one.Index, inside), container)));
        if (node.Ports.ContainsKey("default"))
        {
            fork.Heads.Add(EnterIf(node, "Default", new("cases") { NoneOfCases = true }, EnterPort(node, "default", inside), container));
        }

        return fork;
    }

    private Step EnterIf(ActivityNode node, string label, ConditionPlace condition, Step target, FlowContainer container)
    {
        Step decide = Make(StepKind.Decide, node, container, $"{node.DisplayName}: {label}?");
        decide.Cases.Add(new(label, condition, target));
        decide.Next = container.Exit;
        return decide;
    }

    /// <summary>Elsa.Fork: the branches are embedded; it is done when all of them are, or the first.</summary>
    private Step EnterFork(ActivityNode node, Surroundings around) => EnterTogether(
        node,
        [.. node.Nested.Where(entry => entry.Key.StartsWith("branches/", StringComparison.Ordinal)).Select(entry => entry.Value)],
        around,
        Inputs.LiteralText(node, "joinMode") == "WaitAny" ? JoinMode.WaitAny : null);
}
