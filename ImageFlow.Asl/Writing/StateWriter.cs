using ImageFlow.Asl.Model;
using ImageFlow.Asl.Validation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Writing;

/// <summary>Writes one state.</summary>
/// <param name="machineLanguage">The state machine's query language, for states that declare none.</param>
internal sealed class StateWriter(QueryLanguage machineLanguage)
{
    public ObjectData Write(State state)
    {
        ObjectDataBuilder target = new(12);
        target.Set("Type", state.Type);
        target.SetText("Comment", state.Comment);
        target.SetText("QueryLanguage", state.QueryLanguage is { } declared ? ObjectSchema.NameOf(declared) : null);
        target.SetIfPresent("InputPath", state.InputPath);
        WriteOwn(target, state);
        target.SetTemplate("ResultSelector", state.ResultSelector);
        target.SetIfPresent("ResultPath", state.ResultPath);
        target.SetIfPresent("OutputPath", state.OutputPath);
        target.SetTemplate("Assign", state.Assign);
        target.SetTemplate("Output", state.Output);
        if (state is RecoverableState recoverable)
        {
            target.SetObjects("Retry", recoverable.Retry, WriteRetrier);
            target.SetObjects("Catch", recoverable.Catch, WriteCatcher);
        }

        target.SetText("Next", state.Next);
        if (state.End)
        {
            target.Set("End", true);
        }

        return target.Build();
    }

    private void WriteOwn(ObjectDataBuilder target, State state)
    {
        switch (state)
        {
            case TaskState task:
                WriteTask(target, task);
                break;
            case PassState pass:
                WriteArguments(target, pass);
                target.SetIfPresent("Result", pass.Result);
                break;
            case ChoiceState choice:
                target.SetObjects("Choices", choice.Choices, ChoiceWriter.WriteRule);
                target.SetText("Default", choice.Default);
                break;
            case WaitState wait:
                target.SetIfPresent("Seconds", wait.Seconds);
                target.SetText("SecondsPath", wait.SecondsPath);
                target.SetText("Timestamp", wait.Timestamp);
                target.SetText("TimestampPath", wait.TimestampPath);
                break;
            case FailState fail:
                target.SetText("Error", fail.Error);
                target.SetText("ErrorPath", fail.ErrorPath);
                target.SetText("Cause", fail.Cause);
                target.SetText("CausePath", fail.CausePath);
                break;
            case ParallelState parallel:
                WriteArguments(target, parallel);
                target.SetObjects("Branches", parallel.Branches, branch => StateMachineWriter.WriteGraph(branch, machineLanguage));
                break;
            case MapState map:
                WriteArguments(target, map);
                new MapWriter(map.QueryLanguage ?? machineLanguage, machineLanguage).Write(target, map);
                break;
        }
    }

    private static void WriteTask(ObjectDataBuilder target, TaskState task)
    {
        target.Set("Resource", task.Resource);
        target.SetTemplate("Credentials", task.Credentials);
        WriteArguments(target, task);
        target.SetIfPresent("TimeoutSeconds", task.TimeoutSeconds);
        target.SetText("TimeoutSecondsPath", task.TimeoutSecondsPath);
        target.SetIfPresent("HeartbeatSeconds", task.HeartbeatSeconds);
        target.SetText("HeartbeatSecondsPath", task.HeartbeatSecondsPath);
    }

    private static void WriteArguments(ObjectDataBuilder target, State state)
    {
        target.SetTemplate("Parameters", state.Parameters);
        target.SetTemplate("Arguments", state.Arguments);
    }

    private static ObjectData WriteRetrier(Retrier retrier)
    {
        ObjectDataBuilder target = new();
        target.SetText("Comment", retrier.Comment);
        target.SetTexts("ErrorEquals", retrier.ErrorEquals);
        target.SetNumber("IntervalSeconds", retrier.IntervalSeconds);
        target.SetNumber("MaxAttempts", retrier.MaxAttempts);
        target.SetIfPresent("BackoffRate", retrier.BackoffRate is { } rate ? new NumberData(rate) : null);
        target.SetNumber("MaxDelaySeconds", retrier.MaxDelaySeconds);
        target.SetText("JitterStrategy", retrier.JitterStrategy);
        return target.Build();
    }

    private static ObjectData WriteCatcher(Catcher catcher)
    {
        ObjectDataBuilder target = new();
        target.SetText("Comment", catcher.Comment);
        target.SetTexts("ErrorEquals", catcher.ErrorEquals);
        target.SetIfPresent("ResultPath", catcher.ResultPath);
        target.SetTemplate("Assign", catcher.Assign);
        target.SetTemplate("Output", catcher.Output);
        target.Set("Next", catcher.Next);
        return target.Build();
    }
}
