using ImageFlow.Asl.Values;
using ImageFlow.Tests.Workflows.Runs;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.StateFlows;

/// <summary>A state machine is imported, an activity is drawn into it, and both run on the engine.</summary>
public class MixedRunTests
{
    [Theory]
    [InlineData("""{"QueryLanguage":"JSONata","StartAt":"Name","States":{"Name":{"Type":"Pass","Output":{"key":"{% $states.input.name & '.jpg' %}"},"Next":"End"},"End":{"Type":"Succeed","Output":{"was":"{% $states.input.text %}"}}}}""", "JSONata", "$states.input.key")]
    [InlineData("""{"StartAt":"Name","States":{"Name":{"Type":"Pass","Parameters":{"key.$":"States.Format('{}.jpg', $.name)"},"Next":"End"},"End":{"Type":"Pass","Parameters":{"was.$":"$.text"},"End":true}}}""", "JSONPath", "$.key")]
    public async Task Run_ImportedStatesWithAnActivity_PassTheirDataOn(string machine, string language, string key)
    {
        WorkflowDefinition imported = StateMachineImporter.Import(machine, "imported").Definition!;
        ActivityNode chart = imported.Root;
        string first = Id(chart, "Name");
        string last = Id(chart, "End");
        ActivityNode work = new() { Id = "work", Name = "Work", Type = "Test.Work", Members = (ObjectData)JsonData.Parse($$"""{"key":{"typeName":"String","expression":{"type":"{{language}}","value":"{{key}}"} } }""") };
        WorkflowDefinition drawn = imported with
        {
            Root = chart with
            {
                Activities = [.. chart.Activities!, work],
                Connections = [.. chart.Connections!.Where(connection => connection.Source != first), new(first, "Done", "work", "In", ObjectData.Empty), new("work", "Done", last, "In", ObjectData.Empty)],
            },
        };

        FlowRun run = (await FlowRun.OfAsync(WorkflowCompiler.Compile(drawn, TestFlow.Manifest), """{"name":"cat"}""")).Succeeded();

        Assert.Equal(["cat.jpg"], run.Effects);
        Assert.Equal("\"cat.jpg\"", run["was"]);
    }

    private static string Id(ActivityNode chart, string name) => chart.Activities!.Single(activity => activity.DisplayName == name).Id;
}
