using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>Something of the flow that has a value while it runs; where it lies in the state machine is decided later.</summary>
internal abstract record Symbol
{
    /// <summary>What the ASL variable is called if it needs one.</summary>
    public abstract string PreferredName { get; }
}

internal sealed record VariableSymbol(string Id, string Name, DataType Type) : Symbol
{
    public override string PreferredName => Name;
}

/// <summary>The output of an activity: an object.</summary>
internal sealed record OutputSymbol(Step Step) : Symbol
{
    public override string PreferredName => Step.Node.Name ?? Step.Node.DisplayName;
}

/// <summary>An output of the workflow.</summary>
internal sealed record WorkflowOutputSymbol(string Name) : Symbol
{
    public override string PreferredName => "output_" + Name;
}

/// <summary>The error that was caught last: an object with <c>Error</c> and <c>Cause</c>.</summary>
internal sealed record ErrorSymbol : Symbol
{
    public override string PreferredName => "caughtError";
}

/// <summary>The item of a loop: an object with <c>CurrentValue</c> and <c>CurrentIndex</c>.</summary>
internal sealed record ItemSymbol(Step Loop) : Symbol
{
    public override string PreferredName => "item";
}

/// <summary>What a loop that counts keeps: <c>CurrentValue</c>, <c>CurrentIndex</c>, and its items or bounds.</summary>
internal sealed record LoopSymbol(Step Head, string Part, DataType Type) : Symbol
{
    public override string PreferredName => Part;
}

/// <summary>The outcomes that a script or a workflow inside this one has set: a list of names.</summary>
internal sealed record OutcomesSymbol(Step Step) : Symbol
{
    public override string PreferredName => "outcomes";
}

/// <summary>Whether a parallel path has arrived at the join, or a step of a serialised region is to run.</summary>
internal sealed record ArrivedSymbol(Step Fork, int Path) : Symbol
{
    public override string PreferredName => $"arrived_{Path + 1}";
}

/// <summary>The input of the execution.</summary>
internal sealed record ExecutionInputSymbol : Symbol
{
    public override string PreferredName => "input";
}

/// <summary>A symbol in an expression.</summary>
internal sealed record SymbolUse(Symbol Symbol, DataType Type, bool IsDefinite = true) : Expr(0)
{
    public IReadOnlyList<KeyValuePair<string, DataType>>? Shape { get; init; }

    public bool MayBeNull { get; init; }
}
