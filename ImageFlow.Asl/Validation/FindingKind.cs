using ImageFlow.Asl.Diagnostics;

namespace ImageFlow.Asl.Validation;

/// <summary>A kind of finding: what is the same for all of them. The kinds are explained in docs/errors.md.</summary>
internal sealed record FindingKind(string Code, DiagnosticSeverity Severity, string? AwsCode, string Hint)
{
    private const string Schema = "SCHEMA_VALIDATION_FAILED";

    public static FindingKind NotJson { get; } = Error("ASL0001", "INVALID_JSON_DESCRIPTION", "Correct the JSON at the place that the message names.");

    public static FindingKind NotAnObject { get; } = Error("ASL0002", Schema, "A definition is one JSON object with StartAt and States.");

    public static FindingKind TooDeep { get; } = Error("ASL0003", "TOO_DEEPLY_NESTED", "Flatten the definition, or move inner parts into a state machine of their own.");

    public static FindingKind TooLarge { get; } = Error("ASL0004", Schema, "A definition may have 1,048,576 bytes; move parts into state machines of their own.");

    public static FindingKind UnknownField { get; } = Error("ASL0010", Schema, "Remove the field, or correct its name; names are case-sensitive and each state type has its own fields.");

    public static FindingKind MissingField { get; } = Error("ASL0011", Schema, "Add the fields.");

    public static FindingKind ExclusiveFields { get; } = Error("ASL0012", Schema, "Keep exactly one of the fields.");

    public static FindingKind WrongType { get; } = Error("ASL0013", Schema, "Write a value of the expected type.");

    public static FindingKind Empty { get; } = Error("ASL0014", Schema, "Give it at least one entry.");

    public static FindingKind NotAllowed { get; } = Error("ASL0015", Schema, "Write one of the listed values.");

    public static FindingKind OutOfRange { get; } = Error("ASL0016", Schema, "Write a number within the bounds.");

    public static FindingKind BadResource { get; } = Error("ASL0017", Schema, "Write an ARN such as arn:aws:states:::lambda:invoke.");

    public static FindingKind BadTimestamp { get; } = Error("ASL0018", Schema, "Write a timestamp such as 2026-11-20T09:00:00Z, with an upper-case T and an offset.");

    public static FindingKind WrongLanguage { get; } = Error("ASL0020", Schema, "Use the field's counterpart in the state's query language, or change the state's QueryLanguage.");

    public static FindingKind LanguageDowngrade { get; } = Error("ASL0021", Schema, "Leave QueryLanguage out of the state, or set the state machine's to JSONPath.");

    public static FindingKind BadPath { get; } = Error("ASL0022", Schema, "Write a path that begins with $, for example $.detail.bucket.");

    public static FindingKind NotAReferencePath { get; } = Error("ASL0023", Schema, "A reference path names one place: $, names and indices, without wildcards, filters, slices or functions.");

    public static FindingKind BadQuery { get; } = Error("ASL0024", Schema, "Write a path that begins with $ or an intrinsic function call such as States.Format('{}', $.name).");

    public static FindingKind BadDelimiters { get; } = Error("ASL0025", Schema, "A JSONata expression stands between {% and %} and fills the whole string.");

    public static FindingKind BadExpression { get; } = Error("ASL0026", "INVALID_JSONATA_EXPRESSION", "Correct the JSONata expression.");

    public static FindingKind UnsupportedExpression { get; } = Error("ASL0027", "UNSUPPORTED_JSONATA_EXPRESSION", "Read the input as $states.input and variables as $name.");

    public static FindingKind MissingTarget { get; } = Error("ASL0030", "MISSING_TRANSITION_TARGET", "Name a state of the same States block.");

    public static FindingKind Unreachable { get; } = Error("ASL0031", "MISSING_TRANSITION_TARGET", "Lead a transition to the state, or remove it.");

    public static FindingKind NoTerminalState { get; } = Error("ASL0032", "MISSING_END_STATE", "End a state with \"End\": true, or add a Succeed or Fail state.");

    public static FindingKind DuplicateStateName { get; } = Error("ASL0033", "DUPLICATE_STATE_NAME", "State names are unique in the whole state machine, branches and item processors included.");

    public static FindingKind BadStateName { get; } = Error("ASL0034", "INVALID_STATE_NAME", "A state name has 1 to 80 characters.");

    public static FindingKind DuplicateLabel { get; } = Error("ASL0035", "DUPLICATE_LABEL_NAME", "Give each distributed Map a label of its own.");

    public static FindingKind BadLabel { get; } = Error("ASL0036", "INVALID_LABEL_NAME", "A label has 1 to 40 characters, without blanks and the characters ? * < > { } [ ] : ; , \\ | ^ ~ $ # % & ` \".");

    public static FindingKind BadVariableName { get; } = Error("ASL0037", "INVALID_VARIABLE_NAME", "A variable's name begins with a letter, goes on with letters, digits and underscores, and has 80 characters at most.");

    public static FindingKind ReservedVariableName { get; } = Error("ASL0038", "RESERVED_VARIABLE_NAME", "Choose another name than states.");

    public static FindingKind MisplacedStatesAll { get; } = Error("ASL0040", Schema, "Put States.ALL alone into the last entry.");

    public static FindingKind BadCredentials { get; } = Error("ASL0041", Schema, "Credentials holds RoleArn, the role that the task assumes.");

    public static FindingKind NotInExpress { get; } = Error("ASL0042", Schema, "Use a STANDARD state machine, or request-response integrations and inline Map.");

    public static FindingKind DuplicateMember { get; } = Warning("ASL0100", null, "Remove one of the two; the last one wins.");

    public static FindingKind NoDollar { get; } = Warning("ASL0101", "NO_DOLLAR", "End the field's name in .$ so that the value is evaluated.");

    public static FindingKind NoPath { get; } = Warning("ASL0102", "NO_PATH", "Use the field whose name ends in Path.");

    public static FindingKind ResultIsStatic { get; } = Warning("ASL0103", "PASS_RESULT_IS_STATIC", "Use Parameters: Result is copied as it is.");

    public static FindingKind CatchNeverMatches { get; } = Warning("ASL0110", null, "Remove the error name, or put the entry before the one that takes it.");

    public static FindingKind RetryNeverMatches { get; } = Warning("ASL0111", null, "Remove the error name, or put the entry before the one that takes it.");

    public static FindingKind UndeclaredVariable { get; } = Warning("ASL0112", null, "Assign the variable in a state that runs before this one.");

    public static FindingKind HeartbeatTooLong { get; } = Warning("ASL0113", null, "Make HeartbeatSeconds smaller than TimeoutSeconds.");

    public static FindingKind MaxDelayTooShort { get; } = Warning("ASL0114", null, "Make MaxDelaySeconds greater than IntervalSeconds.");

    public static FindingKind UncatchableError { get; } = Warning("ASL0115", null, "Remove the name; this error always ends the execution.");

    public static FindingKind PathNeverPresent { get; } = Warning("ASL0116", null, "Correct the path, or let the states before put a value there; lambda:invoke answers under Payload, Parallel and Map with an array.");

    public static FindingKind PayloadTooLarge { get; } = Warning("ASL0117", null, "Put large values into S3 and pass their key.");

    public static FindingKind ResultsUnbounded { get; } = Warning("ASL0118", null, "Give the Map a ResultWriter, which puts the results into S3.");

    private static FindingKind Error(string code, string? awsCode, string hint) => new(code, DiagnosticSeverity.Error, awsCode, hint);

    private static FindingKind Warning(string code, string? awsCode, string hint) => new(code, DiagnosticSeverity.Warning, awsCode, hint);
}
