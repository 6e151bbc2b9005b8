using ImageFlow.Asl.Model;

namespace ImageFlow.Asl.Validation;

/// <summary>The objects inside states: Retry and Catch entries, readers, writers, batchers.</summary>
internal static class PartSchemas
{
    public const double MaxSeconds = 99_999_999;
    private const double MaxRetryDelaySeconds = 31_622_400;
    private const double MaxMaxItems = 100_000_000;

    public static readonly TextRule Text = new();

    public static readonly AssignRule ResultAssign = new(ExpressionNames.Result);

    public static readonly ObjectSchema Retrier = new(
    [
        Both("ErrorEquals", new ListRule(Text, mayBeEmpty: false), isRequired: true),
        Both("IntervalSeconds", new NumberRule(0, MaxSeconds)),
        Both("MaxAttempts", new NumberRule(0, MaxSeconds)),
        Both("BackoffRate", new NumberRule(1, null, isWhole: false)),
        Both("MaxDelaySeconds", new NumberRule(1, MaxRetryDelaySeconds)),
        Both("JitterStrategy", new EnumRule("NONE", "FULL")),
        Both("Comment", Text),
    ]);

    public static readonly ObjectSchema Catcher = new(
    [
        Both("ErrorEquals", new ListRule(Text, mayBeEmpty: false), isRequired: true),
        Both("Next", Text, isRequired: true),
        PathOnly("ResultPath", new ReferencePathRule(PathForms.Null)),
        JsonataOnly("Output", new TemplateRule(ExpressionNames.ErrorOutput)),
        Both("Assign", new AssignRule(ExpressionNames.ErrorOutput)),
        Both("Comment", Text),
    ]);

    public static readonly ObjectSchema ItemReader = new(
    [
        Both("Resource", new ResourceRule(), isRequired: true),
        PathOnly("Parameters", new TemplateRule(ExpressionNames.Plain)),
        JsonataOnly("Arguments", new TemplateRule(ExpressionNames.Plain)),
        Both("ReaderConfig", new ObjectSchema(
        [
            Both("InputType", new EnumRule("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")),
            Both("ManifestType", new EnumRule("ATHENA_DATA", "S3_INVENTORY")),
            Both("Transformation", new EnumRule("NONE", "LOAD_AND_FLATTEN")),
            Both("CSVDelimiter", new EnumRule("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB")),
            Both("CSVHeaderLocation", new EnumRule("FIRST_ROW", "GIVEN")),
            Both("CSVHeaders", new ListRule(Text)),
            Both("ItemsPointer", Text),
            Both("MaxItems", new NumberRule(0, MaxMaxItems, allowsExpression: true)),
            PathOnly("MaxItemsPath", new ReferencePathRule(PathForms.Variable)),
        ],
        new FieldGroup(false, "MaxItems", "MaxItemsPath"))),
    ]);

    public static readonly ObjectSchema ItemBatcher = new(
    [
        Both("MaxItemsPerBatch", new NumberRule(0, null, allowsExpression: true)),
        PathOnly("MaxItemsPerBatchPath", new ReferencePathRule(PathForms.Variable)),
        Both("MaxInputBytesPerBatch", new NumberRule(0, null, allowsExpression: true)),
        PathOnly("MaxInputBytesPerBatchPath", new ReferencePathRule(PathForms.Variable)),
        Both("BatchInput", new TemplateRule(ExpressionNames.Plain)),
    ],
    new FieldGroup(false, "MaxItemsPerBatch", "MaxItemsPerBatchPath"),
    new FieldGroup(false, "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"));

    public static readonly ObjectSchema ResultWriter = new(
    [
        Both("Resource", new ResourceRule()),
        PathOnly("Parameters", new TemplateRule(ExpressionNames.Plain)),
        JsonataOnly("Arguments", new TemplateRule(ExpressionNames.Plain)),
        Both("WriterConfig", new ObjectSchema(
        [
            Both("Transformation", new EnumRule("NONE", "COMPACT", "FLATTEN"), isRequired: true),
            Both("OutputType", new EnumRule("JSON", "JSONL"), isRequired: true),
        ])),
    ]);

    public static FieldRule Both(string name, ValueRule rule, bool isRequired = false) => new(name, rule, null, isRequired);

    public static FieldRule PathOnly(string name, ValueRule rule) => new(name, rule, QueryLanguage.JsonPath);

    public static FieldRule JsonataOnly(string name, ValueRule rule) => new(name, rule, QueryLanguage.Jsonata);
}
