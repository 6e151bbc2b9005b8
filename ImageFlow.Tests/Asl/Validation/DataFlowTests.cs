using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Tests.Asl.Conformance;

namespace ImageFlow.Tests.Asl.Validation;

/// <summary>Warnings about data that cannot come, or cannot pass: certain ones, and none where AWS ran the definition.</summary>
public class DataFlowTests
{
    private const string Invoke = "\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\"";

    private static readonly string Half = new('x', 150_000);

    public static TheoryData<string, string> MissingPaths => new()
    {
        { Machine("""{"Type":"Pass","Result":{"a":1},"Next":"B"}""", """{"Type":"Pass","InputPath":"$.b","End":true}"""), "/States/B/InputPath" },
        { Machine("""{"Type":"Pass","Parameters":{"a.$":"$.in"},"Next":"B"}""", """{"Type":"Pass","Parameters":{"x":[{"y.$":"$.b.c"}]},"End":true}"""), "/States/B/Parameters/x/0/y.$" },
        { Machine("""{"Type":"Pass","Result":{"a":1},"Next":"B"}""", """{"Type":"Pass","Parameters":{"x.$":"States.Format('{}', $.b)"},"End":true}"""), "/States/B/Parameters/x.$" },
        { Machine("""{"Type":"Pass","Result":{"a":[1,2]},"Next":"B"}""", """{"Type":"Wait","SecondsPath":"$.a[2]","End":true}"""), "/States/B/SecondsPath" },
        { Machine("""{"Type":"Pass","Result":{"a":1},"ResultPath":"$.r","Next":"B"}""", """{"Type":"Pass","OutputPath":"$.r.b","End":true}"""), "/States/B/OutputPath" },
        { Machine("{" + Invoke + ",\"Next\":\"B\"}", """{"Type":"Pass","InputPath":"$.key","End":true}"""), "/States/B/InputPath" },
        { Machine("{" + Invoke + ",\"ResultPath\":\"$.thumb\",\"Next\":\"B\"}", """{"Type":"Pass","InputPath":"$.thumb.key","End":true}"""), "/States/B/InputPath" },
        { Machine("{" + Invoke + ",\"ResultSelector\":{\"k.$\":\"$.key\"},\"Next\":\"B\"}", """{"Type":"Succeed"}"""), "/States/A/ResultSelector/k.$" },
        { Machine("{" + Invoke + ",\"Catch\":[{\"ErrorEquals\":[\"X\"],\"Next\":\"B\"}],\"End\":true}", """{"Type":"Fail","CausePath":"$.cause"}"""), "/States/B/CausePath" },
        { Machine("""{"Type":"Parallel","Branches":[{"StartAt":"P","States":{"P":{"Type":"Succeed"}}}],"Next":"B"}""", """{"Type":"Pass","InputPath":"$.a","End":true}"""), "/States/B/InputPath" },
        { Machine("""{"Type":"Parallel","Parameters":{"a":1},"Branches":[{"StartAt":"P","States":{"P":{"Type":"Succeed","InputPath":"$.b"}}}],"Next":"B"}""", """{"Type":"Succeed"}"""), "/States/A/Branches/0/States/P/InputPath" },
        { Machine("""{"Type":"Map","ItemSelector":{"a":1},"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Succeed","InputPath":"$.b"}}},"Next":"B"}""", """{"Type":"Succeed"}"""), "/States/A/ItemProcessor/States/P/InputPath" },
        { Machine("""{"Type":"Pass","Result":{"a":1},"Next":"B"}""", """{"Type":"Choice","Choices":[{"Variable":"$.b","NumericEquals":1,"Next":"C"}],"Default":"C"}""", """{"Type":"Succeed"}"""), "/States/B/Choices/0/Variable" },
        { Machine("""{"Type":"Pass","Result":{"a":1},"Next":"B"}""", """{"Type":"Wait","Seconds":1,"Next":"C"}""", """{"Type":"Succeed","InputPath":"$.b"}"""), "/States/C/InputPath" },
        { Machine("""{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"B"}],"Default":"C"}""", """{"Type":"Pass","Result":{"a":1},"Next":"D"}""", """{"Type":"Pass","Result":{"b":1},"Next":"D"}""", """{"Type":"Succeed","InputPath":"$.c"}"""), "/States/D/InputPath" },
        { Jsonata("""{"Type":"Pass","Output":{"a":{"b":1}},"Next":"B"}""", """{"Type":"Pass","Output":"{% $states.input.a.c %}","End":true}"""), "/States/B/Output" },
        { Jsonata("""{"Type":"Pass","Output":{"a":[{"b":1}]},"Next":"B"}""", """{"Type":"Pass","Output":{"x":"{% $states.input.a.c & '!' %}"},"End":true}"""), "/States/B/Output/x" },
        { Jsonata("{" + Invoke + ",\"Output\":\"{% $states.result.key %}\",\"Next\":\"B\"}", """{"Type":"Succeed"}"""), "/States/A/Output" },
        { Jsonata("{" + Invoke + ",\"Catch\":[{\"ErrorEquals\":[\"X\"],\"Next\":\"B\",\"Output\":\"{% $states.errorOutput.error %}\"}],\"Next\":\"B\"}", """{"Type":"Succeed"}"""), "/States/A/Catch/0/Output" },
        { Jsonata("""{"Type":"Pass","Output":"{% {'a': $states.input.q} %}","Next":"B"}""", """{"Type":"Choice","Choices":[{"Condition":"{% $states.input.b > 1 %}","Next":"C"}],"Default":"C"}""", """{"Type":"Succeed"}"""), "/States/B/Choices/0/Condition" },
    };

    public static TheoryData<string> PossiblePaths =>
    [
        Machine("""{"Type":"Pass","Result":{"a":1},"ResultPath":"$.r","Next":"B"}""", """{"Type":"Pass","InputPath":"$.anything","End":true}"""),
        Machine("{" + Invoke + ",\"Next\":\"B\"}", """{"Type":"Pass","InputPath":"$.Payload.key","End":true}"""),
        Machine("""{"Type":"Pass","Result":{"a":1},"Next":"B"}""", """{"Type":"Pass","InputPath":"$..b","End":true}"""),
        Machine("""{"Type":"Pass","Result":{"a":1},"Next":"B"}""", """{"Type":"Choice","Choices":[{"And":[{"Variable":"$.b","IsPresent":true},{"Variable":"$.b","NumericEquals":1}],"Next":"C"}],"Default":"C"}""", """{"Type":"Pass","InputPath":"$.b","End":true}"""),
        Machine("""{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"B"}],"Default":"C"}""", """{"Type":"Pass","Result":{"a":1},"Next":"D"}""", """{"Type":"Pass","Result":{"b":1},"Next":"D"}""", """{"Type":"Succeed","InputPath":"$.b"}"""),
        Machine("""{"Type":"Pass","Result":{"a":1},"Next":"B"}""", """{"Type":"Choice","Choices":[{"Variable":"$.a","NumericGreaterThan":1,"Next":"D"}],"Default":"C"}""", """{"Type":"Pass","Result":2,"ResultPath":"$.b","Next":"B"}""", """{"Type":"Succeed","InputPath":"$.b"}"""),
        Jsonata("""{"Type":"Pass","Output":{"a":1},"Next":"B"}""", """{"Type":"Pass","Output":"{% $exists($states.input.b) ? $states.input.b : $count($states.input.b) %}","End":true}"""),
        Jsonata("""{"Type":"Pass","Output":{"a":[{"b":1},{"c":1}]},"Next":"B"}""", """{"Type":"Pass","Output":"{% $states.input.a.c %}","End":true}"""),
    ];

    public static TheoryData<string, string, string> LargePayloads => new()
    {
        { "ASL0117", Machine("{\"Type\":\"Pass\",\"Result\":\"" + Half + Half + "\",\"Next\":\"B\"}", """{"Type":"Succeed"}"""), "/States/A" },
        { "ASL0117", Machine("{\"Type\":\"Pass\",\"Result\":\"" + Half + "\",\"Next\":\"B\"}", """{"Type":"Pass","Parameters":{"x.$":"States.Array($, $)"},"End":true}"""), "/States/B" },
        { "ASL0117", Machine("{\"Type\":\"Pass\",\"Result\":\"" + Half + "\",\"Next\":\"B\"}", """{"Type":"Parallel","Branches":[{"StartAt":"P","States":{"P":{"Type":"Succeed"}}},{"StartAt":"Q","States":{"Q":{"Type":"Succeed"}}}],"End":true}"""), "/States/B" },
        { "ASL0117", Machine("{" + Invoke + ",\"Parameters\":{\"Payload\":[\"" + Half + "\",\"" + Half + "\"]},\"Next\":\"B\"}", """{"Type":"Succeed"}"""), "/States/A" },
        { "ASL0117", Jsonata("{\"Type\":\"Pass\",\"Output\":\"" + Half + "\",\"Next\":\"B\"}", """{"Type":"Pass","Output":["{% $states.input %}","{% {'a': $states.input} %}","{% $states.input %}"],"End":true}"""), "/States/B" },
        { "ASL0117", Jsonata("{\"Type\":\"Pass\",\"Assign\":{\"a\":\"" + Half + "\",\"b\":\"" + Half + "\"},\"Next\":\"B\"}", """{"Type":"Succeed"}"""), "/States/A/Assign" },
        { "ASL0118", Machine(Distributed(""), """{"Type":"Succeed"}"""), "/States/A" },
    };

    [Theory]
    [MemberData(nameof(MissingPaths))]
    public void Read_PathThatIsNeverThere_IsReadWithAWarning(string definition, string pointer)
    {
        ReadResult read = StateMachineReader.Read(definition);

        Assert.NotNull(read.StateMachine);
        Diagnostic diagnostic = Assert.Single(read.Diagnostics);
        Assert.Equal(("ASL0116", DiagnosticSeverity.Warning, pointer), (diagnostic.Code, diagnostic.Severity, diagnostic.Pointer));
    }

    [Theory]
    [MemberData(nameof(PossiblePaths))]
    public void Read_PathThatMayBeThere_HasNoWarning(string definition) => Assert.Empty(StateMachineReader.Read(definition).Diagnostics);

    [Theory]
    [MemberData(nameof(LargePayloads))]
    public void Read_PayloadThatIsTooLarge_IsReadWithOneWarning(string code, string definition, string pointer)
    {
        ReadResult read = StateMachineReader.Read(definition);

        Assert.NotNull(read.StateMachine);
        Diagnostic diagnostic = Assert.Single(read.Diagnostics);
        Assert.Equal((code, DiagnosticSeverity.Warning, pointer), (diagnostic.Code, diagnostic.Severity, diagnostic.Pointer));
    }

    [Theory]
    [InlineData("\"ResultPath\":null,")]
    [InlineData("\"ResultWriter\":{\"Resource\":\"arn:aws:states:::s3:putObject\",\"Parameters\":{\"Bucket\":\"b\"}},")]
    public void Read_DistributedMapThatKeepsNoResults_HasNoWarning(string field) =>
        Assert.Empty(StateMachineReader.Read(Machine(Distributed(field), """{"Type":"Succeed"}""")).Diagnostics);

    [Fact]
    public void Read_ValuesThatDoubleInEveryState_EndsSoon()
    {
        string[] states = [.. Enumerable.Range(0, 400).Select(i => $$"""{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"{{Name((2 * i) + 1)}}"}],"Default":"{{Name((2 * i) + 1)}}"}|{"Type":"Pass","Parameters":{"n":1,"a.$":"$","b.$":"$"},"Next":"{{Name((2 * i) + 2)}}"}""").SelectMany(pair => pair.Split('|')), $$"""{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":2,"Next":"{{Name(801)}}"}],"Default":"{{Name(0)}}"}""", """{"Type":"Succeed"}"""];

        ReadResult read = StateMachineReader.Read(Machine(states));

        Assert.NotNull(read.StateMachine);
    }

    /// <summary>A run that succeeded took a way on which every path was there, and every payload passed.</summary>
    [Fact]
    public void Read_DefinitionsThatSucceededOnAws_HaveNoWarningOfTheirData()
    {
        RecordedCases.Require();

        List<string> alarms = [];
        int count = 0;
        foreach ((string name, ObjectData run) in RecordedCases.Runs())
        {
            if (run["definition"] is { } definition && (run["expected"] as ObjectData)?["status"] is StringData { Value: "SUCCEEDED" })
            {
                count++;
                alarms.AddRange(StateMachineReader.Read(definition).Diagnostics
                    .Where(diagnostic => diagnostic.Code is "ASL0116" or "ASL0117" or "ASL0118")
                    .Select(diagnostic => $"{name}: {diagnostic.Code} {diagnostic.Pointer} {diagnostic.Message}"));
            }
        }

        Assert.Empty(alarms);
        Assert.True(count > 0, "No recorded run succeeded.");
    }

    private static string Name(int i) => i < 4 ? ((char)('A' + i)).ToString() : $"S{i}";

    private static string Machine(params string[] states) =>
        "{\"StartAt\":\"A\",\"States\":{" + string.Join(',', states.Select((state, i) => $"\"{Name(i)}\":{state}")) + "}}";

    private static string Jsonata(params string[] states) => Machine(states).Replace("{\"StartAt\"", "{\"QueryLanguage\":\"JSONata\",\"StartAt\"", StringComparison.Ordinal);

    private static string Distributed(string field) =>
        """{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":{"Bucket":"b"}},""" + field
        + """ "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Succeed"}}},"Next":"B"}""";
}
