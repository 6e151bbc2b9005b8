using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Asl.Writing;

namespace ImageFlow.Tests.Asl.Conformance;

/// <summary>Reads every recorded definition and says about it what AWS said.</summary>
public class DefinitionConformanceTests
{
    [Fact]
    public void Read_EveryDefinitionThatAwsRan_IsAccepted()
    {
        RecordedCases.Require();

        List<string> refused = [];
        foreach ((string name, JsonData definition) in RecordedCases.AcceptedDefinitions())
        {
            if (StateMachineReader.Read(definition.ToJson()).AwsError is { } error)
            {
                refused.Add($"{name}: {error}");
            }
        }

        Assert.Empty(refused);
    }

    [Fact]
    public void Write_EveryDefinitionThatAwsRan_IsTheDefinitionThatWasRead()
    {
        RecordedCases.Require();

        List<string> changed = [];
        foreach ((string name, JsonData definition) in RecordedCases.AcceptedDefinitions())
        {
            if (StateMachineReader.Read(definition).StateMachine is { } machine && RecordedCases.Mismatch(definition, StateMachineWriter.Write(machine)) is { } difference)
            {
                changed.Add($"{name}: {difference}");
            }
        }

        Assert.Empty(changed);
    }

    [Fact]
    public void AwsError_RefusedDefinitions_IsAwsAnswer()
    {
        RecordedCases.Require();

        List<string> wrong = [];
        int count = 0;
        foreach ((string name, ObjectData recorded) in RecordedCases.OfKind("create_error"))
        {
            ObjectData error = (ObjectData)((ObjectData)recorded["expected"]!)["error"]!;
            if (error["code"] is not StringData { Value: "InvalidDefinition" })
            {
                continue;
            }

            count++;
            string definition = ((StringData)((ObjectData)recorded["request"]!)["definition"]!).Value;
            string expected = ((StringData)error["message"]!).Value;
            string? actual = StateMachineReader.Read(definition).AwsError;
            if (actual != expected)
            {
                wrong.Add($"{name}: expected {expected}, got {actual}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(count > 0, "No recorded case refuses a definition.");
    }

    [Fact]
    public void Diagnostics_ValidatedDefinitions_AreAwsDiagnostics()
    {
        RecordedCases.Require();

        List<string> wrong = [];
        foreach ((string name, ObjectData recorded) in RecordedCases.OfKind("validate"))
        {
            ObjectData request = (ObjectData)recorded["request"]!;
            ReadResult read = StateMachineReader.Read(((StringData)request["definition"]!).Value, isExpress: request["type"] is StringData { Value: "EXPRESS" });
            ArrayData actual = new([.. read.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(AsAwsDiagnostic)]);
            JsonData expected = ((ObjectData)((ObjectData)recorded["expected"]!)["response"]!)["diagnostics"]!;
            if (RecordedCases.Mismatch(expected, actual) is { } difference)
            {
                wrong.Add($"{name}: {difference}");
            }
        }

        Assert.Empty(wrong);
    }

    private static ObjectData AsAwsDiagnostic(Diagnostic diagnostic) => new ObjectDataBuilder()
        .Set("code", diagnostic.AwsCode ?? diagnostic.Code)
        .SetIfPresent("location", diagnostic.AwsLocation is { } location ? new StringData(location) : null)
        .Set("message", diagnostic.Message)
        .Set("severity", "ERROR")
        .Build();
}
