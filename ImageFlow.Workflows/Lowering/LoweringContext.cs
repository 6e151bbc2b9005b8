using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>What all graphs of states of one machine share while it is made.</summary>
internal sealed class LoweringContext(Dialect dialect, ActivityManifest manifest, IReadOnlyDictionary<Step, StepCode> code, Origins origins, VariablePlan plan, FlowNames names, Findings findings)
{
    public Dialect Dialect { get; } = dialect;

    public ActivityManifest Manifest { get; } = manifest;

    public Origins Origins { get; } = origins;

    public VariablePlan Plan { get; } = plan;

    public FlowNames Names { get; } = names;

    public Findings Findings { get; } = findings;

    public StateNames StateNames { get; } = new();

    public List<SourceMapEntry> SourceMap { get; } = [];

    public StepCode CodeOf(Step step) => code.TryGetValue(step, out StepCode? known) ? known : new();

    /// <summary>Replaces what an expression refers to by where that lies at this step.</summary>
    /// <param name="afterCall">Whether the state's input is no longer what came into the step.</param>
    public Expr Place(Expr expression, Step step, VariableScope scope, bool afterCall = false)
    {
        Expr placed = ExprWalk.Replace(expression, part => part is SymbolUse use ? Place(use, step, scope, afterCall) : null);
        return Dialect.Language == Asl.Model.QueryLanguage.JsonPath ? Exact.Strip(placed) : placed;
    }

    /// <summary>Renders, and reports what cannot be rendered.</summary>
    public T? Try<T>(Step step, InputValue? source, Func<T> render)
        where T : class
    {
        try
        {
            return render();
        }
        catch (ExpressionException problem)
        {
            Findings.Error(problem.Code, source?.Pointer ?? step.Node.Pointer, Describe(problem, source, step), problem.Hint, step.Node.Id);
            return null;
        }
    }

    private static string Describe(ExpressionException problem, InputValue? source, Step step) => source?.Value is Asl.Values.StringData { Value: { Length: > 0 } text }
        ? $"{problem.Message} In the {source.Language} expression `{(text.Length > 120 ? text[..117] + "…" : text)}` of '{step.Node.DisplayName}'{(problem.Position is { } at ? $" (at character {at + 1})" : "")}."
        : $"{problem.Message} In '{step.Node.DisplayName}'.";

    private Reference Place(SymbolUse use, Step step, VariableScope scope, bool afterCall)
    {
        bool isInput = !afterCall && use.Symbol.Equals(Origins.At(step));
        (ReferenceRoot root, string? variable) = (use.Symbol, isInput) switch
        {
            (_, true) => (ReferenceRoot.StateInput, null),
            (ExecutionInputSymbol, _) when scope.Find(use.Symbol) is null => (ReferenceRoot.ExecutionInput, null),
            _ => (ReferenceRoot.Variable, scope.Find(use.Symbol)),
        };
        return root == ReferenceRoot.Variable && variable is null
            ? throw NotHere(use.Symbol)
            : new(root, variable, use.Type, use.IsDefinite) { Shape = use.Shape, MayBeNull = use.MayBeNull };
    }

    private static ExpressionException NotHere(Symbol symbol) => symbol switch
    {
        ErrorSymbol => new("FLOW0211", "getError() is used where no error was caught.", "Use it after an error port."),
        OutputSymbol output => new("FLOW0117", $"The output of '{output.Step.Node.DisplayName}' is not known here: it is made in a parallel path or a loop that this step is not part of.", "Use it within the path, or after the join."),
        _ => new("FLOW0117", $"The value '{symbol.PreferredName}' is not known here.", "Use it where it is set."),
    };
}
