namespace ImageFlow.Workflows.StateFlows;

/// <summary>
/// The activity types that are states of the Amazon States Language, each with the fields of its state as inputs. A flowchart of them is a
/// state machine drawn: data goes from state to state as on AWS, not through Elsa's variables.
/// </summary>
internal static class StateTypes
{
    public const string Prefix = "ImageFlow.Aws";
    public const string Done = "Done";
    public const string Default = "Default";
    public const string ChoicePort = "Choice ";
    public const string CatchPort = "Catch ";
    public const string BranchPort = "branch";
    public const string ProcessorPort = "itemProcessor";
    public const string IteratorPort = "iterator";

    /// <summary>What a flowchart or definition says beside its states, such as <c>ProcessorConfig</c>, verbatim.</summary>
    public const string Property = "imageflow:asl";

    private static readonly string[] States = ["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"];

    /// <summary>The state type of an activity type; <see langword="null"/> for other activities.</summary>
    public static string? StateOf(string activityType) =>
        activityType.StartsWith(Prefix, StringComparison.Ordinal) && States.Contains(activityType[Prefix.Length..]) ? activityType[Prefix.Length..] : null;

    public static string TypeOf(string stateType) => Prefix + stateType;

    /// <summary>Whether a definition is a state machine drawn: its root is a flowchart that has states.</summary>
    public static bool IsStateFlow(ActivityNode root) =>
        root is { Type: "Elsa.Flowchart", Activities: { } activities } && activities.Any(activity => StateOf(activity.Type) is not null);
}
