using ImageFlow.Workflows.Binding;

namespace ImageFlow.Workflows.Graph;

/// <summary>
/// A workflow that is drawn into the one that calls it: it has variables, inputs and outputs of its own (elsa-core, ExecuteWorkflow and
/// WorkflowDefinitionActivity), which become variables of the caller's state machine.
/// </summary>
/// <param name="call">The activity that calls it.</param>
/// <param name="outer">The workflow around it, where that is drawn in, too.</param>
internal sealed class Frame(ActivityNode call, WorkflowDefinition definition, Frame? outer)
{
    public ActivityNode Call => call;

    public WorkflowDefinition Definition => definition;

    public Frame? Outer => outer;

    /// <summary>The end of the workflow.</summary>
    public required FlowContainer Container { get; init; }

    /// <summary>The loop around the call, which the workflow cannot leave.</summary>
    public LoopScope? Loop { get; init; }

    /// <summary>The step that begins it.</summary>
    public required Step Begin { get; init; }

    /// <summary>The outcomes through which it ended; <see langword="null"/> where it declares none.</summary>
    public OutcomesSymbol? Outcomes => definition.Outcomes.Count > 0 ? new(Begin) : null;

    /// <summary>What makes the ids of its activities and variables differ from those of others.</summary>
    public string Prefix => call.Id + ":";

    public VariableSymbol Variable(WorkflowVariable variable) => new(Prefix + variable.Id, variable.Name, variable.Type);

    public VariableSymbol Input(WorkflowArgument input) => new($"{Prefix}input:{input.Name}", input.Name, input.Type);

    public VariableSymbol Output(WorkflowArgument output) => new($"{Prefix}output:{output.Name}", output.Name, output.Type);

    /// <summary>Whether the workflow is already being drawn in, further out.</summary>
    public bool Holds(string definitionId) => definition.DefinitionId == definitionId || (outer?.Holds(definitionId) ?? false);

    /// <summary>The workflow's activities with ids and places of their own.</summary>
    public ActivityNode Drawn() => Draw(definition.Root);

    private ActivityNode Draw(ActivityNode node) => node with
    {
        Id = Prefix + node.Id,
        Name = node.Name ?? node.Id,
        Pointer = call.Pointer + node.Pointer,
        Ports = Copy(node.Ports),
        Nested = Copy(node.Nested),
        Activities = node.Activities is null ? null : [.. node.Activities.Select(Draw)],
        Connections = node.Connections is null ? null : [.. node.Connections.Select(connection => connection with { Source = Prefix + connection.Source, Target = Prefix + connection.Target })],
    };

    private OrderedDictionary<string, ActivityNode> Copy(OrderedDictionary<string, ActivityNode> nodes) =>
        new(nodes.Select(entry => KeyValuePair.Create(entry.Key, Draw(entry.Value))));
}
