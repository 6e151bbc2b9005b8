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
    private readonly ILookup<string, Step> work;

    public FlowNames(WorkflowDefinition definition, ActivityManifest manifest, FlowGraph graph)
    {
        this.definition = definition;
        this.manifest = manifest;
        variables = [.. definition.Variables, .. definition.Root.Descendants().SelectMany(node => node.Variables ?? [])];
        List<Step> all = [.. Collect(graph)];
        work = all.Where(HasOutput)
            .SelectMany(step => new[] { step.Node.Id, step.Node.Name }.OfType<string>().Distinct().Select(name => (name, step)))
            .ToLookup(entry => entry.name, entry => entry.step, StringComparer.Ordinal);
    }

    public IReadOnlyList<WorkflowVariable> Variables => variables;

    public IEnumerable<string> Inputs => definition.Inputs.Select(input => input.Name);

    public IReadOnlyList<WorkflowArgument> Outputs => definition.Outputs;

    /// <summary>The innermost Map state around a step.</summary>
    public static Step? MapAround(Step step) => step.Loop?.InMap?.Head;

    /// <summary>Whether the step gives an output that expressions can name.</summary>
    public static bool HasOutput(Step step) => step.Kind is StepKind.Work or StepKind.Script;

    /// <summary>By id, else by name; Elsa's accessors begin names with a capital.</summary>
    public WorkflowVariable? FindVariable(string reference) =>
        variables.Find(variable => variable.Id == reference)
        ?? variables.Find(variable => variable.Name == reference)
        ?? variables.Find(variable => SameName(variable.Name, reference));

    public WorkflowArgument? FindInput(string name) =>
        definition.Inputs.FirstOrDefault(input => input.Name == name) ?? definition.Inputs.FirstOrDefault(input => SameName(input.Name, name));

    public WorkflowArgument? FindOutput(string name) => definition.Outputs.FirstOrDefault(output => output.Name == name);

    public static SymbolUse Use(WorkflowVariable variable) =>
        new(new VariableSymbol(variable.Id, variable.Name, variable.Type), variable.Type) { MayBeNull = variable.DefaultValue is null };

    /// <summary>The execution's input of this name. One that is not declared may be missing, which Elsa shows as null.</summary>
    public Expr Input(string name)
    {
        WorkflowArgument? declared = FindInput(name);
        string member = declared?.Name ?? name;
        DataType type = declared?.Type ?? DataType.Unknown;
        SymbolUse input = new(new ExecutionInputSymbol(), DataType.Object) { Shape = [KeyValuePair.Create(member, type)] };
        return declared is null ? new MissingAsNull(new Member(new SymbolUse(new ExecutionInputSymbol(), DataType.Object), member, false, 0)) : new Member(input, member, false, 0);
    }

    /// <summary>The output of an activity, or one member of it.</summary>
    /// <exception cref="ExpressionException">There is no such activity or output.</exception>
    public Expr Output(string activity, string? output, int at)
    {
        List<Step> found = [.. work[activity]];
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
        step.Kind == StepKind.Script ? [KeyValuePair.Create("Result", DataType.Unknown)] : [.. manifest.Find(step.Node.Type)!.Outputs.Select(output => KeyValuePair.Create(output.Name, output.Nullable ? DataType.Unknown : DataType.FromAlias(output.Type)))];

    private static bool SameName(string declared, string used) =>
        declared.Length == used.Length && declared.Length > 0 && char.ToUpperInvariant(declared[0]) == char.ToUpperInvariant(used[0]) && declared.AsSpan(1).SequenceEqual(used.AsSpan(1));

    private static IEnumerable<Step> Collect(FlowGraph graph) =>
        graph.Steps.SelectMany(step => step.Body is null ? [step] : Collect(step.Body).Prepend(step));
}
