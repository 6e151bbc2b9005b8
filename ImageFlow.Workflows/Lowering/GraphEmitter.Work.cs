using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>Activities as Task states.</summary>
internal sealed partial class GraphEmitter
{
    private static readonly Reference Result = new(ReferenceRoot.Result, null, DataType.Object, true);

    private const string LambdaInvoke = "arn:aws:states:::lambda:invoke";

    private RecoverableState EmitWork(Step step, string name)
    {
        StepCode code = context.CodeOf(step);
        AwsForm form = context.Manifest.Find(step.Node)!.Aws;
        TaskState task = new()
        {
            Name = name,
            Comment = From(step),
            Resource = form is IntegrationForm integration ? integration.Resource : LambdaInvoke,
            TimeoutSeconds = Seconds(code.Handling.TimeoutSeconds),
            HeartbeatSeconds = Seconds(code.Handling.HeartbeatSeconds),
            Retry = code.Handling.Retry,
        };
        RecoverableState? state = TryTask(step, code, task) is { } made
            ? form is IntegrationForm { HasErrors: true } mapped ? MapErrors(step, code, made, mapped) : WithBindings(step, code, made)
            : null;
        RecoverableState result = state ?? task;
        return (RecoverableState)Onward(result with { Catch = Catchers(step.Errors) }, step.Next!);
    }

    /// <summary>Renders the whole; where that fails, each input on its own, so that the finding names the one in the way.</summary>
    private TaskState? TryTask(Step step, StepCode code, TaskState task)
    {
        int before = context.Findings.All.Count;
        foreach ((string input, BoundInput bound) in code.Inputs)
        {
            _ = context.Try(step, bound.Source, () => context.Dialect.Object([KeyValuePair.Create(input, Place(bound.Value, step))]));
        }

        return context.Findings.All.Count > before
            ? null
            : context.Try(step, null, () => context.Dialect.Task(task, Place(code.Arguments!, step), code.Rules.Count > 0 ? Result : Place(code.Output!, step)));
    }

    private TaskState WithBindings(Step step, StepCode code, TaskState task)
    {
        // In JSONPath, Assign reads what the ResultSelector has made of the result (AWS, "Assigning data in JSONPath").
        Expr output = context.Dialect.Language == QueryLanguage.JsonPath && code.Output is ObjectLiteral ? Result : code.Output!;
        List<KeyValuePair<string, Expr>> values = [.. Bindings(step, code, output)];
        ObjectData? assign = values.Count == 0
            ? null
            : context.Try(step, null, () => context.Dialect.Object(values.Select(value => KeyValuePair.Create(value.Key, Place(value.Value, step))), afterTask: true));
        return assign is null ? task : task with { Assign = assign };
    }

    /// <summary>The variables that a task sets: its whole output where something refers to it, and the members that the drawing binds.</summary>
    private IEnumerable<KeyValuePair<string, Expr>> Bindings(Step step, StepCode code, Expr output)
    {
        OutputSymbol whole = new(step);
        if (!outputIsResult && context.Plan.IsRead(whole))
        {
            yield return KeyValuePair.Create(scope.Declare(whole), output);
        }

        foreach ((Symbol target, string member) in code.OutputBindings)
        {
            Expr value = output is ObjectLiteral literal && literal.Members.FirstOrDefault(candidate => candidate.Key == member) is { } known
                ? known.Value
                : new Member(output, member, false, 0);
            yield return KeyValuePair.Create(scope.Declare(target), value);
        }
    }

    /// <summary>
    /// One branch [Task → Choice → Fail]: a service's error gets the name that the activity declares, and an answer that breaks a rule is
    /// an error. A Fail cannot be caught in its own graph, so that the Parallel around it carries the node's Retry and Catch.
    /// </summary>
    private ParallelState MapErrors(Step step, StepCode code, TaskState task, IntegrationForm form)
    {
        IReadOnlyList<KeyValuePair<string, string>> errors = form.ErrorMap;
        string call = context.StateNames.Take($"{task.Name}: call");
        OrderedDictionary<string, State> inner = [];
        List<Catcher> catchers = [];
        List<State> fails = [];
        foreach (IGrouping<string, KeyValuePair<string, string>> declared in errors.GroupBy(error => error.Value))
        {
            string name = context.StateNames.Take($"{task.Name}: {declared.Key}");
            catchers.Add(new() { ErrorEquals = [.. declared.Select(error => error.Key)], Next = name });
            fails.Add(context.Dialect.Fail(
                new FailState { Name = name, Comment = "The service's error under the name that the activity declares" },
                new Literal(declared.Key),
                new Member(new Reference(ReferenceRoot.StateInput, null, DataType.Object, true), "Cause", false, 0)));
        }

        inner[call] = task with { Name = call, Retry = [], Catch = catchers, End = true };
        if (code.Rules.Count > 0)
        {
            inner[call] = ((TaskState)inner[call]) with { End = false, Next = CheckAnswer(step, code, task.Name, inner, fails) };
        }

        foreach (State fail in fails)
        {
            inner[fail.Name] = fail;
        }

        foreach (State state in inner.Values)
        {
            context.SourceMap.Add(new(step.Node.Id, $"{PointerOf(task.Name)}/Branches/0/States/{Reading.JsonPointer.Escape(state.Name)}", state.Name, state.Type.ToLowerInvariant()));
        }

        ParallelState parallel = context.Dialect.Unwrapped(new()
        {
            Name = task.Name,
            Comment = task.Comment,
            Branches = [new() { StartAt = call, States = inner }],
            Retry = task.Retry,
        });
        List<KeyValuePair<string, Expr>> values = [.. Bindings(step, context.CodeOf(step), Dialect.ResultOf(0))];
        return values.Count == 0 ? parallel : parallel with { Assign = context.Dialect.Object(values, afterTask: true) };
    }

    /// <summary>The decision after the call: a Fail for each rule, and at the end the activity's output.</summary>
    private string CheckAnswer(Step step, StepCode code, string name, OrderedDictionary<string, State> inner, List<State> fails)
    {
        // After the call its answer is the state's input, and what was that before lies in a variable.
        Expr After(Expr value) => ExprWalk.Replace(context.Place(value, step, scope, afterCall: true), part => part is Reference { Root: ReferenceRoot.Result } answer ? answer with { Root = ReferenceRoot.StateInput } : null);
        string decide = context.StateNames.Take($"{name}: check");
        string done = context.StateNames.Take($"{name}: output");
        List<ChoiceRule> rules = [];
        foreach (BoundRule rule in code.Rules)
        {
            string fail = context.StateNames.Take($"{name}: {rule.Error}");
            if (context.Try(step, null, () => context.Dialect.Rule(After(rule.When), fail)) is { } choice
                && context.Try(step, null, () => context.Dialect.Fail(new FailState { Name = fail, Comment = "The answer breaks a rule of the activity" }, new Literal(rule.Error), After(rule.Cause))) is { } state)
            {
                rules.Add(choice);
                fails.Add(state);
            }
        }

        inner[decide] = new ChoiceState { Name = decide, Comment = "Whether the answer is what the activity promises", Choices = rules, Default = done };
        inner[done] = After(code.Output!) is ObjectLiteral { Members: var members } && members.All(member => member.Key is not null)
            ? context.Try(step, null, () => context.Dialect.End(done, "The activity's output", [.. members.Select(member => KeyValuePair.Create(member.Key!, member.Value))])) ?? new SucceedState { Name = done }
            : new SucceedState { Name = done, Comment = "The activity's output" };
        return decide;
    }

    private static NumberData? Seconds(long? seconds) => seconds is { } value ? NumberData.Of(value) : null;
}
