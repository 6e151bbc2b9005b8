using ImageFlow.Asl.Model;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Conformance;

/// <summary>Every recorded run that needs nothing but the language ends as on AWS: same output, or same error and cause.</summary>
public class PureRunConformanceTests
{
    [Theory]
    [InlineData("assign")]
    [InlineData("base")]
    [InlineData("choice_operators")]
    [InlineData("context_object")]
    [InlineData("intrinsic_functions")]
    [InlineData("outputdecl")]
    [InlineData("query_language")]
    [InlineData("scenarios")]
    public void Run_RecordedRuns_EndAsOnAws(string group)
    {
        RecordedCases.Require();

        List<string> wrong = [];
        int count = 0;
        foreach ((string name, ObjectData run) in RecordedCases.Runs().Where(run => run.Name.StartsWith(group + "/", StringComparison.Ordinal)))
        {
            if (run["definition"] is not { } definition || StateMachineReader.Read(definition).StateMachine is not { } machine || !PureRun.CanRun(machine))
            {
                continue;
            }

            count++;
            if (Difference(machine, run) is { } difference)
            {
                wrong.Add($"{name}: {difference}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} runs differ:\n{string.Join('\n', wrong)}");
        Assert.True(count > 0, $"No recorded run of the group '{group}' could be run.");
    }

    private static string? Difference(StateMachine machine, ObjectData run)
    {
        ObjectData expected = (ObjectData)run["expected"]!;
        PureOutcome outcome = new PureRun(machine, run["input"] ?? ObjectData.Empty).Run();
        if (expected["status"] is StringData { Value: "FAILED" })
        {
            JsonData failure = ObjectData.Of(("error", expected["error"] ?? NullData.Instance), ("cause", expected["cause"] ?? NullData.Instance));
            return RecordedCases.Mismatch(failure, ObjectData.Of(("error", AsData(outcome.Error)), ("cause", AsData(outcome.Cause))), "failure");
        }

        if (outcome.Output is null)
        {
            return $"failed with {outcome.Error}: {outcome.Cause}";
        }

        return expected["output"] is { } output ? RecordedCases.Mismatch(Parsed(output), Parsed(outcome.Output), "output") : null;
    }

    /// <summary>The recordings hold an output that is a scalar as its JSON text.</summary>
    private static JsonData Parsed(JsonData value)
    {
        try
        {
            return value is StringData text ? JsonData.Parse(text.Value) : value;
        }
        catch (System.Text.Json.JsonException)
        {
            return value;
        }
    }

    private static JsonData AsData(string? text) => text is null ? NullData.Instance : new StringData(text);
}
