using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Graph;

/// <summary>
/// Makes the control flow of the drawn activities: embedded activities and nested containers are laid flat, only the bodies of
/// loops over items keep a graph of their own.
/// </summary>
internal sealed partial class GraphBuilder(ActivityManifest manifest, GraphBuilder.BuildOptions options, Findings findings)
{
    private const string Done = "Done";

    private List<Step> steps = [];
    private int count;
    private ActivityNode root = null!;
    private ActivityNode? trigger;
    private string workflowId = "";
    private IReadOnlyList<ErrorEdge> aroundErrors = [];

    /// <summary>Gives the way on from a port; where nothing is connected, the container's end.</summary>
    private delegate Step PortTarget(string port);

    public FlowGraph Build(WorkflowDefinition workflow)
    {
        root = workflow.Root;
        workflowId = workflow.DefinitionId;
        trigger = FindTrigger(root);
        return BuildGraph(root);
    }

    private FlowGraph BuildGraph(ActivityNode node)
    {
        List<Step> outer = steps;
        steps = [];
        FlowContainer container = new(node);
        container.Exit = Make(StepKind.Silent, node, container);
        Step entry = Enter(node, new(container, _ => container.Exit, []));
        FlowGraph graph = new(entry, container, steps);
        steps = outer;
        return graph;
    }

    private Step Make(StepKind kind, ActivityNode node, FlowContainer container, string? title = null)
    {
        Step step = new(count++, kind, node, container) { Loop = loop, Frame = frame, Title = title, Around = aroundErrors };
        steps.Add(step);
        return step;
    }

    private Step Make(StepKind kind, ActivityNode node, Surroundings around)
    {
        Step step = Make(kind, node, around.Container);
        if (kind is not (StepKind.Finish or StepKind.Fault or StepKind.Fork))
        {
            step.Next = around.Port(Done);
        }

        return step;
    }

    /// <summary>The variables of a container begin anew each time that it is entered; those of the workflow's root are set at its start.</summary>
    private Step Enter(ActivityNode node, Surroundings around)
    {
        IReadOnlyList<ErrorEdge> outer = aroundErrors;
        aroundErrors = around.Errors;
        Step entry = EnterActivity(node, around);
        aroundErrors = outer;
        if (node == root || node.Variables is not { Count: > 0 } variables)
        {
            return entry;
        }

        Step fresh = Make(StepKind.Assign, node, around.Container, $"{node.DisplayName}: variables");
        fresh.Assigns = [.. variables.Select(variable => KeyValuePair.Create<Symbol, Expr>(FlowNames.Use(variable, frame).Symbol, new Literal(VariableDefault.Of(variable, findings))))];
        fresh.Next = entry;
        return fresh;
    }

    private Step EnterActivity(ActivityNode node, Surroundings around)
    {
        CheckMergeMode(node);
        if (node.CustomProperties["resilienceStrategy"] is ObjectData && node.CustomProperties["imageflow:retry"] is null)
        {
            findings.Warning("FLOW0131", node, $"The resilience strategy of '{node.DisplayName}' is kept in the configuration of an Elsa server, not in the workflow, and is left out.", "Write what it does into customProperties \"imageflow:retry\": {\"maxAttempts\": 3, \"interval\": 1}.");
        }

        switch (node.Type)
        {
            case "Elsa.Flowchart":
                return EnterFlowchart(node, around);
            case "Elsa.Sequence":
                return EnterSequence(node, around);
            case "Elsa.Parallel":
                return EnterParallel(node, around);
            case "Elsa.Start":
                return Make(StepKind.Silent, node, around);
            case "Elsa.FlowNode":
                return EnterPort(node, "body", around);
            case "Elsa.End" or "Elsa.Complete":
                return EnterEnd(node, around);
            case "Elsa.Finish" when frame is not null:
                return EnterFinish(node, frame);
            case "Elsa.Finish":
                return Make(StepKind.Finish, node, around);
            case "Elsa.Fault":
                return Make(StepKind.Fault, node, around);
            case "Elsa.SetName" or "Elsa.Correlate":
                LeftOut(node, node.Type == "Elsa.SetName" ? "value" : "correlationId", "Give the execution its name when it starts.");
                return Make(StepKind.Note, node, around);
            case "Elsa.WriteLine":
                return Make(StepKind.Note, node, around);
            case "Elsa.SetVariable":
                return Make(StepKind.SetVariable, node, around);
            case "Elsa.SetOutput":
                return Make(StepKind.SetOutput, node, around);
            case "Elsa.Delay":
                return Make(StepKind.Wait, node, around);
            case "Elsa.StartAt":
                return Make(node == trigger ? StepKind.Trigger : StepKind.Wait, node, around);
            case "Elsa.RunJavaScript":
                return EnterScript(node, around);
            case "Elsa.FlowDecision":
                return EnterDecision(node, around, around.Port("True"), around.Port("False"));
            case "Elsa.If":
                return EnterDecision(node, around, EnterPort(node, "then", around), EnterPort(node, "else", around));
            case "Elsa.FlowSwitch" or "Elsa.Switch":
                return EnterSwitch(node, around);
            case "Elsa.While":
                return EnterWhile(node, around);
            case "Elsa.FlowFork" or "Elsa.FlowJoin":
                return Make(StepKind.Silent, node, around);
            case "Elsa.For":
                return EnterFor(node, around);
            case "Elsa.ForEach":
                return EnterForEach(node, around);
            case "Elsa.ParallelForEach":
                return EnterMap(node, around);
            case "Elsa.Break":
                return EnterBreak(node, around);
            case "Elsa.Fork":
                return EnterFork(node, around);
            case "Elsa.WriteHttpResponse":
                return Make(StepKind.SetOutput, node, around);
            case "Elsa.FlowSendHttpRequest" or "Elsa.SendHttpRequest":
                return EnterHttp(node, around);
            case "Elsa.StateMachine":
                return EnterStateMachine(node, around);
            case "Elsa.BulkDispatchWorkflows":
                return EnterBulk(node, around);
            case "Elsa.HttpEndpoint" or "Elsa.Event" or "Elsa.Timer" or "Elsa.Cron" when node == trigger:
                foreach (string input in new[] { "requestSizeLimit", "fileSizeLimit", "allowedFileExtensions", "blockedFileExtensions", "allowedMimeTypes" })
                {
                    LeftOut(node, input, "Check what was uploaded with an activity, such as ImageFlow.ValidateImage.");
                }

                ServiceChecks.Schedule(node, findings);
                return Make(StepKind.Trigger, node, around);
            default:
                foreach (string input in new[] { "correlationId", "correlationIdFunction", "channelName" }.Where(_ => node.Type is "Elsa.ExecuteWorkflow" or "Elsa.DispatchWorkflow"))
                {
                    LeftOut(node, input, "Give the child what it needs to know as its input.");
                }

                return Called(node) is { } called ? EnterInside(node, called, around) : ElsaServices.IsWorkflow(node) ? EnterWorkflow(node, around) : EnterWork(node, around);
        }
    }

    private Step EnterWork(ActivityNode node, Surroundings around)
    {
        if (manifest.Find(node) is null)
        {
            if (ActivityTypes.IsUnsupported(node.Type, out string hint))
            {
                findings.Error("FLOW0102", node, $"'{node.DisplayName}' is an {node.Type}, which has no form as a state yet.", hint);
            }
            else
            {
                findings.Error("FLOW0101", node, $"'{node.DisplayName}' is of the unknown type '{node.Type}'.", "Install the activity or replace the node; it is kept in the file as it is.");
            }

            return Make(StepKind.Silent, node, around);
        }

        Step step = Make(StepKind.Work, node, around);
        step.Errors.AddRange(ErrorsOf(node, around));
        return step;
    }

    /// <summary>Where the errors go; of a workflow that continues with incidents, an error that nothing takes ends the path alone (elsa-core, ContinueWithIncidentsStrategy).</summary>
    private IEnumerable<ErrorEdge> ErrorsOf(ActivityNode node, Surroundings around)
    {
        if (!options.ContinuesWithIncidents || around.Errors.Any(edge => edge.Error == ErrorEdge.Any))
        {
            return around.Errors;
        }

        Step incident = Make(StepKind.Note, node, around.Container, $"{node.DisplayName}: incident");
        incident.Next = around.Container.Exit;
        return [.. around.Errors, new(ErrorEdge.Any, incident)];
    }

    private Step EnterPort(ActivityNode node, string port, Surroundings around) =>
        node.Ports.TryGetValue(port, out ActivityNode? child) ? Enter(child, around) : around.Port(Done);

    private void CheckMergeMode(ActivityNode node)
    {
        if ((node.CustomProperties["mergeMode"] as StringData)?.Value is "Cascade" or "Converge")
        {
            findings.Error("FLOW0123", node, $"'{node.DisplayName}' merges paths in the mode {((StringData)node.CustomProperties["mergeMode"]!).Value}, which has no form as a state machine.", "Choose the merge mode Merge or none.");
        }
    }

    /// <summary>What the workflow as a whole asks for.</summary>
    /// <param name="GivesOutcomes">Whether it declares outcomes.</param>
    /// <param name="ContinuesWithIncidents">Whether a failed activity ends its path alone.</param>
    /// <param name="Find">Gives another workflow by its definition's id.</param>
    /// <param name="Inline">Whether every workflow that is found is drawn in.</param>
    internal sealed record BuildOptions(bool GivesOutcomes, bool ContinuesWithIncidents, Func<string, WorkflowDefinition?> Find, bool Inline);

    /// <summary>What surrounds an activity.</summary>
    /// <param name="Port">The way on from its ports.</param>
    /// <param name="Errors">Where its errors go: its own error ports first, then those of the composites around it.</param>
    private sealed record Surroundings(FlowContainer Container, PortTarget Port, IReadOnlyList<ErrorEdge> Errors)
    {
        /// <summary>The ports from which connections lead.</summary>
        public IReadOnlyList<string> Outcomes { get; init; } = [];
    }
}
