using ImageFlow.Asl.Choices;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Conformance;

/// <summary>How a run ended.</summary>
public sealed record PureOutcome(JsonData? Output, string? Error, string? Cause);

/// <summary>
/// Runs state machines of Pass, Choice, Wait, Succeed and Fail states through the language's evaluation alone: no engine, no time.
/// What the engine adds (histories, retries, branches) is tested there.
/// </summary>
public sealed class PureRun(StateMachine machine, JsonData input)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private IReadOnlyDictionary<string, JsonData> variables = new Dictionary<string, JsonData>();

    /// <summary>Whether every state is of a type that this can run.</summary>
    public static bool CanRun(StateMachine machine) => machine.States.Values.All(s => s is PassState or ChoiceState or WaitState or SucceedState or FailState);

    public PureOutcome Run()
    {
        JsonData data = input;
        string? next = machine.StartAt;
        long eventId = 2;
        while (next is not null)
        {
            State state = machine.States[next];
            try
            {
                (data, next) = Step(state, data);
            }
            catch (StatesException e)
            {
                return new PureOutcome(null, e.Error, e.CauseIn(state.Name, eventId));
            }

            if (state is FailState)
            {
                return new PureOutcome(null, failure.Error, failure.Cause);
            }

            eventId += 2;
        }

        return new PureOutcome(data, null, null);
    }

    private (string? Error, string? Cause) failure;

    private (JsonData Output, string? Next) Step(State state, JsonData data)
    {
        QueryLanguage language = state.QueryLanguage ?? machine.QueryLanguage ?? QueryLanguage.JsonPath;
        StateScope scope = Scope(state, data);
        JsonData effective = language == QueryLanguage.JsonPath ? PathFields.Select(state.InputPath, scope) : data;
        StateScope inner = scope with { Input = effective };
        string? next = state.Next;
        Template? assign = state.Assign;
        Template? output = state.Output;
        string field = "";
        JsonData result = effective;
        switch (state)
        {
            case PassState pass:
                result = pass.Result ?? (pass.Parameters is { } parameters ? TemplateEvaluation.Evaluate(parameters, language, inner, "Parameters") : effective);
                break;
            case ChoiceState choice:
                ChoiceOutcome outcome = ChoiceEvaluation.Choose(choice, language, inner);
                next = outcome.Next;
                if (outcome.Rule is { } rule)
                {
                    (assign, output, field) = (rule.Assign, rule.Output, outcome.Field + "/");
                }

                break;
            case WaitState wait:
                _ = StateFields.WaitUntil(wait, language, inner);
                break;
            case FailState fail:
                failure = StateFields.Failure(fail, language, inner);
                break;
        }

        StateScope after = scope with { Input = language == QueryLanguage.JsonPath ? result : data };
        IReadOnlyDictionary<string, JsonData> assigned = assign is null ? variables : TemplateEvaluation.Assign(assign, language, after, field + "Assign");
        JsonData exit = language == QueryLanguage.JsonPath
            ? PathFields.Select(state.OutputPath, scope with { Input = state is PassState ? PathFields.ApplyResultPath(state.ResultPath, data, result) : result })
            : output is null ? result : TemplateEvaluation.Evaluate(output, language, scope, field + "Output");
        variables = assigned;
        return (exit, next);
    }

    private StateScope Scope(State state, JsonData data) => new()
    {
        Input = data,
        Variables = variables,
        Now = Start,
        Random = new FixedRandom(),
        Context = ObjectData.Of(
            ("Execution", ObjectData.Of(
                ("Id", "arn:aws:states:us-east-1:123456789012:execution:machine-one:run"),
                ("Input", input),
                ("Name", "run"),
                ("RoleArn", "arn:aws:iam::123456789012:role/r"),
                ("StartTime", "2026-11-20T09:00:00.000Z"),
                ("RedriveCount", 0))),
            ("StateMachine", ObjectData.Of(("Id", "arn:aws:states:us-east-1:123456789012:stateMachine:machine-one"), ("Name", "machine-one"))),
            ("State", ObjectData.Of(("Name", state.Name), ("EnteredTime", "2026-11-20T09:00:00.000Z")))),
    };
}
