using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Validation;
using ImageFlow.Asl.Values;
using ImageFlow.Asl.Writing;

namespace ImageFlow.Tests.Asl.Reading;

public class StateMachineReaderTests
{
    [Theory]
    [InlineData(EveryField.JsonPath)]
    [InlineData(EveryField.Jsonata)]
    public void Read_DefinitionWithEveryField_IsAcceptedAndWrittenBackTheSame(string json)
    {
        ReadResult read = StateMachineReader.Read(json);

        Assert.DoesNotContain(read.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal(JsonData.Parse(json), StateMachineWriter.Write(read.StateMachine!));
    }

    [Fact]
    public void Read_DefinitionsWithEveryField_UseEveryFieldOfTheTables()
    {
        HashSet<string> used = [];
        Collect((ObjectData)JsonData.Parse(EveryField.JsonPath), QueryLanguage.JsonPath, used);
        Collect((ObjectData)JsonData.Parse(EveryField.Jsonata), QueryLanguage.Jsonata, used);
        List<string> unused = [];
        foreach ((string type, ObjectSchema schema) in StateSchemas.All)
        {
            unused.AddRange(schema.Fields
                .SelectMany(field => field.Only is { } only ? [(field.Name, only)] : new[] { (field.Name, QueryLanguage.JsonPath), (field.Name, QueryLanguage.Jsonata) })
                .Where(field => !used.Contains($"{type}.{field.Item1}.{field.Item2}") && !used.Contains($"{type}.{field.Item1}.{QueryLanguage.JsonPath}"))
                .Select(field => $"{type}.{field.Item1} ({field.Item2})"));
        }

        // What all types share is one rule; Error and Cause as literals stand in the recorded cases and in the validation samples.
        string[] shared = [".Comment (", ".QueryLanguage (", ".Next (", ".End (", "Fail.Error (JsonPath)", "Fail.Cause (JsonPath)"];
        Assert.DoesNotContain(unused, field => !shared.Any(part => field.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_StateMachine_KeepsTheOrderOfAwsDocuments()
    {
        StateMachine machine = StateMachineReader.Read("""{"States":{"A":{"End":true,"Retry":[{"MaxAttempts":1,"ErrorEquals":["X"]}],"Resource":"arn:aws:states:::lambda:invoke","Type":"Task"}},"StartAt":"A","Comment":"c"}""").StateMachine!;

        Assert.Equal(
            """{"Comment":"c","StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Retry":[{"ErrorEquals":["X"],"MaxAttempts":1}],"End":true}}}""",
            StateMachineWriter.Write(machine).ToJson());
    }

    [Fact]
    public void Read_States_KeepTheOrderOfTheDocument()
    {
        StateMachine machine = StateMachineReader.Read("""{"StartAt":"Z","States":{"Z":{"Type":"Pass","Next":"A"},"A":{"Type":"Pass","Next":"M"},"M":{"Type":"Succeed"}}}""").StateMachine!;

        Assert.Equal(["Z", "A", "M"], machine.States.Keys);
    }

    [Fact]
    public void Read_DeeplyNestedText_IsADiagnostic()
    {
        ReadResult read = StateMachineReader.Read(new string('[', 900) + new string(']', 900));

        Assert.Equal("ASL0003", Assert.Single(read.Diagnostics).Code);
    }

    [Fact]
    public void Read_TooLargeText_IsADiagnostic()
    {
        ReadResult read = StateMachineReader.Read("{\"Comment\":\"" + new string('x', StateMachineReader.MaxBytes) + "\"}");

        Assert.Equal("ASL0004", Assert.Single(read.Diagnostics).Code);
    }

    private static void Collect(ObjectData graph, QueryLanguage language, HashSet<string> used)
    {
        foreach ((_, JsonData value) in (ObjectData)graph["States"]!)
        {
            ObjectData state = (ObjectData)value;
            string type = ((StringData)state["Type"]!).Value;
            used.UnionWith(state.Select(member => $"{type}.{member.Key}.{language}"));
            foreach (string inner in new[] { "ItemProcessor", "Iterator" })
            {
                if (state[inner] is ObjectData processor)
                {
                    Collect(processor, language, used);
                }
            }

            foreach (JsonData branch in state["Branches"] as ArrayData ?? [])
            {
                Collect((ObjectData)branch, language, used);
            }
        }
    }
}
