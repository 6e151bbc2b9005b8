using ImageFlow.Asl.Model;

namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>A JSONata state: Arguments, the result, Output.</summary>
internal sealed class JsonataStateFlow(DataFlowCheck graphs, State state, KnownValue input, Location at, FlowFindings findings)
    : StateFlow(graphs, state, input, at, findings)
{
    private readonly ExpressionReading reading = new(findings);

    public override IReadOnlyList<Exit> Exits()
    {
        KnownStates states = new(Input);
        KnownValue sent = Template(State.Arguments, states, At, "Arguments") ?? Input;
        KnownValue result = State switch
        {
            TaskState task => TaskResult(task),
            ParallelState parallel => ParallelResult(parallel, sent),
            MapState map => MapResult(map, ItemsOf(map, states), Template(map.ItemSelector, states, At, "ItemSelector"), KeepsResult),
            _ => Input,
        };
        KnownStates after = State is RecoverableState ? states with { Result = result } : states;
        KnownValue output = Template(State.Output, after, At, "Output") ?? result;
        CheckVariables(State.Assign, after, At);
        Exit[] exits = [.. ExitsWith(output, states)];
        CheckSizes(sent, result, exits.Length == 0 ? [output] : exits.Select(exit => exit.Output));
        return exits;
    }

    /// <summary>An Output that does not name the result leaves it behind.</summary>
    private bool KeepsResult => State.Output is null || State.Output.Source.ToJson().Contains("$states.result", StringComparison.Ordinal);

    private IEnumerable<Exit> ExitsWith(KnownValue output, KnownStates states)
    {
        if (State is ChoiceState choice)
        {
            bool asks = choice.Choices.Any(rule => rule.Condition is { } condition && ExpressionReading.AsksForPresence(condition.Source));
            for (int i = 0; i < choice.Choices.Count; i++)
            {
                ChoiceRule rule = choice.Choices[i];
                Location place = At.Member("Choices").Item(i);
                _ = asks ? null : Template(rule.Condition, states, place, "Condition");
                KnownValue? own = asks ? null : Template(rule.Output, states, place, "Output");
                CheckVariables(rule.Assign, states, place);
                yield return new Exit(rule.Next, asks ? KnownValue.Anything : own ?? Input);
            }

            if (choice.Default is not null)
            {
                yield return new Exit(choice.Default, asks ? KnownValue.Anything : output);
            }
        }
        else if (State is not FailState)
        {
            yield return new Exit(State.Next, output);
            IReadOnlyList<Catcher> catchers = (State as RecoverableState)?.Catch ?? [];
            for (int i = 0; i < catchers.Count; i++)
            {
                KnownStates caught = states with { ErrorOutput = ErrorOutput };
                Location place = At.Member("Catch").Item(i);
                CheckVariables(catchers[i].Assign, caught, place);
                yield return new Exit(catchers[i].Next, Template(catchers[i].Output, caught, place, "Output") ?? ErrorOutput);
            }
        }
    }

    private KnownValue ItemsOf(MapState map, KnownStates states) => Template(map.Items, states, At, "Items") ?? Input;

    private KnownValue? Template(Template? template, KnownStates states, Location place, string field) =>
        template is null ? null : reading.Template(template.Source, states, place.Member(field));

    private void CheckVariables(Template? assign, KnownStates states, Location place)
    {
        if (Template(assign, states, place, "Assign") is { } assigned)
        {
            Findings.TooLarge(place.Member("Assign"), "set of variables", assigned.MinBytes);
        }
    }
}
