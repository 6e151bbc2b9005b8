using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Workflows.Lowering;
using ImageFlow.Workflows.StateFlows;

namespace ImageFlow.Workflows;

/// <summary>How to compile.</summary>
public sealed record CompileOptions
{
    /// <summary>
    /// The query language of the state machine. Default: what the workflow says in
    /// <c>customProperties["imageflow:queryLanguage"]</c> (<c>jsonata</c> or <c>jsonpath</c>), else JSONata.
    /// </summary>
    public QueryLanguage? QueryLanguage { get; init; }

    /// <summary>
    /// Whether parallel paths that cross, and so have no form as nested Parallel states, run one after the other. Default
    /// <see langword="false"/>, or what <c>customProperties["imageflow:sequentialise"]</c> says: they are refused (FLOW0109).
    /// </summary>
    public bool Sequentialise { get; init; }

    /// <summary>
    /// Whether a join of the mode WaitAny becomes a Parallel state whose first path to arrive ends it by an error. Default
    /// <see langword="false"/>, or what <c>customProperties["imageflow:emulateWaitAny"]</c> says: it is refused (FLOW0110).
    /// </summary>
    public bool EmulateWaitAny { get; init; }

    /// <summary>
    /// Other workflows that this one may call. One that is called with <c>customProperties["imageflow:inline"]</c>, or all of them with
    /// <see cref="InlineWorkflows"/>, is drawn into this one; of the others the declared inputs and outputs are used. Default: none.
    /// </summary>
    public IReadOnlyList<WorkflowDefinition> Workflows { get; init; } = [];

    /// <summary>Whether workflows that this one waits for are drawn into it. Default <see langword="false"/>: they are started as executions of their own.</summary>
    public bool InlineWorkflows { get; init; }
}

/// <summary>What came of compiling a workflow.</summary>
/// <param name="StateMachine"><see langword="null"/> where an error keeps the workflow from being compiled.</param>
/// <param name="AslJson">The state machine as indented JSON with a newline at its end.</param>
/// <param name="Diagnostics">Everything that was found, all at once.</param>
/// <param name="SourceMap">Which node became which states.</param>
public sealed record CompileResult(StateMachine? StateMachine, string? AslJson, IReadOnlyList<Diagnostic> Diagnostics, SourceMap SourceMap)
{
    /// <summary>The definition ids of the workflows that it starts as executions: each is a state machine of the name that <see cref="WorkflowCompiler.MachineName"/> gives.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];
}

/// <summary>Compiles workflows to state machines in the Amazon States Language.</summary>
public static class WorkflowCompiler
{
    /// <summary>The name of the state machine that a workflow becomes where others start it: its definition's id with what Step Functions allows.</summary>
    public static string MachineName(string definitionId) => ElsaServices.MachineName(definitionId);

    /// <summary>Compiles, and checks the result as AWS would. Never throws for a bad workflow: what is wrong is a diagnostic that names the node.</summary>
    public static CompileResult Compile(WorkflowDefinition definition, ActivityManifest manifest, CompileOptions? options = null) =>
        StateTypes.IsStateFlow(definition.Root)
            ? new StateFlowLowering(definition, manifest, options ?? new()).Run()
            : new MachineLowering(definition, manifest, options ?? new()).Run();
}
