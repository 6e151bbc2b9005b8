using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>Scripts that run in Node.js before the state that needs their value: a Task for each, which leaves the state's input as it is.</summary>
internal sealed partial class GraphEmitter
{
    /// <summary>What AWS advises to retry, because the function was never run (Step Functions, "Handle Lambda service exceptions").</summary>
    private static readonly Retrier LambdaTrouble = new()
    {
        ErrorEquals = ["Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException"],
        IntervalSeconds = 1,
        MaxAttempts = 3,
        BackoffRate = 2,
    };

    private static string ScriptTitle(Step step, StepScript script) => $"{TitleOf(step)}: {script.Symbol.Part}";

    /// <summary>The title of the first state that is made for a step.</summary>
    private string FirstTitleOf(Step step) => context.CodeOf(step).Scripts is [var first, ..] ? ScriptTitle(step, first) : TitleOf(step);

    /// <summary>Makes the states of the step's scripts; gives the name of the state that comes after them.</summary>
    private string EmitScripts(Step step, string first)
    {
        IReadOnlyList<StepScript> scripts = context.CodeOf(step).Scripts;
        string name = first;
        for (int i = 0; i < scripts.Count; i++)
        {
            string next = context.StateNames.Take(i + 1 < scripts.Count ? ScriptTitle(step, scripts[i + 1]) : TitleOf(step));
            states[name] = EmitScript(step, scripts[i], name) with { Next = next };
            context.SourceMap.Add(new(step.Node.Id, PointerOf(name), name, "script"));
            name = next;
        }

        return name;
    }

    private TaskState EmitScript(Step step, StepScript script, string name)
    {
        string function = context.Manifest.Find(StepScript.ActivityType)?.Aws is LambdaForm form ? form.FunctionName : StepScript.FunctionName;
        TaskState task = new()
        {
            Name = name,
            Comment = $"Evaluates the JavaScript of {step.Node.DisplayName}, which has no exact form in {(context.Dialect.Language == QueryLanguage.Jsonata ? "JSONata" : "JSONPath")}",
            Resource = LambdaInvoke,
            Retry = [LambdaTrouble],
            Catch = Catchers(step.Errors),
        };
        Reference result = new(ReferenceRoot.Result, null, DataType.Object, true) { Shape = [KeyValuePair.Create("Payload", DataType.Object)] };
        Member payload = new(result, "Payload", false, 0);
        List<KeyValuePair<string, Expr>> values = [KeyValuePair.Create<string, Expr>(scope.Declare(script.Symbol), new Member(payload, "result", false, 0))];
        values.AddRange(script.Sets.Select(set => KeyValuePair.Create<string, Expr>(scope.Declare(set.Value), new Member(new Member(payload, "variables", false, 0), set.Key, false, 0))));
        if (script.Outcomes is { } outcomes && context.Plan.IsRead(outcomes))
        {
            values.Add(KeyValuePair.Create<string, Expr>(scope.Declare(outcomes), new Member(payload, "outcomes", false, 0)));
        }

        ObjectLiteral arguments = new([new("FunctionName", new Literal(function)), new("Payload", script.Payload)], 0);
        TaskState made = context.Try(step, script.Source, () => context.Dialect.Task(task, Place(arguments, step), result) with
        {
            Assign = context.Dialect.Object(values, afterTask: true),
        }) ?? task;
        return context.Dialect.Language == QueryLanguage.Jsonata ? made with { Output = new StringData("{% $states.input %}") } : made with { ResultPath = NullData.Instance };
    }
}
