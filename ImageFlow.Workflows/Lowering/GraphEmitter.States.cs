using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>Plain states.</summary>
internal sealed partial class GraphEmitter
{
    private State EmitAssign(Step step, string name)
    {
        List<KeyValuePair<string, Expr>> values = [];
        InputValue? source = null;
        foreach (Assignment assignment in context.CodeOf(step).Assignments)
        {
            source = assignment.Value.Source;
            if (assignment.Target is OutputSymbol && !context.Plan.IsRead(assignment.Target))
            {
                _ = context.Try(step, source, () => context.Dialect.Object([KeyValuePair.Create("Result", Place(assignment.Value.Value, step))]));
            }
            else if (context.Try(step, source, () => Place(assignment.Value.Value, step)) is { } value)
            {
                values.Add(KeyValuePair.Create(scope.Declare(assignment.Target), value));
            }
        }

        ObjectData? assign = context.Try(step, source, () => context.Dialect.Object(values));
        return Onward(new PassState { Name = name, Comment = From(step), Assign = assign is null || values.Count == 0 ? null : new Template(assign) }, step.Next!);
    }

    private State EmitWait(Step step, string name)
    {
        StepCode code = context.CodeOf(step);
        WaitState wait = new() { Name = name, Comment = From(step) };
        return Onward(
            context.Try(step, (code.Seconds ?? code.Until)?.Source, () => context.Dialect.Wait(wait, code.Seconds is { } seconds ? Place(seconds.Value, step) : null, code.Until is { } until ? Place(until.Value, step) : null)) ?? wait,
            step.Next!);
    }

    private ChoiceState EmitDecision(Step step, string name)
    {
        List<ChoiceRule> rules = [];
        IReadOnlyList<BoundInput> conditions = context.CodeOf(step).Conditions;
        for (int i = 0; i < step.Cases.Count; i++)
        {
            string next = NextName(step.Cases[i].Target);
            BoundInput condition = conditions[i];
            if (context.Try(step, condition.Source, () => context.Dialect.Rule(Place(condition.Value, step), next)) is { } rule)
            {
                ChoiceRule named = step.Cases.Count > 1 ? rule with { Comment = step.Cases[i].Label } : rule;
                rules.Add(i == 0 && SetByCase(step) is { Count: > 0 } assign ? named with { Assign = assign } : named);
            }
        }

        return new() { Name = name, Comment = From(step), Choices = rules, Default = NextName(step.Next!) };
    }

    private ObjectData? SetByCase(Step step)
    {
        List<KeyValuePair<string, Expr>> values = [.. context.CodeOf(step).OnFirstCase
            .Where(assignment => context.Plan.IsNeeded(assignment.Target))
            .Select(assignment => KeyValuePair.Create(scope.Declare(assignment.Target), Place(assignment.Value.Value, step)))];
        return context.Try(step, null, () => context.Dialect.Object(values));
    }

    /// <summary>Where the workflow has outputs, its end gives them, so that a Finish leads there.</summary>
    private State EmitFinish(Step step, string name) => endIsNeeded && region.Members is null
        ? new PassState { Name = name, Comment = From(step), Next = NameEnd() }
        : new SucceedState { Name = name, Comment = From(step) };

    private FailState EmitFault(Step step, string name)
    {
        StepCode code = context.CodeOf(step);
        FailState fail = new() { Name = name, Comment = From(step) };
        Expr? error = code.Error is { } errorInput ? context.Try(step, errorInput.Source, () => Place(errorInput.Value, step)) : new Literal("0");
        Expr? cause = code.Cause is { } causeInput ? context.Try(step, causeInput.Source, () => Place(causeInput.Value, step)) : null;
        _ = context.Try(step, code.Error?.Source, () => context.Dialect.Fail(fail, error, null));
        _ = context.Try(step, code.Cause?.Source, () => context.Dialect.Fail(fail, null, cause));
        return context.Findings.HasErrors ? fail : context.Dialect.Fail(fail, error, cause);
    }
}
