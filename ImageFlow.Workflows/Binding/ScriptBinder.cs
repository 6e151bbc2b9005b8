using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>Replaces Elsa's helper functions in a script by what they stand for in the flow.</summary>
internal sealed class ScriptBinder(FlowNames names, Step step, Func<Step, Expr?> lastResult)
{
    /// <exception cref="ExpressionException">A helper refers to something that is not there.</exception>
    public Expr Bind(Expr script) => ExprWalk.Replace(script, BindOne);

    private Expr? BindOne(Expr expression) => expression switch
    {
        Member { Target: Name { Text: "variables" or "Variables" } } variable => Variable(variable.Property, variable.At),
        Call { Callee: Name { Text: "getVariable" } } call => Variable(Text(call, 0), call.At),
        Call { Callee: Name { Text: "getInput" } } call => names.Input(Text(call, 0), step),
        Call { Callee: Name { Text: "getOutputFrom" } } call => names.Output(Text(call, 0), call.Arguments.Count > 1 ? Text(call, 1) : null, call.At, step),
        Call { Callee: Name { Text: "getLastResult" } } call => lastResult(step) ?? throw new ExpressionException(
            "FLOW0208",
            "Which result is the last one depends on the path that the flow takes.",
            "Name the activity: getOutputFrom(\"Activity\", \"output\").",
            call.At),
        Call { Callee: Name { Text: "getError" }, Arguments.Count: 0 } => new SymbolUse(new ErrorSymbol(), DataType.Object)
        {
            Shape = [KeyValuePair.Create("Error", DataType.String), KeyValuePair.Create("Cause", DataType.String)],
        },
        Call { Callee: Name { Text: "getWorkflowInstanceId" } } => new Member(Context("Execution"), "Id", false, 0),
        Call { Callee: Name { Text: "setVariable" or "setOutcome" or "setOutcomes" or "setCorrelationId" or "setWorkflowInstanceName" } helper } call => throw new ExpressionException(
            "FLOW0202",
            $"'{helper.Text}' changes the flow from within an expression.",
            "Use a SetVariable or a decision for it.",
            call.At),
        Call { Callee: Name { Text: var helper }, Arguments.Count: 0 } call when helper.StartsWith("get", StringComparison.Ordinal) && helper.Length > 3 => Getter(helper[3..], call.At),
        _ => null,
    };

    /// <summary>A member of the context object (ASL, "The Context Object").</summary>
    public static Reference Context(string member) => new(ReferenceRoot.Context, member, DataType.Object, true)
    {
        Shape = [KeyValuePair.Create("Id", DataType.String), KeyValuePair.Create("Name", DataType.String), KeyValuePair.Create("StartTime", DataType.String), KeyValuePair.Create("Token", DataType.String)],
    };

    /// <summary><c>getX()</c>: a loop's item, a variable, an input, or <c>getXFromY()</c> an activity's output.</summary>
    private Expr Getter(string name, int at)
    {
        if (LoopValues.Find(step, name, names) is { } value)
        {
            return value;
        }

        if (names.FindVariable(name, step) is { } variable)
        {
            return FlowNames.Use(variable, step.Frame);
        }

        if (names.FindInput(name, step) is { } input)
        {
            return names.Input(input.Name, step);
        }

        int from = name.IndexOf("From", StringComparison.Ordinal);
        if (from > 0 && from + 4 < name.Length)
        {
            return names.Output(name[(from + 4)..], name[..from], at, step);
        }

        throw new ExpressionException("FLOW0204", $"The helper 'get{name}' stands for no variable, input or activity of this flow.", "Declare the variable or input, or correct the name.", at);
    }

    private Expr Variable(string name, int at)
    {
        if (LoopValues.Find(step, name, names) is { } value)
        {
            return value;
        }

        return names.FindVariable(name, step) is { } variable
            ? FlowNames.Use(variable, step.Frame)
            : throw new ExpressionException("FLOW0115", $"There is no variable '{name}' in this flow.", "Declare the variable, or correct the name.", at);
    }

    private static string Text(Call call, int index) => index < call.Arguments.Count && call.Arguments[index] is Literal { Value: StringData text }
        ? text.Value
        : throw new ExpressionException("FLOW0202", "The name must be written out here as a string.", "Write the name in quotes.", call.At);
}
