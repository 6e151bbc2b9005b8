using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>Decides which symbols need variables, in which graph of states they are assigned, and which must be set at its beginning.</summary>
internal sealed class VariablePlan(IReadOnlyDictionary<Step, StepCode> code, Origins origins, IReadOnlyList<Dominators> dominators)
{
    /// <summary>Reads that need a variable, by symbol.</summary>
    private readonly ILookup<Symbol, Step> reads = code
        .SelectMany(entry => entry.Value.Uses.Select(use => (use.Symbol, Step: entry.Key)))
        .Where(use => use.Symbol is not ExecutionInputSymbol && (code[use.Step].Rules.Count > 0 || !use.Symbol.Equals(origins.At(use.Step))))
        .Distinct()
        .ToLookup(use => use.Symbol, use => use.Step);

    private readonly bool hasEscapes = code.Keys.Any(step => step.Kind == StepKind.Escape);

    /// <summary>What parallel paths set of the workflow's own: a step that leaves its path takes these values with it.</summary>
    public IReadOnlyList<Symbol> Carried { get; private set; } = [];

    /// <summary>Works out <see cref="Carried"/>; before this nothing is.</summary>
    public void CarryFrom(IEnumerable<Step> forks) => Carried = hasEscapes
        ? [.. forks.SelectMany(fork => fork.Plan!.Members).SelectMany(members => members).OrderBy(step => step.Index).SelectMany(OwnWrites).Where(symbol => symbol is VariableSymbol or WorkflowOutputSymbol).Distinct()]
        : [];

    /// <summary>Whether a symbol that the compiler made is worth setting; what the drawing sets is always set.</summary>
    public bool IsNeeded(Symbol symbol) => symbol is not LoopSymbol || IsRead(symbol);

    public bool IsRead(Symbol symbol) => symbol is WorkflowOutputSymbol || reads.Contains(symbol);

    private readonly Dictionary<Step, HashSet<Step>> failures = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<Region, Writes> writes = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the steps of this level assign, the results of their branches included.</summary>
    public IReadOnlyCollection<Symbol> WrittenIn(Region region) => In(region).Symbols;

    /// <summary>What a branch assigns that is read outside of it.</summary>
    public IReadOnlyList<Symbol> ResultsOf(Step fork, int branch)
    {
        HashSet<Step> members = fork.Plan!.Members[branch];
        return [.. members
            .OrderBy(step => step.Index)
            .SelectMany(OwnWrites)
            .Distinct()
            .Where(symbol => symbol is WorkflowOutputSymbol || reads[symbol].Any(reader => !IsInside(reader, members)))];
    }

    /// <summary>Whether the symbol must have a value when the region begins: some read, or the region's end, may come before it is assigned.</summary>
    public bool NeedsStart(Symbol symbol, Region region, bool isResult)
    {
        if (hasEscapes && symbol is VariableSymbol or WorkflowOutputSymbol or OutputSymbol)
        {
            return true; // a path may be left before it is assigned
        }

        Writes known = In(region);
        List<Step> readers = [.. reads[symbol].Select(reader => OnLevel(reader, known)).OfType<Step>()];
        List<Step> last = isResult
            ? [.. known.Level.Where(step => step.Kind == StepKind.Finish || (step.Plan is { } plan ? [plan.Join] : step.Successors).Any(next => !region.Contains(next)))]
            : [];
        return !known.Writers[symbol].Any(writer =>
            readers.TrueForAll(reader => reader != writer && Assigns(writer, reader)) && last.TrueForAll(end => Assigns(writer, end)));
    }

    public IEnumerable<Step> Readers(Symbol symbol) => reads[symbol];

    public bool IsInside(Step step, HashSet<Step> members) => members.Contains(step) || (FlowNames.MapAround(step) is { } loop && IsInside(loop, members));

    /// <summary>What a step itself assigns.</summary>
    public IEnumerable<Symbol> OwnWrites(Step step)
    {
        IEnumerable<Symbol> writes = code.TryGetValue(step, out StepCode? own) ? own.Writes : [];
        OutputSymbol output = new(step);
        return step.Kind == StepKind.Work
            ? reads.Contains(output) ? writes.Append(output) : writes
            : writes.Where(symbol => symbol is OutputSymbol ? reads.Contains(symbol) : IsNeeded(symbol));
    }

    /// <summary>Whether the writer has certainly written where the reader is: it comes before, and the reader is not reached by its failing.</summary>
    private bool Assigns(Step writer, Step reader) => Dominates(writer, reader) && !AfterFailure(writer).Contains(reader);

    private HashSet<Step> AfterFailure(Step writer)
    {
        if (!failures.TryGetValue(writer, out HashSet<Step>? reached))
        {
            failures[writer] = reached = new(ReferenceEqualityComparer.Instance);
            Stack<Step> open = new(writer.Plan is null ? writer.Errors.Select(edge => edge.Target) : Region.Hoisted(writer).Select(hoisted => hoisted.Edge.Target));
            while (open.TryPop(out Step? step))
            {
                if (step != writer && reached.Add(step))
                {
                    foreach (Step next in step.AllSuccessors)
                    {
                        open.Push(next);
                    }
                }
            }
        }

        return reached;
    }

    /// <summary>Each graph has its own dominators; a step is in one graph only.</summary>
    private bool Dominates(Step candidate, Step step) => dominators.Any(graph => graph.Dominates(candidate, step));

    private IEnumerable<Symbol> WrittenBy(Step step, Region region)
    {
        IEnumerable<Symbol> writes = step.Plan is { } plan
            ? Enumerable.Range(0, plan.Members.Count).SelectMany(branch => ResultsOf(step, branch))
            : OwnWrites(step);
        bool catches = step.Plan is null ? step.Errors.Exists(edge => region.Contains(edge.Target)) : Region.Hoisted(step).Any(hoisted => region.Contains(hoisted.Edge.Target));
        return catches && reads.Contains(new ErrorSymbol()) ? writes.Append(new ErrorSymbol()) : writes;
    }

    /// <summary>The step of this level in or under which a step stands.</summary>
    private Step? OnLevel(Step step, Writes known)
    {
        if (known.Level.Contains(step))
        {
            return step;
        }

        return known.Forks.Find(candidate => candidate.Plan!.Members.Any(members => IsInside(step, members)))
            ?? (FlowNames.MapAround(step) is { } loop ? OnLevel(loop, known) : null);
    }

    private Writes In(Region region)
    {
        if (!writes.TryGetValue(region, out Writes? known))
        {
            HashSet<Step> level = [.. region.Level()];
            ILookup<Symbol, Step> writers = level.SelectMany(step => WrittenBy(step, region).Distinct().Select(symbol => (symbol, step))).ToLookup(write => write.symbol, write => write.step);
            writes[region] = known = new(level, [.. level.Where(step => step.Plan is not null)], writers, [.. writers.Select(symbol => symbol.Key)]);
        }

        return known;
    }

    /// <summary>The steps of one level, and what they assign; read for every symbol, so worked out once.</summary>
    private sealed record Writes(HashSet<Step> Level, List<Step> Forks, ILookup<Symbol, Step> Writers, IReadOnlyCollection<Symbol> Symbols);
}
