using ImageFlow.Workflows.Expressions;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>What expressions can refer to: variables, inputs, the outputs of activities, the items of loops.</summary>
internal sealed class FlowNames
{
    private readonly WorkflowDefinition definition;
    private readonly ActivityManifest manifest;
    private readonly List<WorkflowVariable> variables;
    private readonly ILookup<(Frame? Frame, string Name), Step> work;
    private readonly Dictionary<Frame, List<(WorkflowVariable Variable, string Scope)>> inFrames = new(ReferenceEqualityComparer.Instance);
    private readonly List<(WorkflowVariable Variable, string Scope)> inRoot;

    public FlowNames(WorkflowDefinition definition, ActivityManifest manifest, FlowGraph graph)
    {
        this.definition = definition;
        this.manifest = manifest;
        inRoot = [.. Scoped(definition, definition.Root)];
        variables = [.. inRoot.Select(entry => entry.Variable)];
        List<Step> all = [.. Collect(graph)];
        work = all.Where(HasOutput)
            .SelectMany(step => new[] { OwnId(step), step.Node.Name }.OfType<string>().Distinct().Select(name => (name, step)))
            .ToLookup(entry => (entry.step.Frame, entry.name), entry => entry.step);
    }

    /// <summary>Those of the workflow itself and of its containers.</summary>
    public IReadOnlyList<WorkflowVariable> Variables => variables;

    /// <summary>The variables that a step sees: those of the workflow, and of the containers around it, the innermost first.</summary>
    public IEnumerable<WorkflowVariable> VariablesAt(Step step) => ScopedAt(step.Frame)
        .Where(entry => entry.Scope.Length == 0 || step.Node.Pointer == entry.Scope || step.Node.Pointer.StartsWith(entry.Scope + "/", StringComparison.Ordinal))
        .OrderByDescending(entry => entry.Scope.Length)
        .Select(entry => entry.Variable);

    public IEnumerable<string> Inputs(Step step) => Of(step).Inputs.Select(input => input.Name);

    /// <summary>The innermost Map state around a step.</summary>
    public static Step? MapAround(Step step) => step.Loop?.InMap?.Head;

    /// <summary>Whether the step gives an output that expressions can name.</summary>
    public static bool HasOutput(Step step) => step.Kind is StepKind.Work or StepKind.Script or StepKind.Return;

    /// <summary>By id, else by name; Elsa's accessors begin names with a capital.</summary>
    public WorkflowVariable? FindVariable(string reference, Step step)
    {
        List<WorkflowVariable> seen = [.. VariablesAt(step)];
        return seen.Find(variable => variable.Id == reference)
            ?? seen.Find(variable => variable.Name == reference)
            ?? seen.Find(variable => SameName(variable.Name, reference));
    }

    public WorkflowArgument? FindInput(string name, Step step) =>
        Of(step).Inputs.FirstOrDefault(input => input.Name == name) ?? Of(step).Inputs.FirstOrDefault(input => SameName(input.Name, name));

    public WorkflowArgument? FindOutput(string name, Step step) => Of(step).Outputs.FirstOrDefault(output => output.Name == name);

    /// <summary>Where an output of the step's workflow is kept.</summary>
    public static Symbol OutputOf(WorkflowArgument output, Step step) => step.Frame is { } frame ? frame.Output(output) : new WorkflowOutputSymbol(output.Name);

    public static SymbolUse Use(WorkflowVariable variable, Frame? frame) =>
        new(frame?.Variable(variable) ?? new VariableSymbol(variable.Id, variable.Name, variable.Type), variable.Type) { MayBeNull = variable.DefaultValue is null };

    /// <summary>The execution's input of this name. One that is not declared may be missing, which Elsa shows as null.</summary>
    public Expr Input(string name, Step step)
    {
        WorkflowArgument? declared = FindInput(name, step);
        if (step.Frame is { } frame)
        {
            return declared is null ? new Literal(Asl.Values.NullData.Instance) : new SymbolUse(frame.Input(declared), declared.Type) { MayBeNull = true };
        }

        string member = declared?.Name ?? name;
        DataType type = declared?.Type ?? DataType.Unknown;
        SymbolUse input = new(new ExecutionInputSymbol(), DataType.Object) { Shape = [KeyValuePair.Create(member, type)] };
        return declared is null ? new MissingAsNull(new Member(new SymbolUse(new ExecutionInputSymbol(), DataType.Object), member, false, 0)) : new Member(input, member, false, 0);
    }

    /// <summary>The output of an activity, or one member of it.</summary>
    /// <exception cref="ExpressionException">There is no such activity or output.</exception>
    public Expr Output(string activity, string? output, int at, Step from)
    {
        List<Step> found = [.. work[(from.Frame, activity)]];
        if (found.Count > 1)
        {
            found = found.FindAll(step => MapAround(step) == MapAround(from)); // a loop that has both forms has each activity twice
        }

        if (found.Count != 1)
        {
            throw new ExpressionException(
                "FLOW0117",
                found.Count == 0 ? $"There is no activity '{activity}' with an output." : $"The name '{activity}' stands for {found.Count} activities.",
                "Use the name or id of one ImageFlow activity of this flow.",
                at);
        }

        SymbolUse whole = Output(found[0]);
        if (output is null)
        {
            return whole;
        }

        string? name = whole.Shape!.Select(member => member.Key).FirstOrDefault(member => SameName(member, output));
        return name is not null
            ? new Member(whole, name, false, at)
            : throw new ExpressionException(
                "FLOW0117",
                $"The activity '{activity}' has no output '{output}'.",
                $"Its outputs are {string.Join(", ", whole.Shape!.Select(member => member.Key))}.",
                at);
    }

    /// <summary>What <c>getLastResult()</c> gives after an activity: a script's value, or all outputs of an image step.</summary>
    public Expr LastResult(Step step) => step.Kind == StepKind.Script ? new Member(Output(step), "Result", false, 0) : Output(step);

    public SymbolUse Output(Step step) => new(new OutputSymbol(step), DataType.Object) { Shape = Shape(step) };

    /// <summary>The outputs with their types; one that may be null counts as of unknown type, so that nothing is written that holds for a value alone.</summary>
    public IReadOnlyList<KeyValuePair<string, DataType>> Shape(Step step) =>
        step.Kind == StepKind.Script ? [KeyValuePair.Create("Result", DataType.Unknown)]
        : step.Kind == StepKind.Return ? [.. CalledOutputs.Names(step.Called!).Select(name => KeyValuePair.Create(name, DataType.Unknown))]
        : [.. manifest.Find(step.Node)!.Outputs.Select(output => KeyValuePair.Create(output.Name, output.Nullable ? DataType.Unknown : DataType.FromAlias(output.Type)))];

    private static string OwnId(Step step) => step.Frame is { } frame ? step.Node.Id[frame.Prefix.Length..] : step.Node.Id;

    private WorkflowDefinition Of(Step step) => step.Frame?.Definition ?? definition;

    private List<(WorkflowVariable Variable, string Scope)> ScopedAt(Frame? frame)
    {
        if (frame is null)
        {
            return inRoot;
        }

        if (!inFrames.TryGetValue(frame, out List<(WorkflowVariable Variable, string Scope)>? known))
        {
            inFrames[frame] = known = [.. Scoped(frame.Definition, frame.Drawn())];
        }

        return known;
    }

    /// <summary>The variables, each with the place of the container that it belongs to; those of the root belong to the workflow.</summary>
    private static IEnumerable<(WorkflowVariable Variable, string Scope)> Scoped(WorkflowDefinition workflow, ActivityNode root) =>
        workflow.Variables.Select(variable => (variable, ""))
            .Concat(root.Descendants().SelectMany(node => (node.Variables ?? []).Select(variable => (variable, ReferenceEquals(node, root) ? "" : node.Pointer))));

    internal static bool SameName(string declared, string used) =>
        declared.Length == used.Length && declared.Length > 0 && char.ToUpperInvariant(declared[0]) == char.ToUpperInvariant(used[0]) && declared.AsSpan(1).SequenceEqual(used.AsSpan(1));

    private static IEnumerable<Step> Collect(FlowGraph graph) =>
        graph.Steps.SelectMany(step => step.Body is null ? [step] : Collect(step.Body).Prepend(step));
}
