using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;

namespace ImageFlow.Tests.Asl.Validation;

/// <summary>One failing sample for each kind of finding: AWS's code, place and text, and our own code.</summary>
public class ValidationTests
{
    private const string Pass = """{"Type":"Pass","End":true}""";

    public static TheoryData<string, string, string> Samples => new()
    {
        { "ASL0001", "{", "INVALID_JSON_DESCRIPTION: Unexpected end-of-input: was expecting double-quote to start field name\n at [Source: (String)\"{\"; line: 1, column: 2] at [Source: (String)\"{\"; line: 1, column: 2]" },
        { "ASL0001", "{\"a\" 1}", "INVALID_JSON_DESCRIPTION: Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value\n at [Source: (String)\"{\"a\" 1}\"; line: 1, column: 7] at [Source: (String)\"{\"a\" 1}\"; line: 1, column: 7]" },
        { "ASL0002", "[]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object" },
        { "ASL0010", Machine("""{"Type":"Pass","End":true,"TimeoutSeconds":1}"""), "SCHEMA_VALIDATION_FAILED: Field 'TimeoutSeconds' is not supported at /States/A" },
        { "ASL0010", Machine("""{"Type":"Pass","End":true,"Catch":[]}"""), "SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/A" },
        { "ASL0011", Machine("""{"Type":"Task","End":true}"""), "SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/A" },
        { "ASL0011", Machine(Map("\"ItemProcessor\":{\"StartAt\":\"B\",\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\"},\"States\":{\"B\":" + Pass + "}}")), "SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at /States/A/ItemProcessor/ProcessorConfig" },
        { "ASL0012", Machine("""{"Type":"Pass"}"""), "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at /States/A, MISSING_END_STATE: Workflow has no terminal state" },
        { "ASL0012", Machine("""{"Type":"Wait","Seconds":1,"SecondsPath":"$.s","End":true}"""), "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A" },
        { "ASL0012", Machine("""{"Type":"Fail","Error":"e","ErrorPath":"$.e"}"""), "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Error, ErrorPath] at /States/A" },
        { "ASL0012", Machine("{\"Type\":\"Choice\",\"Choices\":[{\"Next\":\"A\"}],\"Default\":\"B\"}", "\"B\":" + Pass), "SCHEMA_VALIDATION_FAILED: The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/A/Choices[0]" },
        { "ASL0013", Machine("""{"Type":"Pass","End":1,"Comment":"c"}"""), "SCHEMA_VALIDATION_FAILED: Expected value of type Boolean at /States/A/End, MISSING_END_STATE: Workflow has no terminal state" },
        { "ASL0013", Machine("""{"Type":"Pass","Comment":1,"End":true}"""), "SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at /States/A/Comment" },
        { "ASL0014", Machine("""{"Type":"Parallel","Branches":[],"End":true}"""), "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Branches" },
        { "ASL0015", Machine("""{"Type":"Dance","End":true}"""), "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type" },
        { "ASL0015", Machine("""{"Type":"Pass","End":true,"QueryLanguage":"JSONPATH"}"""), "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage" },
        { "ASL0016", Machine("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","TimeoutSeconds":0,"End":true}"""), "SCHEMA_VALIDATION_FAILED: Minimum value is 1 at /States/A/TimeoutSeconds" },
        { "ASL0016", Machine(Map("\"ToleratedFailurePercentage\":101,\"ItemProcessor\":{\"StartAt\":\"B\",\"States\":{\"B\":" + Pass + "}}")), "SCHEMA_VALIDATION_FAILED: Maximum value is 100.0 at /States/A/ToleratedFailurePercentage" },
        { "ASL0017", Machine("""{"Type":"Task","Resource":"resize","End":true}"""), "SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/A/Resource" },
        { "ASL0018", Machine("""{"Type":"Wait","Timestamp":"2016-13-05T21:29:29Z","End":true}"""), "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp" },
        { "ASL0020", Machine("""{"Type":"Pass","Output":1,"End":true}"""), "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A" },
        { "ASL0020", Machine("""{"Type":"Pass","QueryLanguage":"JSONata","InputPath":"$","End":true}"""), "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/A" },
        { "ASL0021", """{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","QueryLanguage":"JSONPath","InputPath":"$","End":true}}}""", "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A" },
        { "ASL0022", Machine("""{"Type":"Pass","InputPath":"detail","End":true}"""), "SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/A/InputPath" },
        { "ASL0023", Machine("""{"Type":"Pass","ResultPath":"$.a[*]","End":true}"""), "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path at /States/A/ResultPath" },
        { "ASL0023", Machine("{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"a\",\"IsNull\":true,\"Next\":\"B\"}]}", "\"B\":" + Pass), "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path: Reference path didn't start with '$' at /States/A/Choices[0]/Variable" },
        { "ASL0024", Machine("""{"Type":"Pass","Parameters":{"x":[{"y.$":"nope"}]},"End":true}"""), "SCHEMA_VALIDATION_FAILED: The value for the field 'y.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/x[0]" },
        { "ASL0025", Machine("""{"Type":"Pass","QueryLanguage":"JSONata","Output":{"x":"{% 1"},"End":true}"""), "SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/A/Output/x" },
        { "ASL0030", Machine("""{"Type":"Pass","Next":"NOPE"}"""), "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state" },
        { "ASL0030", """{"StartAt":"X","States":{"A":{"Type":"Succeed"}}}""", "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /StartAt, MISSING_TRANSITION_TARGET: State \"A\" is not reachable. at /States/A" },
        { "ASL0031", Machine("""{"Type":"Succeed"}""", "\"B c\":" + Pass), "MISSING_TRANSITION_TARGET: State \"B c\" is not reachable. at /States/B c" },
        { "ASL0032", Machine("""{"Type":"Pass","Next":"B"}""", """ "B":{"Type":"Pass","Next":"A"},"C":{"Type":"Pass","Next":"A"} """), "MISSING_END_STATE: Workflow has no terminal state" },
        { "ASL0033", Machine(Map("\"ItemProcessor\":{\"StartAt\":\"A\",\"States\":{\"A\":" + Pass + "}}")), "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/ItemProcessor/States/A" },
        { "ASL0037", Machine("""{"Type":"Pass","Assign":{"a-b":1},"End":true}"""), "INVALID_VARIABLE_NAME: Invalid variable name 'a-b': the variable name contains invalid characters. at /States/A/Assign/a-b" },
        { "ASL0038", Machine("""{"Type":"Pass","Assign":{"states.$":"$"},"End":true}"""), "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/A/Assign/states.$" },
        { "ASL0040", Machine("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Retry":[{"ErrorEquals":["States.ALL","X"]}],"End":true}"""), "SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/A/Retry[0]/ErrorEquals" },
        { "ASL0041", Machine("""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Credentials":{},"End":true}"""), "SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing at /States/A/Credentials" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Read_BadDefinition_SaysWhatAwsSays(string code, string definition, string expected)
    {
        ReadResult read = StateMachineReader.Read(definition);

        Assert.Null(read.StateMachine);
        Assert.Equal($"Invalid State Machine Definition: '{expected}'", read.AwsError);
        Assert.Contains(read.Diagnostics, diagnostic => diagnostic.Code == code && diagnostic.Hint is not null);
    }

    [Fact]
    public void Read_LongNames_AreRefused()
    {
        ReadResult read = StateMachineReader.Read(Machine(Map("\"Label\":\"" + new string('l', 41) + "\",\"ItemProcessor\":{\"StartAt\":\"" + new string('s', 81) + "\",\"States\":{\"" + new string('s', 81) + "\":" + Pass + "}}")));

        Assert.Contains(read.Diagnostics, diagnostic => diagnostic is { Code: "ASL0034", AwsCode: "INVALID_STATE_NAME" });
        Assert.Contains(read.Diagnostics, diagnostic => diagnostic is { Code: "ASL0036", AwsCode: "INVALID_LABEL_NAME" });
    }

    [Fact]
    public void Read_SameLabelTwice_IsRefused()
    {
        string map = Map("\"Label\":\"one\",\"ItemProcessor\":{\"StartAt\":\"N\",\"States\":{\"N\":" + Pass + "}}");
        ReadResult read = StateMachineReader.Read(Machine(map.Replace("\"End\":true}", "\"Next\":\"B\"}", StringComparison.Ordinal), "\"B\":" + map.Replace("\"N\"", "\"M\"", StringComparison.Ordinal)));

        Assert.Contains(read.Diagnostics, diagnostic => diagnostic is { Code: "ASL0035", Message: "Duplicate Label name: one" });
    }

    [Theory]
    [InlineData("arn:aws:states:::ecs:runTask.sync", "Express state machine does not support '.sync' service integration")]
    [InlineData("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Express state machine does not support '.waitForTaskToken' service integration")]
    [InlineData("arn:aws:states:us-east-1:123456789012:activity:a", "Express state machine does not support Activity ARN")]
    public void Read_ExpressMachine_RefusesWhatExpressCannot(string resource, string message)
    {
        string definition = Machine($$"""{"Type":"Task","Resource":"{{resource}}","End":true}""");

        Assert.NotNull(StateMachineReader.Read(definition).StateMachine);
        Assert.Contains(StateMachineReader.Read(definition, isExpress: true).Diagnostics, diagnostic => diagnostic.Code == "ASL0042" && diagnostic.Message == message);
    }

    [Theory]
    [InlineData("ASL0100", """{"Type":"Pass","Comment":"a","End":true,"Comment":"b"}""", "/States/A/Comment")]
    [InlineData("ASL0102", """{"Type":"Fail","Error":"$.error"}""", "/States/A/Error")]
    [InlineData("ASL0101", """{"Type":"Pass","Parameters":{"x":"$.y"},"End":true}""", "/States/A/Parameters/x")]
    [InlineData("ASL0103", """{"Type":"Pass","Result":{"x.$":"$.y"},"End":true}""", "/States/A/Result/x.$")]
    [InlineData("ASL0110", """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Catch":[{"ErrorEquals":["X"],"Next":"B"},{"ErrorEquals":["X"],"Next":"B"}],"End":true}""", "/States/A/Catch/1/ErrorEquals/0")]
    [InlineData("ASL0111", """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Retry":[{"ErrorEquals":["X"]},{"ErrorEquals":["Y","X"]}],"Next":"B"}""", "/States/A/Retry/1/ErrorEquals/1")]
    [InlineData("ASL0113", """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","TimeoutSeconds":5,"HeartbeatSeconds":5,"Next":"B"}""", "/States/A/HeartbeatSeconds")]
    [InlineData("ASL0114", """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Retry":[{"ErrorEquals":["X"],"IntervalSeconds":9,"MaxDelaySeconds":9}],"Next":"B"}""", "/States/A/Retry/0/MaxDelaySeconds")]
    [InlineData("ASL0115", """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Retry":[{"ErrorEquals":["States.Runtime"]}],"Next":"B"}""", "/States/A/Retry/0/ErrorEquals/0")]
    public void Read_DoubtfulDefinition_IsReadWithAWarning(string code, string state, string pointer)
    {
        ReadResult read = StateMachineReader.Read(Machine(state, state.Contains("\"B\"", StringComparison.Ordinal) ? "\"B\":" + Pass : null));

        Assert.NotNull(read.StateMachine);
        Diagnostic diagnostic = Assert.Single(read.Diagnostics);
        Assert.Equal((code, DiagnosticSeverity.Warning, pointer), (diagnostic.Code, diagnostic.Severity, diagnostic.Pointer));
    }

    [Fact]
    public void Read_ManyFaults_AreAllReportedAtOnce()
    {
        ReadResult read = StateMachineReader.Read("""{"Strt":1,"States":{"A/b~c":{"Type":"Task","Nxt":1},"B":7},"TimeoutSeconds":-1}""");

        Assert.Equal(
            ["", "/States/A~1b~0c", "/States/A~1b~0c", "/States/A~1b~0c", "/States/B", "/TimeoutSeconds", "/States/A~1b~0c"],
            read.Diagnostics.Where(d => d.Message != "Field 'Strt' is not supported").Select(d => d.Pointer));
    }

    private static string Machine(string state, string? others = null) =>
        "{\"StartAt\":\"A\",\"States\":{\"A\":" + state + (others is null ? "" : "," + others) + "}}";

    private static string Map(string fields) => "{\"Type\":\"Map\"," + fields + ",\"End\":true}";
}
