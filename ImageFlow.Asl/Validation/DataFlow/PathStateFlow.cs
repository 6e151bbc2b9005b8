using ImageFlow.Asl.Choices;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>A JSONPath state: InputPath, Parameters, the result, ResultSelector, ResultPath, OutputPath.</summary>
internal sealed class PathStateFlow(DataFlowCheck graphs, State state, KnownValue input, Location at, FlowFindings findings)
    : StateFlow(graphs, state, input, at, findings)
{
    private readonly PathReading reading = new(findings);

    public override IReadOnlyList<Exit> Exits()
    {
        KnownValue effective = reading.Select(State.InputPath, Input, At.Member("InputPath"));
        ReadNumbers(effective);
        KnownValue? selected = Template(State.Parameters, effective, "Parameters");
        KnownValue sent = selected ?? effective;
        KnownValue result = State switch
        {
            PassState pass => pass.Result is { } literal ? KnownValue.Literal(literal) : sent,
            TaskState task => TaskResult(task),
            ParallelState parallel => ParallelResult(parallel, sent),
            MapState map => MapResult(map, ItemsOf(map, effective), Template(map.ItemSelector, effective, "ItemSelector") ?? selected, KeepsResult),
            _ => effective,
        };
        KnownValue shaped = Template(State.ResultSelector, result, "ResultSelector") ?? result;
        KnownValue combined = State is PassState or RecoverableState ? PathReading.Put(State.ResultPath, Input, shaped) : shaped;
        KnownValue output = reading.Select(State.OutputPath, combined, At.Member("OutputPath"));
        CheckSizes(sent, result, output);
        CheckVariables();
        return [.. ExitsWith(output, effective)];
    }

    private bool KeepsResult => State is { ResultPath: not NullData, ResultSelector: null };

    private IEnumerable<Exit> ExitsWith(KnownValue output, KnownValue effective)
    {
        if (State is ChoiceState choice)
        {
            bool asks = choice.Choices.Any(rule => rule.Test is { } test && AsksForPresence(test));
            for (int i = 0; i < choice.Choices.Count; i++)
            {
                if (!asks)
                {
                    ReadTest(choice.Choices[i].Test, effective, At.Member("Choices").Item(i));
                }

                yield return new Exit(choice.Choices[i].Next, asks ? KnownValue.Anything : output);
            }

            if (choice.Default is not null)
            {
                yield return new Exit(choice.Default, asks ? KnownValue.Anything : output);
            }
        }
        else if (State is not FailState)
        {
            yield return new Exit(State.Next, output);
            foreach (Catcher catcher in (State as RecoverableState)?.Catch ?? [])
            {
                yield return new Exit(catcher.Next, PathReading.Put(catcher.ResultPath, Input, ErrorOutput));
            }
        }
    }

    private KnownValue ItemsOf(MapState map, KnownValue effective) =>
        map.ItemReader is not null ? KnownValue.Anything : map.ItemsPath is { } path ? reading.Query(path, effective, At.Member("ItemsPath")) : effective;

    private KnownValue? Template(Template? template, KnownValue value, string field) =>
        template is null ? null : reading.Template(template.Source, value, At.Member(field));

    /// <summary>What a variable gets from the state's result is not followed; the literals in it count.</summary>
    private void CheckVariables()
    {
        if (State.Assign is not null && !Findings.IsSilent)
        {
            KnownValue assigned = new PathReading(FlowFindings.Silent).Template(State.Assign.Source, KnownValue.Anything, At);
            Findings.TooLarge(At.Member("Assign"), "set of variables", assigned.MinBytes);
        }
    }

    private void ReadNumbers(KnownValue effective)
    {
        (string Field, string? Path)[] paths = State switch
        {
            WaitState wait => [("SecondsPath", wait.SecondsPath), ("TimestampPath", wait.TimestampPath)],
            FailState fail => [("ErrorPath", fail.ErrorPath), ("CausePath", fail.CausePath)],
            TaskState task => [("TimeoutSecondsPath", task.TimeoutSecondsPath), ("HeartbeatSecondsPath", task.HeartbeatSecondsPath)],
            MapState map => [("MaxConcurrencyPath", map.MaxConcurrencyPath), ("ToleratedFailureCountPath", map.ToleratedFailureCountPath), ("ToleratedFailurePercentagePath", map.ToleratedFailurePercentagePath)],
            _ => [],
        };
        foreach ((string field, string? path) in paths)
        {
            if (path is not null)
            {
                _ = reading.Query(path, effective, At.Member(field));
            }
        }
    }

    /// <summary>Reads what is compared in any case: a later test of a list may not be reached.</summary>
    private void ReadTest(ChoiceTest? test, KnownValue effective, Location place)
    {
        switch (test)
        {
            case AllOf all:
                ReadTest(all.Tests[0], effective, place.Member("And").Item(0));
                break;
            case AnyOf any:
                ReadTest(any.Tests[0], effective, place.Member("Or").Item(0));
                break;
            case Negation negation:
                ReadTest(negation.Test, effective, place.Member("Not"));
                break;
            case Comparison comparison:
                _ = reading.Query(comparison.Variable, effective, place.Member("Variable"));
                if (ChoiceOperator.All[comparison.Operator].IsPath)
                {
                    _ = reading.Query(comparison.Operand, effective, place.Member(comparison.Operator));
                }

                break;
        }
    }

    private static bool AsksForPresence(ChoiceTest test) => test switch
    {
        AllOf all => all.Tests.Any(AsksForPresence),
        AnyOf any => any.Tests.Any(AsksForPresence),
        Negation negation => AsksForPresence(negation.Test),
        Comparison comparison => ChoiceOperator.All[comparison.Operator].Operand == ChoiceOperand.Expectation,
        _ => false,
    };
}
