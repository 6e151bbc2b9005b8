using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Graph;

/// <summary>What a step does; each activity becomes one step with something to do, and silent ones where paths meet.</summary>
internal enum StepKind
{
    /// <summary>Does nothing: a start, a place where paths meet, the end of a container.</summary>
    Silent,

    /// <summary>An activity of the manifest.</summary>
    Work,

    /// <summary>Sets a variable.</summary>
    SetVariable,

    /// <summary>Sets an output of the workflow.</summary>
    SetOutput,

    /// <summary>Does nothing but is shown: a line of text for people.</summary>
    Note,
    Wait,
    Decide,
    Fork,

    /// <summary>Runs its body for each item.</summary>
    ForEach,

    /// <summary>Ends the whole workflow.</summary>
    Finish,

    /// <summary>Fails the whole workflow.</summary>
    Fault,

    /// <summary>Sets what a loop begins with: its counter, or its items.</summary>
    LoopStart,

    /// <summary>Brings a loop's counter to its next value.</summary>
    LoopNext,

    /// <summary>What started the workflow, from outside: its outputs are the execution's input.</summary>
    Trigger,

    /// <summary>Computes a value: Elsa.RunJavaScript in the subset.</summary>
    Script,

    /// <summary>Sets symbols that the compiler made: <see cref="Step.Assigns"/>.</summary>
    Assign,

    /// <summary>Begins a workflow that is drawn into this one: gives it its inputs.</summary>
    Call,

    /// <summary>Ends such a workflow: takes its outputs.</summary>
    Return,

    /// <summary>Leaves a parallel path or a loop over items at once: raises an error that is caught further out.</summary>
    Escape,
}

/// <summary>How a place where paths meet waits (elsa-core, FlowJoinMode).</summary>
internal enum JoinMode
{
    WaitAllActive,
    WaitAll,
    WaitAny,
}

/// <summary>A vertex of the control flow. Mutable while the graph is built and planned; only the graph's builder and planner write.</summary>
internal sealed class Step(int index, StepKind kind, ActivityNode node, FlowContainer container)
{
    public int Index { get; } = index;

    public StepKind Kind { get; set; } = kind;

    public ActivityNode Node { get; } = node;

    public FlowContainer Container { get; } = container;

    public Step? Next { get; set; }

    /// <summary>Of a decision: tried in order; <see cref="Next"/> is the way where none holds.</summary>
    public List<DecisionCase> Cases { get; } = [];

    /// <summary>Of a fork: where its branches begin. After planning, one for each branch of the Parallel state.</summary>
    public List<Step> Heads { get; set; } = [];

    /// <summary>Of a fork, after planning.</summary>
    public ForkPlan? Plan { get; set; }

    public List<ErrorEdge> Errors { get; } = [];

    /// <summary>Where errors go of the composites around the step; they are its own where a script of it runs as a task.</summary>
    public IReadOnlyList<ErrorEdge> Around { get; init; } = [];

    /// <summary>Of a step that runs its body for each item.</summary>
    public FlowGraph? Body { get; set; }

    /// <summary>Of a step that runs its body for each item: whether each is an execution of its own (a distributed Map).</summary>
    public bool IsDistributed { get; set; }

    /// <summary>The innermost loop around the step.</summary>
    public LoopScope? Loop { get; init; }

    /// <summary>The workflow that the step belongs to, where that is drawn into another one.</summary>
    public Frame? Frame { get; init; }

    /// <summary>Of the steps that begin and end a workflow that is drawn in: that workflow.</summary>
    public Frame? Called { get; set; }

    /// <summary>Of the steps that make up a loop's own control: that loop.</summary>
    public LoopScope? OwnLoop { get; set; }

    /// <summary>Of <see cref="StepKind.Assign"/>: what is set.</summary>
    public IReadOnlyList<KeyValuePair<Symbol, Expr>> Assigns { get; set; } = [];

    /// <summary>What the state is called where the node's name does not say it.</summary>
    public string? Title { get; init; }

    /// <summary>How paths wait that meet here, where the drawing says so.</summary>
    public JoinMode? Join { get; set; }

    /// <summary>Whether leaving here ends the container at once, whatever else runs in it.</summary>
    public bool EndsContainer { get; set; }

    /// <summary>Whether it ends the workflow that it stands in, which is drawn into another one.</summary>
    public bool EndsFrame { get; init; }

    /// <summary>Whether it is an Elsa.Break.</summary>
    public bool LeavesLoop { get; set; }

    /// <summary>The steps that follow when nothing fails.</summary>
    public IEnumerable<Step> Successors
    {
        get
        {
            foreach (DecisionCase one in Cases)
            {
                yield return one.Target;
            }

            foreach (Step head in Heads)
            {
                yield return head;
            }

            if (Next is not null)
            {
                yield return Next;
            }
        }
    }

    public IEnumerable<Step> AllSuccessors => Successors.Concat(Errors.Select(edge => edge.Target));

    /// <summary>Lets every way on from here lead to what <paramref name="replace"/> gives for its target.</summary>
    public void Redirect(Func<Step, Step> replace)
    {
        Next = Next is null ? null : replace(Next);
        for (int i = 0; i < Cases.Count; i++)
        {
            Cases[i] = Cases[i] with { Target = replace(Cases[i].Target) };
        }

        for (int i = 0; i < Heads.Count; i++)
        {
            Heads[i] = replace(Heads[i]);
        }

        for (int i = 0; i < Errors.Count; i++)
        {
            Errors[i] = Errors[i] with { Target = replace(Errors[i].Target) };
        }
    }

    public override string ToString() => $"{Index} {Kind} {Node.DisplayName}";
}

/// <param name="Label">The port's name.</param>
/// <param name="Condition">Which expression of the node decides: its member and, for a list of cases, the index.</param>
internal sealed record DecisionCase(string Label, ConditionPlace Condition, Step Target);

/// <summary>Where a condition stands in its node.</summary>
internal sealed record ConditionPlace(string Member, int? Case = null)
{
    /// <summary>Holds where none of the node's cases does.</summary>
    public bool NoneOfCases { get; init; }

    /// <summary>Holds where the list that the member gives has more items than this.</summary>
    public int? MoreItemsThan { get; init; }

    /// <summary>A condition that the compiler made.</summary>
    public Expr? Made { get; init; }
}

/// <param name="Error">An error name, or <see cref="Any"/>.</param>
internal sealed record ErrorEdge(string Error, Step Target)
{
    /// <summary>The port that takes every error.</summary>
    public const string Any = "Error";

    /// <summary>Whether it is no accident, but how a step leaves its parallel path.</summary>
    public bool IsEscape { get; init; }
}

/// <summary>A composite whose activities share one end; for a flowchart, the end is where every path leads that leads nowhere else.</summary>
internal sealed class FlowContainer(ActivityNode node)
{
    public ActivityNode Node { get; } = node;

    /// <summary>Set by the builder before anything refers to it.</summary>
    public Step Exit { get; set; } = null!;
}

/// <summary>The control flow of a workflow or of one loop's body.</summary>
internal sealed class FlowGraph(Step entry, FlowContainer container, List<Step> steps)
{
    public Step Entry { get; } = entry;

    public FlowContainer Container { get; } = container;

    /// <summary>The steps in the order in which they were made; a body's steps are in its own graph.</summary>
    public IReadOnlyList<Step> Steps => steps;

    /// <summary>Adds a step that planning made.</summary>
    public Step Add(Step step)
    {
        steps.Add(step);
        return step;
    }
}

/// <summary>A fork as a Parallel state.</summary>
/// <param name="Join">The step after the Parallel.</param>
/// <param name="Members">For each head, the steps of its branch.</param>
internal sealed record ForkPlan(Step Join, IReadOnlyList<HashSet<Step>> Members);
