using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Graph;

/// <summary>
/// Lets a region of parallel paths that are not nested run step by step. That is how Elsa runs them, on one thread: in an order
/// in which each step comes after those that lead to it, with a flag for each that says whether a followed connection leads there
/// (WaitAllActive), or one for each connection of a join that waits for all (WaitAll).
/// </summary>
internal sealed class Serialiser
{
    private readonly Step fork;
    private readonly FlowGraph graph;
    private readonly HashSet<Step> ends;
    private readonly Components components;

    /// <summary>The flags that lead to a step; one, or for a WaitAll join one for each connection.</summary>
    private readonly Dictionary<Step, List<ArrivedSymbol>> flags = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Step> exits = [];
    private int count;

    private Serialiser(Step fork, HashSet<Step> ends, FlowGraph graph)
    {
        this.fork = fork;
        this.graph = graph;
        this.ends = ends;
        components = new(fork.Heads, ends);
    }

    /// <summary>Serialises all that the fork leads to.</summary>
    /// <returns>Whether it could; the reason is reported.</returns>
    public static bool TryApply(Step fork, HashSet<Step> ends, FlowGraph graph, Findings findings)
    {
        Serialiser serialiser = new(fork, ends, graph);
        if (serialiser.components.Contains(fork))
        {
            findings.Error("FLOW0111", fork.Node, $"The paths after '{fork.Node.DisplayName}' lead back to before it.", "Let the paths meet in a join before the flow goes back.");
            return false;
        }

        if (serialiser.components.InOrder().SelectMany(part => part).FirstOrDefault(step => step.Join == JoinMode.WaitAny) is { } race)
        {
            findings.Error("FLOW0110", race.Node, $"'{race.Node.DisplayName}' goes on with the first path that arrives (WaitAny), and where paths cross and run one after the other there is no first.", "Set the mode to WaitAllActive or WaitAll.");
            return false;
        }

        serialiser.Apply();
        findings.Info("FLOW0130", fork.Node, $"The paths after '{fork.Node.DisplayName}' cross, so they run one after the other.", "Let them meet in one FlowJoin if they shall run at the same time.");
        return true;
    }

    private void Apply()
    {
        List<List<Step>> order = [.. components.InOrder().Where(part => !IsThrough(part))];
        List<Step> guards = [.. order.Select(part => Make(StepKind.Decide, part[0], $"{part[0].Node.DisplayName}?"))];
        Step last = Make(StepKind.Silent, fork, "");
        List<ArrivedSymbol> atOnce = [.. fork.Heads.SelectMany(Reach)];
        for (int i = 0; i < order.Count; i++)
        {
            Step next = i + 1 < order.Count ? guards[i + 1] : last;
            HashSet<Step> inside = new(order[i], ReferenceEqualityComparer.Instance);
            foreach (Step step in order[i].Where(step => !step.EndsContainer))
            {
                step.Redirect(target => inside.Contains(target) ? target : Followed(target, next));
            }
        }

        for (int i = 0; i < order.Count; i++)
        {
            Step entry = components.EntryOf(order[i]);
            bool all = entry.Join == JoinMode.WaitAll;
            guards[i].Cases.Add(new("Runs", new("runs") { Made = Condition(FlagsOf(entry), all) }, entry));
            guards[i].Next = i + 1 < order.Count ? guards[i + 1] : last;
        }

        Leave(last);
        fork.Kind = StepKind.Assign;
        fork.Assigns = [.. flags.Values.SelectMany(each => each).Select(flag => KeyValuePair.Create<Symbol, Expr>(flag, new Literal(BooleanData.Of(atOnce.Contains(flag)))))];
        fork.Heads = [];
        fork.Next = guards.Count > 0 ? guards[0] : last;
    }

    /// <summary>After the last step: where the paths left the region; else the container ends.</summary>
    private void Leave(Step last)
    {
        Step at = last;
        foreach (Step exit in exits.Where(exit => exit != fork.Container.Exit))
        {
            Step decide = Make(StepKind.Decide, exit, $"{exit.Node.DisplayName}: reached?");
            decide.Cases.Add(new("Reached", new("reached") { Made = Condition(FlagsOf(exit), all: false) }, exit));
            at.Next = decide;
            at = decide;
        }

        at.Next = fork.Container.Exit;
    }

    /// <summary>What is done where a connection is followed: the flags behind it are set, and the order goes on.</summary>
    private Step Followed(Step target, Step next)
    {
        List<ArrivedSymbol> set = [.. Reach(target).Distinct()];
        if (set.Count == 0)
        {
            return next;
        }

        Step assign = Make(StepKind.Assign, target, $"To {target.Node.DisplayName}");
        assign.Assigns = [.. set.Select(flag => KeyValuePair.Create<Symbol, Expr>(flag, new Literal(BooleanData.True)))];
        assign.Next = next;
        return assign;
    }

    /// <summary>The flags that a connection to this step sets, through steps that do nothing.</summary>
    private IEnumerable<ArrivedSymbol> Reach(Step target)
    {
        if (target == fork.Container.Exit)
        {
            return [];
        }

        if (ends.Contains(target))
        {
            exits.Add(target);
            return FlagsOf(target);
        }

        if (IsThrough(components.Of(target)))
        {
            return target.Successors.SelectMany(Reach);
        }

        if (target.Join == JoinMode.WaitAll)
        {
            ArrivedSymbol flag = new(fork, count++);
            FlagsOf(target, none: true).Add(flag);
            return [flag];
        }

        return FlagsOf(components.EntryOf(components.Of(target)));
    }

    private List<ArrivedSymbol> FlagsOf(Step step, bool none = false)
    {
        if (!flags.TryGetValue(step, out List<ArrivedSymbol>? known))
        {
            flags[step] = known = none ? [] : [new(fork, count++)];
        }

        return known;
    }

    private static Expr Condition(List<ArrivedSymbol> each, bool all) => each
        .Select<ArrivedSymbol, Expr>(flag => new Binary("===", new SymbolUse(flag, DataType.Boolean), new Literal(BooleanData.True), 0))
        .Aggregate((left, right) => new Binary(all ? "&&" : "||", left, right, 0));

    /// <summary>Nothing happens there, and nothing waits.</summary>
    private static bool IsThrough(List<Step> part) =>
        part is [{ EndsContainer: false, Join: not JoinMode.WaitAll, Kind: StepKind.Silent or StepKind.Fork }];

    private Step Make(StepKind kind, Step like, string title) =>
        graph.Add(new(like.Index, kind, like.Node, fork.Container) { Loop = fork.Loop, Frame = fork.Frame, Title = title });
}
