using static ImageFlow.Asl.Validation.ExpressionNames;
using static ImageFlow.Asl.Validation.PartSchemas;

namespace ImageFlow.Asl.Validation;

/// <summary>The fields of each state type, in both query languages (ASL, sections on the state types; measured on AWS).</summary>
internal static class StateSchemas
{
    private static readonly PathRule DataPath = new(PathForms.Null | PathForms.Any);
    private static readonly ReferencePathRule SteeringPath = new(PathForms.Any);
    private static readonly ReferencePathRule CountPath = new(PathForms.Variable);
    private static readonly TemplateRule Plainly = new(Plain);
    private static readonly TemplateRule WithResult = new(Result);
    private static readonly NumberRule Seconds = new(1, MaxSeconds, allowsExpression: true);
    private static readonly NumberRule Count = new(0, null, allowsExpression: true);
    private static readonly FieldGroup Transition = new(true, "Next", "End");

    private static readonly FieldRule[] Common =
    [
        Both("Type", new AnyRule()),
        Both("Comment", Text),
        Both("QueryLanguage", new EnumRule("JSONPath", "JSONata")),
    ];

    private static readonly FieldRule[] Transitions = [Both("Next", Text), Both("End", new BooleanRule())];

    private static readonly FieldRule[] Paths = [PathOnly("InputPath", DataPath), PathOnly("OutputPath", DataPath)];

    private static readonly FieldRule[] Recovery =
    [
        Both("Retry", new RecoveryRule(Retrier)),
        Both("Catch", new RecoveryRule(Catcher)),
        PathOnly("ResultPath", new ReferencePathRule(PathForms.Null)),
        PathOnly("ResultSelector", Plainly),
        JsonataOnly("Output", WithResult),
        Both("Assign", ResultAssign),
    ];

    /// <summary>The schemas by the value of <c>Type</c>, in the order in which AWS lists the types.</summary>
    public static OrderedDictionary<string, ObjectSchema> All { get; } = new(StringComparer.Ordinal)
    {
        ["Task"] = Schema(
            [
                .. Transitions, .. Paths, .. Recovery,
                Both("Resource", new ResourceRule(), isRequired: true),
                PathOnly("Parameters", Plainly),
                JsonataOnly("Arguments", Plainly),
                Both("TimeoutSeconds", Seconds),
                PathOnly("TimeoutSecondsPath", SteeringPath),
                Both("HeartbeatSeconds", Seconds),
                PathOnly("HeartbeatSecondsPath", SteeringPath),
                Both("Credentials", new CredentialsRule()),
            ],
            Transition,
            new FieldGroup(false, "TimeoutSeconds", "TimeoutSecondsPath"),
            new FieldGroup(false, "HeartbeatSeconds", "HeartbeatSecondsPath")),
        ["Wait"] = Schema(
            [
                .. Transitions, .. Paths,
                JsonataOnly("Output", Plainly),
                Both("Assign", new AssignRule(Plain)),
                Both("Seconds", new NumberRule(0, MaxSeconds, allowsExpression: true)),
                PathOnly("SecondsPath", SteeringPath),
                Both("Timestamp", new TimestampRule()),
                PathOnly("TimestampPath", SteeringPath),
            ],
            Transition,
            new FieldGroup(true, "SecondsPath", "Seconds", "TimestampPath", "Timestamp")),
        ["Pass"] = Schema(
            [
                .. Transitions, .. Paths,
                new FieldRule("Result", new ResultRule(), Model.QueryLanguage.JsonPath),
                PathOnly("ResultPath", new ReferencePathRule(PathForms.Null)),
                PathOnly("Parameters", Plainly),
                JsonataOnly("Output", Plainly),
                Both("Assign", new AssignRule(Plain)),
            ],
            Transition),
        ["Succeed"] = Schema([.. Paths, JsonataOnly("Output", Plainly)]),
        ["Fail"] = Schema(
            [
                Both("Error", new TextRule(allowsExpression: true, twin: "ErrorPath")),
                PathOnly("ErrorPath", new PathRule(PathForms.Any | PathForms.Call)),
                Both("Cause", new TextRule(allowsExpression: true, twin: "CausePath")),
                PathOnly("CausePath", new PathRule(PathForms.Any | PathForms.Call)),
            ],
            new FieldGroup(false, "Error", "ErrorPath"),
            new FieldGroup(false, "Cause", "CausePath")),
        ["Choice"] = Schema(
        [
            .. Paths,
            JsonataOnly("Output", Plainly),
            Both("Assign", new AssignRule(Plain)),
            Both("Choices", new ListRule(new ChoiceRuleRule(), mayBeEmpty: false), isRequired: true),
            Both("Default", Text),
        ]),
        ["Parallel"] = Schema(
            [
                .. Transitions, .. Paths, .. Recovery,
                PathOnly("Parameters", Plainly),
                JsonataOnly("Arguments", Plainly),
                Both("Branches", new ListRule(GraphSchema.Branch, mayBeEmpty: false), isRequired: true),
            ],
            Transition),
        ["Map"] = Schema(
            [
                .. Transitions, .. Paths, .. Recovery,
                PathOnly("Parameters", Plainly),
                Both("ItemSelector", Plainly),
                PathOnly("ItemsPath", SteeringPath),
                JsonataOnly("Items", Plainly),
                Both("ItemProcessor", GraphSchema.ItemProcessor),
                Both("Iterator", GraphSchema.ItemProcessor),
                Both("MaxConcurrency", Count),
                PathOnly("MaxConcurrencyPath", CountPath),
                Both("ToleratedFailureCount", Count),
                PathOnly("ToleratedFailureCountPath", CountPath),
                Both("ToleratedFailurePercentage", new NumberRule(0, 100, isWhole: false, allowsExpression: true)),
                PathOnly("ToleratedFailurePercentagePath", CountPath),
                Both("ItemReader", ItemReader),
                Both("ItemBatcher", ItemBatcher),
                Both("ResultWriter", ResultWriter),
                Both("Label", Text),
            ],
            Transition,
            new FieldGroup(true, "ItemProcessor", "Iterator"),
            new FieldGroup(false, "MaxConcurrency", "MaxConcurrencyPath"),
            new FieldGroup(false, "ToleratedFailureCount", "ToleratedFailureCountPath"),
            new FieldGroup(false, "ToleratedFailurePercentage", "ToleratedFailurePercentagePath")),
    };

    private static ObjectSchema Schema(FieldRule[] fields, params FieldGroup[] groups) => new([.. Common, .. fields], groups);
}
