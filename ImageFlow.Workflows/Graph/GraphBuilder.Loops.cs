using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Graph;

/// <summary>Loops that a composite draws; those that connections draw need nothing of their own.</summary>
internal sealed partial class GraphBuilder
{
    /// <summary>How a loop over items at the same time becomes a Map state: <c>inline</c>, <c>distributed</c>, or <c>auto</c>, by the number of items when it runs.</summary>
    public const string MapProperty = "imageflow:map";

    private const int InlineItems = 40;

    /// <summary>The innermost loop around what is being built.</summary>
    private LoopScope? loop;

    private Step EnterWhile(ActivityNode node, Surroundings around)
    {
        Step exit = around.Port(Done);
        Step decide = Make(StepKind.Decide, node, around.Container);
        decide.Next = exit;
        EnterBody(node, around with { Port = _ => decide }, decide, new(decide, LoopForm.Condition, loop) { Exit = exit }, new("condition"));
        return decide;
    }

    /// <summary>The bounds are taken once, at the beginning; the end is included unless the drawing says otherwise (elsa-core, For).</summary>
    private Step EnterFor(ActivityNode node, Surroundings around) => EnterCounter(node, around, LoopForm.Counted);

    /// <summary>
    /// A Map state where every turn stands alone. A body that sets variables or outputs, leaves the loop, or whose outputs are used
    /// after it, needs the graph around it: then the loop counts through its items.
    /// </summary>
    private Step EnterForEach(ActivityNode node, Surroundings around) =>
        LoopBodies.NeedsItsSurroundings(node, root) ? EnterCounter(node, around, LoopForm.Indexed) : EnterMap(node, around);

    private Step EnterCounter(ActivityNode node, Surroundings around, LoopForm form)
    {
        Step exit = around.Port(Done);
        Step decide = Make(StepKind.Decide, node, around.Container, $"{node.DisplayName}: more?");
        Step start = Make(StepKind.LoopStart, node, around.Container);
        Step next = Make(StepKind.LoopNext, node, around.Container, $"{node.DisplayName}: next");
        start.Next = next.Next = decide;
        decide.Next = exit;
        LoopScope own = new(decide, form, loop) { Exit = exit };
        start.OwnLoop = decide.OwnLoop = next.OwnLoop = own;
        EnterBody(node, around with { Port = _ => next }, decide, own, new(form == LoopForm.Counted ? "end" : "items"));
        return start;
    }

    private void EnterBody(ActivityNode node, Surroundings around, Step decide, LoopScope own, ConditionPlace condition)
    {
        if (!node.Ports.TryGetValue("body", out ActivityNode? body))
        {
            NoBody(node);
            return;
        }

        loop = own;
        decide.Cases.Add(new("True", condition, Enter(body, around)));
        loop = own.Outer;
    }

    /// <summary>
    /// A Map state inside the machine, or a distributed one whose items are executions of their own: as <c>imageflow:map</c> says, or by
    /// the number of items, of which an inline Map runs 40 at once (AWS, "Inline mode quotas").
    /// </summary>
    private Step EnterMap(ActivityNode node, Surroundings around)
    {
        if (node.Type == "Elsa.ForEach")
        {
            return EnterMap(node, around, isDistributed: false);
        }

        string? said = (node.CustomProperties[MapProperty] as StringData)?.Value;
        if (said is not (null or "inline" or "distributed" or "auto"))
        {
            findings.Error("FLOW0126", node, $"The setting '{MapProperty}' of '{node.DisplayName}' is '{said}'.", "Write inline, distributed or auto.");
        }

        if (said != "auto")
        {
            return EnterMap(node, around, said == "distributed" || (said is null && Written(node) > InlineItems));
        }

        Step decide = Make(StepKind.Decide, node, around.Container, $"{node.DisplayName}: many?");
        decide.Cases.Add(new("Many", new("items") { MoreItemsThan = InlineItems }, EnterMap(node, around, isDistributed: true)));
        decide.Next = EnterMap(node, around, isDistributed: false);
        return decide;
    }

    private static int Written(ActivityNode node) => Inputs.Find(node, "items") switch
    {
        { Language: "Literal" or "Object" or "Json", Value: ArrayData list } => list.Count,
        { Language: "Literal" or "Object" or "Json", Value: StringData { Value: ['[', ..] } text } => Binding.ExpressionBinder.TryParse(text.Value) is ArrayData list ? list.Count : 0,
        _ => 0,
    };

    private Step EnterMap(ActivityNode node, Surroundings around, bool isDistributed)
    {
        Step step = Make(StepKind.ForEach, node, around.Container, isDistributed ? $"{node.DisplayName}: distributed" : null);
        step.Next = around.Port(Done);
        step.IsDistributed = isDistributed;
        step.Errors.AddRange(around.Errors);
        if (node.Ports.TryGetValue("body", out ActivityNode? body))
        {
            LoopScope own = new(step, LoopForm.Map, loop);
            loop = own;
            step.Body = BuildGraph(body);
            loop = own.Outer;
        }
        else
        {
            NoBody(node);
        }

        return step;
    }

    private Step EnterBreak(ActivityNode node, Surroundings around)
    {
        Step leave = Make(StepKind.Silent, node, around.Container);
        leave.EndsContainer = true;
        leave.Next = around.Container.Exit;
        if (loop is { Exit: { } exit })
        {
            leave.Next = exit;
            leave.LeavesLoop = true;
        }
        else
        {
            findings.Error(
                "FLOW0128",
                node,
                loop is null ? $"'{node.DisplayName}' breaks out of a loop, but there is none around it." : $"'{node.DisplayName}' breaks out of a loop whose items run in parallel, so that there is no order in which to stop.",
                loop is null ? "Use an End, or remove it." : "Use a ForEach, which takes one item after the other.");
        }

        return leave;
    }

    private void NoBody(ActivityNode node) =>
        findings.Error("FLOW0103", node, $"'{node.DisplayName}' has no body to repeat.", "Draw the body of the loop.");
}
