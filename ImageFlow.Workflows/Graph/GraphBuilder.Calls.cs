using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Graph;

/// <summary>Workflows that are drawn into the one that calls them.</summary>
internal sealed partial class GraphBuilder
{
    /// <summary>Asks for a workflow to be drawn in.</summary>
    public const string InlineProperty = "imageflow:inline";

    /// <summary>The workflow that is being drawn in.</summary>
    private Frame? frame;

    /// <summary>The workflow to draw in; <see langword="null"/> where the activity calls none, or starts an execution for it.</summary>
    private WorkflowDefinition? Called(ActivityNode node)
    {
        bool isCall = ElsaServices.IsWorkflow(node) || (node.Type is "Elsa.ExecuteWorkflow" or "Elsa.DispatchWorkflow" && ElsaServices.Waits(node));
        bool isAsked = node.CustomProperties[InlineProperty] is BooleanData { Value: true } or StringData { Value: "true" or "True" };
        if (!isCall || !(isAsked || options.Inline))
        {
            return null;
        }

        string id = ElsaServices.CalledId(node);
        WorkflowDefinition? found = options.Find(id);
        if (found is null && isAsked)
        {
            findings.Error("FLOW0138", node, $"The workflow '{id}' that '{node.DisplayName}' calls is to be drawn in here, but it was not given.", "Give its file too (--with), or let it be an execution of its own.");
        }

        if (found is not null && (found.DefinitionId == workflowId || (frame?.Holds(found.DefinitionId) ?? false)))
        {
            findings.Error("FLOW0138", node, $"The workflow '{id}' calls itself, so that it cannot be drawn in.", "Let it be an execution of its own.");
            return null;
        }

        return found;
    }

    /// <summary>Its inputs, its activities, its outputs; then the way on by its outcomes.</summary>
    private Step EnterInside(ActivityNode node, WorkflowDefinition definition, Surroundings around)
    {
        Step begin = Make(StepKind.Call, node, around.Container, $"{node.DisplayName}: begin");
        Step end = Make(StepKind.Return, node, around.Container, $"{node.DisplayName}: end");
        FlowContainer container = new(node);
        Frame inner = new(node, definition, frame) { Container = container, Loop = loop, Begin = begin };
        begin.Called = end.Called = inner;
        (Frame? outer, ActivityNode outerRoot) = (frame, root);
        frame = inner;
        container.Exit = Make(StepKind.Silent, node, container);
        container.Exit.Next = end;
        root = inner.Drawn();
        begin.Next = Enter(root, new(container, _ => container.Exit, around.Errors));
        (frame, root) = (outer, outerRoot);

        List<string> ports = [.. around.Outcomes.Where(port => port != Done)];
        end.Next = ports.Count == 0 || inner.Outcomes is not { } outcomes
            ? around.Port(Done)
            : EnterOutcomes(node, around, new Binding.SymbolUse(outcomes, DataType.ArrayOf(DataType.String)), ports, several: false);
        return begin;
    }

    /// <summary>It ends the workflow that it stands in, which is not the whole.</summary>
    private Step EnterFinish(ActivityNode node, Frame inside)
    {
        if (loop?.InMap != inside.Loop?.InMap)
        {
            findings.Error("FLOW0138", node, $"'{node.DisplayName}' ends a workflow that is drawn in, from within a loop over items.", "Let the workflow be an execution of its own, or end it after the loop.");
        }

        Step finish = new(count++, StepKind.Silent, node, inside.Container) { Loop = loop, Frame = frame, EndsFrame = true, EndsContainer = true, Next = inside.Container.Exit };
        steps.Add(finish);
        return finish;
    }
}
