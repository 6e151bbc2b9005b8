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
    private Step EnterParallel(ActivityNode node, Surroundings around)
    {
        FlowContainer container = new(node);
        container.Exit = Make(StepKind.Silent, node, around);
        Step fork = Make(StepKind.Fork, node, container);
        fork.Heads.AddRange((node.Activities ?? []).Select(child => Enter(child, new(container, _ => container.Exit, around.Errors))));
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
        Step step = Make(StepKind.Decide, node, around.Container);
        IReadOnlyList<JsonData> cases = Reading.Fields.Items(node.Members["cases"]);
        for (int i = 0; i < cases.Count; i++)
        {
            if (cases[i] is not ObjectData one)
            {
                continue;
            }

            string label = (one["label"] as StringData)?.Value ?? $"Case {i + 1}";
            Step target = node.Type == "Elsa.FlowSwitch" ? around.Port(label)
                : Reading.ActivityReader.IsActivity(one["activity"]) ? Enter(new Reading.ActivityReader(findings).Read((ObjectData)one["activity"]!, $"{node.Pointer}/cases/{i}/activity"), around)
                : around.Port(Done);
            step.Cases.Add(new(label, new("cases", i), target));
        }

        step.Next = node.Type == "Elsa.FlowSwitch" ? around.Port("Default") : EnterPort(node, "default", around);
        if (step.Cases.Count > 1 && Inputs.LiteralText(node, "mode") == "MatchAny")
        {
            findings.Error("FLOW0102", node, $"'{node.DisplayName}' follows every case that matches (MatchAny), which has no form as a state yet.", "Use MatchFirst, or a FlowFork with one decision in each branch.");
        }

        return step;
    }

    private Step EnterWhile(ActivityNode node, Surroundings around)
    {
        Step decide = Make(StepKind.Decide, node, around.Container);
        decide.Next = around.Port(Done);
        if (node.Ports.TryGetValue("body", out ActivityNode? body))
        {
            decide.Cases.Add(new("True", new("condition"), Enter(body, around with { Port = _ => decide })));
        }
        else
        {
            findings.Error("FLOW0103", node, $"'{node.DisplayName}' has no body to repeat.", "Draw the body of the loop.");
        }

        return decide;
    }
}
