using ImageFlow.Asl.Model;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Binding;

/// <summary>The bound expressions of one step.</summary>
internal sealed record StepCode
{
    /// <summary>Of a task: the payload or the arguments of its service call, an object.</summary>
    public Expr? Arguments { get; init; }

    /// <summary>Of a task: its output, made of the result.</summary>
    public Expr? Output { get; init; }

    /// <summary>Of a task: answers that count as errors.</summary>
    public IReadOnlyList<BoundRule> Rules { get; init; } = [];

    /// <summary>Of a decision, one for each case.</summary>
    public IReadOnlyList<BoundInput> Conditions { get; init; } = [];

    /// <summary>Of a loop.</summary>
    public BoundInput? Items { get; init; }

    /// <summary>Of a wait: a number of seconds.</summary>
    public BoundInput? Seconds { get; init; }

    /// <summary>Of a wait: until when, a text as RFC 3339 wants it.</summary>
    public BoundInput? Until { get; init; }

    /// <summary>Of a decision: what is set on the way of its first case.</summary>
    public IReadOnlyList<Assignment> OnFirstCase { get; init; } = [];

    public BoundInput? Error { get; init; }

    public BoundInput? Cause { get; init; }

    /// <summary>Of a task: its inputs one by one, for findings.</summary>
    public IReadOnlyList<KeyValuePair<string, BoundInput>> Inputs { get; init; } = [];

    /// <summary>Of a task: members of its output that the drawing binds to a variable or to an output of the workflow.</summary>
    public IReadOnlyList<KeyValuePair<Symbol, string>> OutputBindings { get; init; } = [];

    /// <summary>What Node.js evaluates before the step.</summary>
    public IReadOnlyList<StepScript> Scripts { get; init; } = [];

    /// <summary>What the step sets.</summary>
    public IReadOnlyList<Assignment> Assignments { get; init; } = [];

    /// <summary>The symbols that the step gives a value to, but for its own output.</summary>
    public IEnumerable<Symbol> Writes => Assignments.Concat(OnFirstCase).Select(assignment => assignment.Target).Concat(OutputBindings.Select(binding => binding.Key)).Concat(Scripts.SelectMany(script => script.Sets).Select(set => set.Value)).Concat(Scripts.Select(script => script.Outcomes).OfType<Symbol>());

    public ErrorHandling Handling { get; init; } = ErrorHandling.None;

    /// <summary>Everything that the step's expressions refer to.</summary>
    public IEnumerable<SymbolUse> Uses => new[] { Arguments, Output, Items?.Value, Error?.Value, Cause?.Value, Seconds?.Value, Until?.Value }
        .Concat(Conditions.Select(condition => condition.Value))
        .Concat(Assignments.Concat(OnFirstCase).Select(assignment => assignment.Value.Value))
        .Concat(Scripts.Select(script => script.Payload))
        .Concat(Rules.SelectMany(rule => new[] { rule.When, rule.Cause }))
        .OfType<Expr>()
        .SelectMany(ExprWalk.All)
        .OfType<SymbolUse>();
}

/// <param name="Source">Where it stands, for findings.</param>
internal sealed record BoundInput(Expr Value, InputValue Source);

internal sealed record Assignment(Symbol Target, BoundInput Value);

/// <summary>Retry, timeout and heartbeat of a task.</summary>
internal sealed record ErrorHandling(IReadOnlyList<Retrier> Retry, long? TimeoutSeconds, long? HeartbeatSeconds)
{
    public static ErrorHandling None { get; } = new([], null, null);
}
