using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>What a script gives that runs in Node.js before the step.</summary>
/// <param name="Part">The input that it is for.</param>
/// <param name="Number">Counted from 0 within the step.</param>
internal sealed record ScriptSymbol(Step Step, string Part, int Number) : Symbol
{
    public override string PreferredName => Part;
}

/// <summary>A script that runs in Node.js before the step (docs/expressions.md).</summary>
/// <param name="Payload">The event of <c>ImageFlow.EvaluateJavaScript</c>: an object.</param>
/// <param name="Sets">Variables of the flow that it sets, by the names that it knows them by.</param>
internal sealed record StepScript(ScriptSymbol Symbol, ObjectLiteral Payload, IReadOnlyList<KeyValuePair<string, Symbol>> Sets, InputValue Source)
{
    /// <summary>Where the outcomes go that it sets; <see langword="null"/> where it sets none.</summary>
    public OutcomesSymbol? Outcomes { get; init; }

    /// <summary>The error that it raises.</summary>
    public const string ErrorName = "ExpressionError";

    /// <summary>The function, unless the manifest says otherwise.</summary>
    public const string FunctionName = "imageflow-EvaluateJavaScript";

    public const string ActivityType = "ImageFlow.EvaluateJavaScript";
}
