using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>States that hold graphs of states.</summary>
internal sealed partial class GraphEmitter
{
    private State EmitFork(Step fork, string name)
    {
        List<Branch> branches = [];
        List<KeyValuePair<string, Expr>> assign = [];
        for (int i = 0; i < fork.Heads.Count; i++)
        {
            IReadOnlyList<Symbol> results = context.Plan.ResultsOf(fork, i);
            VariableScope inner = scope.Inner();
            Region branch = region.Branch(fork, i);
            bool plain = IsOneTask(branch, results);
            GraphEmitter emitter = new(context, inner, branch, $"{PointerOf(name)}/Branches/{i}") { outputIsResult = plain };
            List<(Symbol Symbol, string Outer, string Inner)> passed = [.. results.Select(symbol => (symbol, scope.Declare(symbol), plain ? "" : inner.Declare(symbol)))];
            foreach (Symbol symbol in plain ? [] : context.Plan.WrittenIn(branch))
            {
                inner.Declare(symbol);
            }

            if (!plain && passed.Count > 0)
            {
                emitter.EndWith($"{fork.Heads[i].Node.DisplayName}: result", end => context.Dialect.End(
                    end,
                    "Gives the values that the parallel path has set",
                    [.. passed.Select(value => KeyValuePair.Create<string, Expr>(value.Outer, Variable(value.Inner, value.Symbol)))]));
            }

            (string startAt, OrderedDictionary<string, State> states) = emitter.Emit(plain ? null : Start(branch, inner, results), $"{fork.Heads[i].Node.DisplayName}: variables");
            branches.Add(new() { StartAt = startAt, States = states });
            Expr result = Dialect.ResultOf(i);
            assign.AddRange(passed.Select(value => KeyValuePair.Create(value.Outer, plain ? result : new Member(result, value.Outer, false, 0))));
        }

        ParallelState state = new()
        {
            Name = name,
            Comment = From(fork),
            Branches = branches,
            Assign = assign.Count == 0 ? null : new Template(context.Dialect.Object(assign, afterTask: true)),
            Catch = Catchers(Region.Hoisted(fork).Select(hoisted => hoisted.Edge)),
        };
        if (fork.Plan!.Join.Node.Type == "Elsa.FlowJoin")
        {
            context.SourceMap.Add(new(fork.Plan.Join.Node.Id, PointerOf(name), name, "join"));
        }

        return Onward(state, fork.Plan.Join);
    }

    /// <summary>A branch of one activity needs no state for its result: its output is the result.</summary>
    private bool IsOneTask(Region branch, IReadOnlyList<Symbol> results)
    {
        List<Step> level = [.. branch.Level().Where(step => step.Kind != StepKind.Silent)];
        return results.Count == 1 && level is [{ Kind: StepKind.Work } only] && results[0].Equals(new OutputSymbol(only)) && !context.Plan.Readers(results[0]).Any(level.Contains);
    }

    private static Reference Variable(string name, Symbol symbol) =>
        new(ReferenceRoot.Variable, name, symbol is VariableSymbol variable ? variable.Type : DataType.Unknown, true);

    private State EmitForEach(Step loop, string name)
    {
        StepCode code = context.CodeOf(loop);
        MapState map = new()
        {
            Name = name,
            Comment = From(loop),
            ItemProcessor = new() { StartAt = "", States = [], ProcessorConfig = new("INLINE", null) },
            Retry = code.Handling.Retry,
            MaxConcurrency = loop.Node.Type == "Elsa.ForEach" ? NumberData.Of(1) : loop.Node.CustomProperties["imageflow:maxConcurrency"] as NumberData,
        };
        if (code.Items is { } items && context.Try(loop, items.Source, () => context.Dialect.Items(map, Place(items.Value, loop))) is { } made)
        {
            map = made;
        }

        if (loop.Body is { } body)
        {
            Region inside = Region.Of(body);
            List<(Symbol Symbol, string Key)> passed = loop.IsDistributed ? [.. Passed(body)] : [];
            VariableScope inner = loop.IsDistributed ? scope.Apart() : scope.Inner();
            GraphEmitter emitter = new(context, inner, inside, $"{PointerOf(name)}/ItemProcessor");
            foreach (Symbol symbol in context.Plan.WrittenIn(inside))
            {
                inner.Declare(symbol);
            }

            if (loop.IsDistributed)
            {
                // The results of all items together may pass 256 KiB, and nothing reads them.
                emitter.EndWith($"{loop.Node.DisplayName}: item done", end => context.Dialect.End(end, "Gives nothing, so that the results of many items stay small", []));
                map = map with { ItemProcessor = map.ItemProcessor with { ProcessorConfig = new("DISTRIBUTED", "STANDARD") }, ItemSelector = WithPassed(map, passed) };
            }

            (string startAt, OrderedDictionary<string, State> states) = emitter.Emit(Start(inside, inner, [], loop, passed), $"{loop.Node.DisplayName}: item");
            map = map with { ItemProcessor = map.ItemProcessor with { StartAt = startAt, States = states } };
        }

        return Onward(map with { Catch = Catchers(loop.Errors) }, loop.Next!);
    }

    private const string PassedMember = "Variables";

    /// <summary>What the body of a distributed Map reads of what is around it, and the name under which it gets it.</summary>
    private IEnumerable<(Symbol Symbol, string Key)> Passed(FlowGraph body)
    {
        IEnumerable<Symbol> used = AllSteps(body).SelectMany(step => context.CodeOf(step).Uses).Select(use => use.Symbol).Distinct();
        return used.Where(symbol => symbol is ExecutionInputSymbol || scope.Find(symbol) is not null).Select(symbol => (symbol, scope.Find(symbol) ?? "input"));
    }

    private static IEnumerable<Step> AllSteps(FlowGraph graph) => graph.Steps.SelectMany(step => step.Body is null ? [step] : AllSteps(step.Body).Prepend(step));

    /// <summary>A distributed Map's item selector sees the variables; its body does not.</summary>
    private ObjectData WithPassed(MapState map, IReadOnlyList<(Symbol Symbol, string Key)> passed)
    {
        ObjectData selector = (ObjectData)map.ItemSelector!.Source;
        if (passed.Count == 0)
        {
            return selector;
        }

        ObjectData variables = context.Dialect.Object(passed.Select(value => KeyValuePair.Create<string, Expr>(
            value.Key,
            scope.Find(value.Symbol) is { } variable ? Variable(variable, value.Symbol) : new Reference(ReferenceRoot.ExecutionInput, null, DataType.Object, true))));
        return selector.With(PassedMember, variables);
    }

    /// <summary>The state that sets a branch's own copies of variables, or a loop's item, before anything reads them.</summary>
    private Func<string, State>? Start(Region inside, VariableScope inner, IReadOnlyList<Symbol> results, Step? loop = null, IReadOnlyList<(Symbol Symbol, string Key)>? passed = null)
    {
        List<KeyValuePair<string, Expr>> values = [];
        foreach ((Symbol symbol, string key) in passed ?? [])
        {
            values.Add(KeyValuePair.Create<string, Expr>(inner.Declare(symbol), new Member(new Member(new Reference(ReferenceRoot.StateInput, null, DataType.Object, true), PassedMember, false, 0), key, false, 0)));
        }

        foreach (Symbol symbol in context.Plan.WrittenIn(inside).Where(symbol => symbol is not ErrorSymbol && context.Plan.NeedsStart(symbol, inside, results.Contains(symbol))))
        {
            Expr value = scope.Find(symbol) is { } outer && symbol is VariableSymbol ? Variable(outer, symbol) : new Literal(NullData.Instance);
            values.Add(KeyValuePair.Create(inner.Declare(symbol), value));
        }

        if (loop is not null && context.Plan.IsRead(new ItemSymbol(loop)))
        {
            values.Add(KeyValuePair.Create<string, Expr>(inner.Declare(new ItemSymbol(loop)), new Reference(ReferenceRoot.StateInput, null, DataType.Object, true)));
        }

        return values.Count == 0 ? null : next => new PassState
        {
            Name = "",
            Comment = loop is null ? "Sets the variables of this path" : "Keeps the item for later states",
            Assign = context.Dialect.Object(values),
            Next = next,
        };
    }
}
