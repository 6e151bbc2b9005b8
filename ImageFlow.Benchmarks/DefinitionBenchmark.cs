using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using ImageFlow.Asl.Reading;

namespace ImageFlow.Benchmarks;

/// <summary>How long does it take to read and check a definition of 1,000 states? Under 20 ms is wanted.</summary>
[MemoryDiagnoser]
public class DefinitionBenchmark
{
    private const int Count = 1_000;

    private string definition = "";

    [Params("JSONPath", "JSONata")]
    public string Language { get; set; } = "JSONPath";

    [GlobalSetup]
    public void Write()
    {
        StringBuilder text = new($"{{\"QueryLanguage\":\"{Language}\",\"StartAt\":\"S0\",\"States\":{{");
        for (int i = 0; i < Count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"\"S{i}\":{State(i)}");
        }

        definition = text.Append("}}").ToString();
        if (StateMachineReader.Read(definition).AwsError is { } error)
        {
            throw new InvalidOperationException(error);
        }
    }

    [Benchmark]
    public ReadResult ReadAndCheck() => StateMachineReader.Read(definition);

    private string State(int i)
    {
        bool isJsonata = Language == "JSONata";
        string last = $"S{Count - 1}";
        string next = i == Count - 1 ? "\"End\":true" : $"\"Next\":\"S{i + 1}\"";
        return (i % 4) switch
        {
            0 when isJsonata => $$"""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"f","Payload":{"key":"{% $states.input.prefix & '/{{i}}' %}" } },"Output":"{% $states.result.Payload.r{{i}} %}","Retry":[{"ErrorEquals":["A"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"{{last}}"}],{{next}}}""",
            0 => $$"""{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload":{"key.$":"States.Format('{}/{{i}}', $.prefix)" } },"ResultPath":"$.r{{i}}","Retry":[{"ErrorEquals":["A"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"{{last}}"}],{{next}}}""",
            1 when isJsonata => $$"""{"Type":"Choice","Choices":[{"Condition":"{% $states.input.n > {{i}} %}","Next":"{{last}}"}],"Default":"S{{i + 1}}"}""",
            1 => $$"""{"Type":"Choice","Choices":[{"Variable":"$.n","NumericGreaterThan":{{i}},"Next":"{{last}}"}],"Default":"S{{i + 1}}"}""",
            2 => $$"""{"Type":"Wait","Seconds":1,{{next}}}""",
            _ when isJsonata => $$"""{"Type":"Pass","Assign":{"v{{i}}":"{% $states.input.x %}"},{{next}}}""",
            _ => $$"""{"Type":"Pass","Assign":{"v{{i}}.$":"$.x"},{{next}}}""",
        };
    }
}
