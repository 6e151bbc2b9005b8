using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Reading;

/// <summary>Makes the model of one state: which field becomes which property.</summary>
internal static class StateReader
{
    private static readonly Dictionary<string, Func<string, ObjectData, State>> ByType = new(StringComparer.Ordinal)
    {
        ["Pass"] = (name, source) => new PassState { Name = name, Result = source["Result"] },
        ["Succeed"] = (name, _) => new SucceedState { Name = name },
        ["Fail"] = (name, source) => new FailState
        {
            Name = name,
            Error = source.Text("Error"),
            ErrorPath = source.Text("ErrorPath"),
            Cause = source.Text("Cause"),
            CausePath = source.Text("CausePath"),
        },
        ["Wait"] = (name, source) => new WaitState
        {
            Name = name,
            Seconds = source["Seconds"],
            SecondsPath = source.Text("SecondsPath"),
            Timestamp = source.Text("Timestamp"),
            TimestampPath = source.Text("TimestampPath"),
        },
        ["Choice"] = (name, source) => new ChoiceState
        {
            Name = name,
            Choices = source.Objects("Choices", ChoiceReader.ReadRule),
            Default = source.Text("Default"),
        },
        ["Task"] = (name, source) => new TaskState
        {
            Name = name,
            Resource = source.RequiredText("Resource"),
            TimeoutSeconds = source["TimeoutSeconds"],
            TimeoutSecondsPath = source.Text("TimeoutSecondsPath"),
            HeartbeatSeconds = source["HeartbeatSeconds"],
            HeartbeatSecondsPath = source.Text("HeartbeatSecondsPath"),
            Credentials = source.Template("Credentials"),
            Retry = source.Objects("Retry", ReadRetrier),
            Catch = source.Objects("Catch", ReadCatcher),
        },
        ["Parallel"] = (name, source) => new ParallelState
        {
            Name = name,
            Branches = source.Objects("Branches", GraphReader.ReadBranch),
            Retry = source.Objects("Retry", ReadRetrier),
            Catch = source.Objects("Catch", ReadCatcher),
        },
        ["Map"] = MapReader.Read,
    };

    public static State Read(string name, ObjectData source) => ByType[source.RequiredText("Type")](name, source) with
    {
        Comment = source.Text("Comment"),
        QueryLanguage = source.Language(),
        Next = source.Text("Next"),
        End = source.Flag("End"),
        InputPath = source["InputPath"],
        OutputPath = source["OutputPath"],
        Parameters = source.Template("Parameters"),
        ResultSelector = source.Template("ResultSelector"),
        ResultPath = source["ResultPath"],
        Arguments = source.Template("Arguments"),
        Output = source.Template("Output"),
        Assign = source.Template("Assign"),
    };

    public static Retrier ReadRetrier(ObjectData source) => new()
    {
        ErrorEquals = source.Texts("ErrorEquals"),
        IntervalSeconds = source.Whole("IntervalSeconds"),
        MaxAttempts = source.Whole("MaxAttempts"),
        BackoffRate = source.Number("BackoffRate"),
        MaxDelaySeconds = source.Whole("MaxDelaySeconds"),
        JitterStrategy = source.Text("JitterStrategy"),
        Comment = source.Text("Comment"),
    };

    public static Catcher ReadCatcher(ObjectData source) => new()
    {
        ErrorEquals = source.Texts("ErrorEquals"),
        Next = source.RequiredText("Next"),
        ResultPath = source["ResultPath"],
        Output = source.Template("Output"),
        Assign = source.Template("Assign"),
        Comment = source.Text("Comment"),
    };
}
