namespace ImageFlow.Activities.EvaluateJavaScript;

/// <summary>
/// Evaluates JavaScript that has no JSONata form. The compiler puts it before the state that needs the value; a flow can also use it as
/// an activity of its own. On AWS it is a Node.js Lambda with inline code, locally a process with the same code.
/// </summary>
internal static class EvaluateJavaScriptActivity
{
    /// <summary>The source of both, at most 4,096 characters (CloudFormation, <c>AWS::Lambda::Function Code</c>, <c>ZipFile</c>).</summary>
    public static string Source { get; } = ReadSource();

    public static ActivityDescription Description { get; } = new()
    {
        Name = "EvaluateJavaScript",
        DisplayName = "Evaluate JavaScript",
        Category = "Flow",
        Description = "Evaluates a JavaScript expression or script over values of the flow, in Node.js without access to files, processes or the network.",
        Inputs = MemberReader.Inputs<EvaluateJavaScriptInput>(),
        Outputs = MemberReader.Outputs<EvaluateJavaScriptOutput>(),
        Errors = [new(nameof(ExpressionError), "The expression is no JavaScript, throws, or takes too much time or memory.")],
        Aws = new LambdaBinding(LambdaActivity.FunctionNamePrefix + "EvaluateJavaScript", Memory: 256, Timeout: 10) { Runtime = "nodejs22.x", Source = Source },
        Handler = (input, _, cancellationToken) => NodeEvaluation.RunAsync(input, cancellationToken),
    };

    private static string ReadSource()
    {
        using Stream resource = typeof(EvaluateJavaScriptActivity).Assembly.GetManifestResourceStream("ImageFlow.Activities.EvaluateJavaScript.index.js")!;
        using StreamReader reader = new(resource);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

internal sealed record EvaluateJavaScriptInput
{
    [Input("Expression", "An expression, or statements with a return. It sees the values by getVariable(\"name\"), variables.name and getName().", Required = true, UiHint = "multiline")]
    public string Expression { get; init; } = "";

    [Input("Variables", "The values that the expression can use, by name.")]
    public object? Variables { get; init; }
}

internal sealed record EvaluateJavaScriptOutput
{
    [Output("What the expression gives, as JSON; null where it gives nothing.", Nullable = true)]
    public object? Result { get; init; }
}

/// <summary>An expression cannot be evaluated.</summary>
public sealed class ExpressionError(string message) : ActivityException(message);
