using System.Globalization;
using System.Net;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>Where a workflow meets the world: what starts it, and what it answers.</summary>
internal sealed partial class StepBinder
{
    /// <summary>The output that an Elsa.WriteHttpResponse sets: <c>statusCode</c>, <c>content</c>, <c>contentType</c>, <c>headers</c>.</summary>
    public const string ResponseOutput = "httpResponse";

    /// <summary>The output that says through which outcomes a workflow ended that others use as an activity.</summary>
    public const string OutcomesOutput = "outcomes";

    /// <summary>What a trigger gives is the execution's input.</summary>
    private List<Assignment> BindTrigger(Step step) =>
        [.. new[] { "result", "parsedContent" }.Select(output => BoundTo(step, output)).OfType<Symbol>().Select(target => Made(step, (target, new SymbolUse(new ExecutionInputSymbol(), DataType.Unknown))))];

    private List<Assignment> BindResponse(Step step)
    {
        List<ObjectMember> members = [new("statusCode", StatusOf(step))];
        foreach ((string input, string name) in new[] { ("content", "content"), ("contentType", "contentType"), ("responseHeaders", "headers") })
        {
            if (BindInput(step, input, "Object") is { } value)
            {
                members.Add(new(name, value.Value));
            }
        }

        return [Made(step, (Own(step, ResponseOutput), new ObjectLiteral(members, 0)))];
    }

    /// <summary>An output that the compiler has made; a workflow that is drawn in has it for itself.</summary>
    private static Symbol Own(Step step, string output) => step.Frame is { } frame ? new VariableSymbol(frame.Prefix + output, output, DataType.Unknown) : new WorkflowOutputSymbol(output);

    private Expr StatusOf(Step step)
    {
        InputValue? input = Inputs.Find(step.Node, "statusCode");
        return input switch
        {
            null => new Literal(NumberData.Of(200)),
            { Language: "Literal" or "Object", Value: StringData name } when Enum.TryParse(name.Value, ignoreCase: true, out HttpStatusCode code) => new Literal(NumberData.Of((int)code)),
            { Language: "Literal" or "Object", Value: StringData text } when int.TryParse(text.Value, CultureInfo.InvariantCulture, out int number) => new Literal(NumberData.Of(number)),
            _ => binder.Bind(input, "Int32", step),
        };
    }

    /// <summary>One outcome, or a list of them.</summary>
    private List<Assignment> BindOutcomes(Step step)
    {
        BoundInput said = BindInput(step, "outcomes", "Object")!;
        Expr list = said.Value is Literal { Value: not ArrayData } or TemplateText ? new ArrayLiteral([said.Value], 0) : said.Value;
        return [new(step.Frame is { } frame ? frame.Outcomes! : new WorkflowOutputSymbol(OutcomesOutput), said with { Value = list })];
    }
}
