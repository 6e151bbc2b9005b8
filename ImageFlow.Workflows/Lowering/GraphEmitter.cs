using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>Makes the states of one graph: the machine's, a branch's, or those of a loop's body.</summary>
/// <param name="pointer">Where the graph stands in the ASL document.</param>
internal sealed partial class GraphEmitter(LoweringContext context, VariableScope scope, Region region, string pointer)
{
    private readonly OrderedDictionary<string, State> states = [];
    private readonly Dictionary<Step, string> names = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Step> open = new();
    private readonly Queue<Step> handlers = new();
    private readonly List<Step> discovered = [];
    private string? endName;

    /// <summary>The state that ends the graph where plain <c>End: true</c> does not do; made when first needed.</summary>
    private Func<string, State> makeEnd = name => new SucceedState { Name = name };

    private string endTitle = "Done";
    private bool endIsNeeded;

    /// <summary>Whether the graph is one task whose output leaves it as the graph's output, so that no variable is needed for it.</summary>
    private bool outputIsResult;

    /// <summary>Makes every end of the graph lead to one state that gives the output.</summary>
    public void EndWith(string title, Func<string, State> make)
    {
        endTitle = title;
        makeEnd = make;
        endIsNeeded = true;
    }

    /// <param name="start">Makes the state that sets variables first, given the name of what follows; <see langword="null"/> where none is needed.</param>
    public (string StartAt, OrderedDictionary<string, State> States) Emit(Func<string, State>? start = null, string startTitle = "Set variables")
    {
        string? startName = start is null ? null : context.StateNames.Take(startTitle);
        if (startName is not null)
        {
            states[startName] = new PassState { Name = startName }; // keeps the first place
        }

        string first = NextName(region.Entry);
        OpenDiscovered();
        Drain();
        if (start is not null)
        {
            states[startName!] = start(first) with { Name = startName! };
            context.SourceMap.Add(new(region.Entry.Node.Id, PointerOf(startName!), startName!, "variables"));
        }

        if (endName is not null)
        {
            states[endName] = makeEnd(endName);
        }

        return (startName ?? first, states);
    }

    private void Drain()
    {
        while (true)
        {
            while (open.TryPop(out Step? step))
            {
                EmitStep(step);
            }

            if (!handlers.TryDequeue(out Step? handler))
            {
                return;
            }

            if (!names.TryGetValue(handler, out string? name) || !states.ContainsKey(name))
            {
                open.Push(handler);
            }
        }
    }

    private void EmitStep(Step step)
    {
        string name = names[step];
        if (states.ContainsKey(name))
        {
            return;
        }

        states[name] = new PassState { Name = name }; // keeps its place while what follows is named
        name = EmitScripts(step, name);
        states[name] = new PassState { Name = name };
        State state = step.Kind switch
        {
            StepKind.Work => EmitWork(step, name),
            StepKind.SetVariable or StepKind.SetOutput or StepKind.LoopStart or StepKind.LoopNext or StepKind.Script or StepKind.Assign or StepKind.Trigger or StepKind.Call or StepKind.Return => EmitAssign(step, name),
            StepKind.Wait => EmitWait(step, name),
            StepKind.Decide => EmitDecision(step, name),
            StepKind.Fork => EmitFork(step, name),
            StepKind.ForEach => EmitForEach(step, name),
            StepKind.Finish => EmitFinish(step, name),
            StepKind.Fault => EmitFault(step, name),
            StepKind.Escape => EmitEscape(step, name),
            _ => Onward(new PassState { Name = name, Comment = From(step) }, step.Next!),
        };
        states[name] = state;
        context.SourceMap.Add(new(step.Node.Id, PointerOf(name), name, state.Type.ToLowerInvariant()) { Why = Explanation.Of(step, context.Manifest) });
        OpenDiscovered();
    }

    /// <summary>What was named first comes first, so that the document follows the main path.</summary>
    private void OpenDiscovered()
    {
        for (int i = discovered.Count - 1; i >= 0; i--)
        {
            open.Push(discovered[i]);
        }

        discovered.Clear();
    }

    private string PointerOf(string state) => $"{pointer}/States/{Reading.JsonPointer.Escape(state)}";

    /// <summary>Follows silent steps to one that becomes a state; <see langword="null"/> at the end of the graph.</summary>
    private Step? Resolve(Step? step)
    {
        HashSet<Step> seen = [];
        while (step is not null && region.Contains(step) && seen.Add(step))
        {
            if (step.Kind == StepKind.Fork && step.Heads.Count == 1)
            {
                step = step.Heads[0];
            }
            else if (step.Kind != StepKind.Silent && !(step.Kind == StepKind.Fork && step.Heads.Count == 0))
            {
                return step;
            }
            else
            {
                step = step.Next;
            }
        }

        return null;
    }

    /// <summary>The name of the state at a step; where that is the graph's end, of a state that ends it.</summary>
    private string NextName(Step target, bool isHandler = false)
    {
        if (Resolve(target) is not { } step)
        {
            return NameEnd();
        }

        if (!names.TryGetValue(step, out string? name))
        {
            names[step] = name = context.StateNames.Take(FirstTitleOf(step));
        }

        if (isHandler)
        {
            handlers.Enqueue(step);
        }
        else
        {
            discovered.Add(step);
        }

        return name;
    }

    private string NameEnd()
    {
        if (endName is null)
        {
            endName = context.StateNames.Take(endTitle);
            states[endName] = new SucceedState { Name = endName }; // keeps its place
        }

        return endName;
    }

    private static string TitleOf(Step step) => step.Title is { } title ? title : step.Kind == StepKind.Fork && step.Node.Type != "Elsa.FlowFork" && step.Node.Type != "Elsa.Parallel"
        ? $"After {step.Node.DisplayName}"
        : step.Node.DisplayName;

    /// <summary>Lets the state go on to a step, or end the graph.</summary>
    private State Onward(State state, Step target)
    {
        if (Resolve(target) is null && !endIsNeeded)
        {
            return state with { End = true };
        }

        return state with { Next = NextName(target) };
    }

    private static string From(Step step) =>
        (step.Node.Metadata["description"] as StringData)?.Value is { Length: > 0 } description ? description : $"{step.Node.Type} {step.Node.Name ?? step.Node.Id}";

    private Expr Place(Expr expression, Step step) => context.Place(expression, step, scope);
}
